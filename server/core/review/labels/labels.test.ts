import { describe, expect, it } from "vitest";
import { editLabels } from "./edit-labels.ts";
import { type GivenLabel, readLabels } from "./read-labels.ts";

const at = "2027-01-31T09:00:00Z";
const label = (conversation: string, own: Partial<GivenLabel> = {}): GivenLabel => ({
  conversation,
  label: "fail",
  who: "Ada",
  at,
  ...own,
});
const give = (text: string, ...labels: readonly GivenLabel[]): string =>
  editLabels(
    text,
    labels.map((one) => ({ kind: "give", label: one })),
  );
const issues = (text: string): string[] => readLabels(text).issues.map(({ message }) => message);

describe("the text of the file", () => {
  it("one label is one line, in the order of conversation, sample, evaluator and person, whatever is typed as the reason", () => {
    const why = 'It says: "no", #but\nnever {asks} — it’s 5 % off';
    const text = give(
      "",
      label("c-2", { why }),
      label("123", { label: "pass" }),
      label("c-2", { who: "Bob", label: "unknown" }),
    );
    expect(text.split("\n").filter((line) => line.startsWith("  - "))).toHaveLength(3);
    expect(readLabels(text).entries.map(({ conversation, who }) => [conversation, who])).toEqual([
      ["123", "Ada"],
      ["c-2", "Ada"],
      ["c-2", "Bob"],
    ]);
    expect(readLabels(text).entries[1]).toMatchObject({ why: why.replace("\n", " "), label: "fail", at });
    expect(issues(text)).toEqual([]);
    // In any order, at once or one after the other: the same file.
    expect(
      give(
        give(give("", label("c-2", { who: "Bob", label: "unknown" })), label("123", { label: "pass" })),
        label("c-2", { why }),
      ),
    ).toBe(text);
  });

  it("an id is what it is, blanks and breaks too, on one line", () => {
    const odd = label(" a  b\n\nc ".padEnd(60, "x y\n"), { evaluator: "too  kind ", why: " very\nrude " });
    const text = give("", odd);
    expect(text.split("\n").filter((line) => line.startsWith("  - "))).toHaveLength(1);
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^ {2}- \{.*\}$/);
    expect(readLabels(text).entries).toMatchObject([{ ...odd, why: "very rude" }]);
    expect(editLabels(text, [{ kind: "remove", place: odd }])).not.toContain("kind ");
  });

  it("what people wrote around it stays as it is", () => {
    const before = `# ours
labels:
  # the first of March
  - {conversation: c-5,   label: pass, who: Bob}  # sure
  - conversation: c-1
    label: fail # really
    who: Bob

# the end
`;
    const text = give(before, label("c-3"), label("c-1", { who: "Bob", why: "again" }));
    for (const kept of ["# ours", "# the first of March", "# sure", "# really", "# the end"])
      expect(text).toContain(kept);
    expect(readLabels(text).entries.map(({ conversation }) => conversation)).toEqual(["c-3", "c-5", "c-1"]);
    const gone = editLabels(text, [{ kind: "remove", place: { conversation: "c-5", who: "Bob" } }]);
    expect(gone).toContain("# the first of March");
    expect(readLabels(gone).entries.map(({ conversation }) => conversation)).toEqual(["c-3", "c-1"]);
  });

  it("definitions are kept as long as a label names them", () => {
    const own = label("c-1", { evaluator: "tone", sample: "c-1#t0", criterion: "00112233" });
    const definition = { scope: "turn", assert: [{ type: "contains", value: "sorry" }] };
    const text = editLabels(
      "",
      [{ kind: "give", label: own }],
      [
        { evaluator: "tone", key: "00112233", definition },
        { evaluator: "other", key: "44556677", definition },
      ],
    );
    expect(readLabels(text).criteria).toEqual([{ evaluator: "tone", key: "00112233", definition }]);
    const gone = editLabels(text, [{ kind: "remove", place: own }]);
    expect(readLabels(gone)).toMatchObject({ entries: [], criteria: [], issues: [] });
    expect(gone).not.toContain("contains");
    expect(give(gone, label("c-1"))).toContain("\n  - { conversation: c-1");
  });

  it("a label of the same person about the same takes the place of the one before", () => {
    const text = give(give("", label("c-1", { why: "rude" })), label("c-1", { label: "pass" }));
    expect(readLabels(text).entries).toMatchObject([{ conversation: "c-1", label: "pass" }]);
    expect(text).not.toContain("rude");
  });
});

describe("what somebody else wrote", () => {
  it("is told where it is wrong, and the rest counts", () => {
    const text = `labels:
  - { conversation: c-1, label: fail, who: Ada }
  - { conversation: c-2, label: maybe, who: Ada }
  - { label: fail, who: Ada }
  - { conversation: c-3, label: fail }
  - just a word
  - { conversation: c-4, label: pass, who: Ada, colour: red }
  - { conversation: 5, label: pass, who: 7, why: [a] }
extra: 1
`;
    expect(readLabels(text).entries.map(({ conversation, who }) => [conversation, who])).toEqual([
      ["c-1", "Ada"],
      ["c-4", "Ada"],
      ["5", "7"],
    ]);
    expect(issues(text)).toEqual([
      "`label` is pass, fail or unknown; this one counts for nothing.",
      "This label does not say its `conversation`.",
      "This label does not say `who` gave it.",
      "A label is an entry such as `{ conversation: …, label: fail, who: … }`.",
      expect.stringContaining("Unknown key `colour`"),
      "`why` is a text.",
      "Unknown key `extra`. Known keys: labels, criteria.",
    ]);
  });

  it("of two branches that were merged the later label holds", () => {
    const line = (own: string, day: string): string =>
      `  - { conversation: c-1, label: ${own}, who: Ada, at: 2027-01-${day}T00:00:00Z }\n`;
    for (const text of [
      `labels:\n${line("pass", "02")}${line("fail", "09")}`,
      `labels:\n${line("fail", "09")}${line("pass", "02")}`,
      `labels:\n${line("fail", "09")}${line("pass", "09").replace("T00:00:00Z", "T01:00:00+02:00")}`,
    ]) {
      expect(readLabels(text).entries).toMatchObject([{ label: "fail" }]);
      expect(issues(text)).toEqual([expect.stringContaining("counts no more")]);
      // What is done to the label is done to both entries.
      const place = { conversation: "c-1", who: "Ada" };
      const removed = editLabels(text, [{ kind: "remove", place }]);
      expect(readLabels(removed)).toMatchObject({ entries: [], issues: [] });
      expect(removed).not.toContain("c-1");
      const given = give(text, label("c-1", { label: "unknown", at: "2027-01-05T00:00:00Z" }));
      expect(readLabels(given)).toMatchObject({ entries: [{ label: "unknown" }], issues: [] });
      const explained = text.replaceAll("who: Ada", "who: Ada, why: rude");
      expect(editLabels(explained, [{ kind: "unexplain", place }])).not.toContain("rude");
    }
  });

  it.each([
    ["a list that does not end", "labels: ["],
    ["an entry that does not end", "labels:\n  - { conversation: c-1, label"],
    ["a list alone", "- 1"],
    ["a word", "labels: yes"],
    ["a merge", "<<<<<<< ours\nlabels: []\n=======\nlabels: []\n>>>>>>> theirs\n"],
    ["brackets without end", "[".repeat(50_000)],
  ])("cannot be read: %s", (_, text) => {
    const read = readLabels(text);
    expect(read.isUnreadable).toBe(true);
    expect(read.issues).toHaveLength(1);
  });
});
