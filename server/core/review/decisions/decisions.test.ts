import { describe, expect, it, test } from "vitest";
import { LineIndex } from "../../base/index.ts";
import { type EntryChange, editEntry, removeFrom } from "./edit-decisions.ts";
import { readDecisions } from "./read-decisions.ts";

const today = "2026-11-26";
const read = (text: string) => readDecisions(text, today);
/** Issues with their one-based lines. */
const issues = (text: string): string[] =>
  read(text).issues.map(
    ({ range, message }) => `${new LineIndex(text).positionAt(range.start).line + 1}: ${message}`,
  );
const mark = (id: string) => ({ id, requests: ["0123456789ab", "123456789012"] });
const edited = (text: string, id: string, change: EntryChange): string => editEntry(text, mark(id), change);

describe("what the file says", () => {
  it("is read whole", () => {
    const text = `behaviors:
  b-1:
    name: Refund of a flight
    pinned: true
    muted: { reason: known, until: 2026-11-26 }
    weight: 2.5
    merge:
      b-2: [aaaaaaaaaaaa]
    split:
      b-1: [bbbbbbbbbbbb]
      b-3: [123456789012]
    knownBy: ["123456789012", 1234567890e5]
`;
    expect(issues(text)).toEqual([]);
    expect(read(text)).toMatchObject({
      isUnreadable: false,
      isMembershipSure: true,
      entries: [
        {
          id: "b-1",
          name: "Refund of a flight",
          pinned: true,
          muted: { reason: "known", until: "2026-11-26" },
          weight: 2.5,
          merge: [{ id: "b-2", requests: ["aaaaaaaaaaaa"] }],
          split: [
            { id: "b-1", requests: ["bbbbbbbbbbbb"] },
            { id: "b-3", requests: ["123456789012"] },
          ],
          requests: ["123456789012", "1234567890e5"],
        },
      ],
    });
  });

  test.each([
    ["", []],
    ["# only a comment\n", []],
    ["behaviors:\n", []],
    ["behaviours: {}\n", ["1: Unknown key `behaviours`. Known keys: behaviors."]],
    [
      "behaviors:\n  b-1: { pined: true }\n",
      [
        "2: Unknown key `pined`. Known keys: name, description, pinned, muted, weight, merge, split, knownBy.",
      ],
    ],
    ["behaviors:\n  b-1:\n    muted: true\n", ["3: Say why: `muted: { reason: … }`."]],
    ["behaviors:\n  b-1:\n    weight: 11\n", ["3: `weight` is a number from 0.1 to 10."]],
    [
      "behaviors:\n  b-1:\n    muted: { reason: x, until: 2026-11-25 }\n",
      ["3: This ended on 2026-11-25: the behavior is shown again. Remove `muted`, or set a later date."],
    ],
    [
      "behaviors:\n  b-1: yes\n",
      ["2: `b-1` must hold what was decided: name, description, pinned, muted, weight."],
    ],
    [
      "behaviors:\n  b-1:\n    merge: { b-3: [aaaaaaaaaaaa] }\n  b-2:\n    merge: { b-3: [aaaaaaaaaaaa] }\n",
      ["4: b-3 is merged into b-1 already; it cannot be in both."],
    ],
    [
      "behaviors:\n  b-1:\n    split: { b-2: [aaaaaaaaaaaa], b-3: [aaaaaaaaaaab] }\n",
      ["3: `split` holds two parts or more, the first under the behavior's own id, b-1."],
    ],
  ])("%j", (text, wanted) => expect(issues(text)).toEqual(wanted));

  it("is left out where it is broken, and the rest counts", () => {
    const { entries, isMembershipSure } = read(
      "behaviors:\n  b-1: { pinned: 3, name: Refunds }\n  b-2: 4\n  b-3: { merge: 5, pinned: true }\n",
    );
    expect(entries.map(({ id, name, pinned }) => ({ id, name, pinned }))).toEqual([
      { id: "b-1", name: "Refunds", pinned: undefined },
      { id: "b-3", name: undefined, pinned: true },
    ]);
    expect(isMembershipSure).toBe(false);
  });

  test.each([
    ["a misspelt `behaviors`", "behaviours:\n  b-1: { merge: { b-2: [aaaaaaaaaaaa] } }\n"],
    ["a misspelt `merge`", "behaviors:\n  b-1: { merg: { b-2: [aaaaaaaaaaaa] } }\n"],
    ["keys from elsewhere", "x: &x { merge: {} }\nbehaviors:\n  b-1: { <<: *x }\n"],
    ["an alias for an entry", "x: &x { merge: {} }\nbehaviors:\n  b-1: *x\n"],
    ["a list for an entry", "behaviors:\n  b-1: [merge]\n"],
    ["nothing for an entry", "behaviors:\n  b-1:\n"],
    ["an alias for a merge", "x: &x {}\nbehaviors:\n  b-1: { merge: *x }\n"],
    ["an alias for an id", "x: &x b-2\nbehaviors:\n  b-1: { merge: { *x : [aaaaaaaaaaaa] } }\n"],
    ["an alias for marks", "x: &x [aaaaaaaaaaaa]\nbehaviors:\n  b-1: { merge: { b-2: *x } }\n"],
    ["an alias for a mark", "x: &x aaaaaaaaaaaa\nbehaviors:\n  b-1: { merge: { b-2: [*x] } }\n"],
    ["no list of requests", "behaviors:\n  b-1: { merge: { b-2: [aaaaaaaaaaaa] }, knownBy: aaaaaaaaaaaa }\n"],
  ])("%s: nobody is sure what of merges is wanted", (_name, text) => {
    expect(read(text)).toMatchObject({ isUnreadable: false, isMembershipSure: false });
  });

  test.each([
    "behaviors:\n  b-1: { pinned: 3, weight: [1], muted: { why: x } }\n",
    "behaviors: ~\n",
    "# nothing\n",
  ])("%j says nothing of merges", (text) => expect(read(text).isMembershipSure).toBe(true));

  test.each([
    ["half a file", "behaviors:\n  b-1: { pinned: tr"],
    ["marks of a conflict", "behaviors:\n<<<<<<< HEAD\n  b-1: { pinned: true }\n=======\n>>>>>>> b\n"],
    ["a list", "- a\n"],
    ["a list of entries", "behaviors: []\n"],
    ["a word for the entries", "behaviors: none\n"],
    ["an alias for the entries", "x: &x {}\nbehaviors: *x\n"],
    ["the same id twice", "behaviors:\n  b-1: { pinned: true }\n  b-1: { pinned: true }\n"],
    ["brackets without end", "[".repeat(20_000)],
  ])("%s says nothing, and where", (_name, text) => {
    const { isUnreadable, isMembershipSure, issues: told } = read(text);
    expect([isUnreadable, isMembershipSure, told.length]).toEqual([true, false, 1]);
  });
});

describe("an edit", () => {
  it("begins the file, in the order of ids and keys, and says the same twice", () => {
    let text = edited("", "b-2", { muted: { reason: "known: next release" } });
    text = edited(text, "b-1", { pinned: true });
    text = edited(text, "b-2", { name: "Refunds", weight: 2 });
    expect(text.replace(/^#.*\n/gm, "")).toBe(`
behaviors:
  b-1:
    pinned: true
    knownBy: [ 0123456789ab, "123456789012" ]
  b-2:
    name: Refunds
    muted: { reason: "known: next release" }
    weight: 2
    knownBy: [ 0123456789ab, "123456789012" ]
`);
    expect(edited(text, "b-2", { name: "Refunds", weight: 2 })).toBe(text);
    expect(read(text)).toMatchObject({ issues: [], entries: [mark("b-1"), mark("b-2")] });
  });

  test.each([
    ["an entry", "behaviors:\n  b-1:\n  b-2: { pinned: true }\n"],
    ["an entry, but for a comment", "behaviors:\n  b-1: # the boss asked\n"],
    ["an entry between braces", "behaviors: { b-1, b-2: { pinned: true } }\n"],
    ["a key", "behaviors:\n  b-1: { pinned }\n"],
    ["a key of the other kind", "behaviors:\n  b-1: { pinned: , muted }\n"],
  ])("fills in what is left open: %s", (_name, text) => {
    const decided = edited(text, "b-1", { pinned: true, muted: { reason: "known" } });
    expect(read(decided)).toMatchObject({
      issues: [],
      entries: [
        { id: "b-1", pinned: true, muted: { reason: "known" } },
        ...(text.includes("b-2") ? [{ id: "b-2" }] : []),
      ],
    });
    expect(decided.includes("# the boss asked")).toBe(text.includes("# the boss asked"));
  });

  test.each(["yes", "[a]", "*x", "''"])("does not write over what it does not know: %s", (value) => {
    const text = `x: &x {}\nbehaviors:\n  b-1: ${value}\n`;
    expect(() => edited(text, "b-1", { pinned: true })).toThrow("Under b-1 in homeostat/behaviors.yaml");
  });

  it("keeps what people wrote", () => {
    const text = `# ours
behaviors:
  # the boss asked
  b-9: # first
    weight: 2 # why two?
    pinned: true
  b-5:
    pinned: true
other: 1
`;
    expect(edited(text, "b-9", { weight: 3, pinned: undefined })).toBe(`# ours
behaviors:
  # the boss asked
  b-9:
    # first
    weight: 3 # why two?
    knownBy: [ 0123456789ab, "123456789012" ]
  b-5:
    pinned: true
other: 1
`);
  });

  it("takes an entry away that says nothing more, and leaves comments", () => {
    const one = edited("", "b-1", { pinned: true });
    const text = edited(one, "b-2", { pinned: true }).replace("  b-2:", "  # about the second\n  b-2:");
    expect(edited(text, "b-1", { pinned: undefined })).not.toContain("b-1");
    expect(edited(text, "b-1", { pinned: undefined })).toContain("# about the second\n  b-2:");
    expect(edited(text, "b-2", { pinned: undefined })).toContain("# about the second");
    expect(removeFrom(text, "b-2")).not.toContain("  b-2:");
    const commented = one.replace("pinned: true", "pinned: true # for the demo");
    expect(edited(commented, "b-1", { weight: 2 })).toContain("# for the demo");
  });

  it("adds to merges and takes from them line by line", () => {
    const two = edited("", "b-1", { merge: [mark("b-2"), mark("b-3")] }).replace(
      "b-3: [",
      "b-3: # odd\n        [",
    );
    const text = edited(two, "b-1", { merge: [mark("b-2"), mark("b-3"), mark("b-4")] });
    expect(read(text).entries[0]!.merge.map(({ id }) => id)).toEqual(["b-2", "b-3", "b-4"]);
    expect(text).toContain("# odd");
    expect(read(edited(text, "b-1", { merge: [mark("b-4")] })).entries[0]!.merge).toEqual([mark("b-4")]);
    expect(edited(text, "b-1", { merge: [] })).not.toContain("b-4");
  });
});
