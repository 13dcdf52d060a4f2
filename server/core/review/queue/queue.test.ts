import { expect, test } from "vitest";
import { diagnosisOf, promptDiagnosis } from "../../../../test/support/diagnosis.ts";
import { editQueue } from "./edit-queue.ts";
import { queueProposals } from "./queue-proposals.ts";
import { queueText } from "./queue-text.ts";
import { emptyQueue, type QueueItem, readQueue } from "./read-queue.ts";

const item: QueueItem = {
  ...{
    id: "shop/wrong-arithmetic",
    what: "a calculation that is wrong",
    why: "No line is: suspected.",
    prompt: "shop",
  },
  ...{ conversations: ["c1", "c: 2"], who: "Ada", at: "2026-05-03T09:30:00Z", state: "open" },
};

test("what is written is read, and a second item stands after the first", () => {
  const text = editQueue(editQueue("", { id: item.id, item }), { id: "b", item: { ...item, id: "b" } });
  expect(text).toMatch(/^# What a model could not do/);
  expect(readQueue(text)).toEqual({ items: [item, { ...item, id: "b" }], issues: [], isUnreadable: false });
});

test("a change leaves comments, order and what others wrote", () => {
  const text =
    "# ours\nitems:\n  - what: reads no handwriting # really\n    id: a\n    owner: Bo\n  - id: b\n    what: x\n";
  const [a] = readQueue(text).items;
  const changed = editQueue(text, {
    id: "a",
    item: { ...a!, state: "handled", by: "Ada", note: "larger model" },
  });
  expect(changed).toContain("# ours\n");
  expect(changed).toContain("what: reads no handwriting # really\n    id: a\n    owner: Bo\n");
  expect(readQueue(changed).items).toMatchObject([
    { id: "a", state: "handled", note: "larger model" },
    { id: "b", state: "open" },
  ]);
  expect(readQueue(editQueue(changed, { id: "a" })).items.map(({ id }) => id)).toEqual(["b"]);
  expect(readQueue(editQueue("items:\n  - { id: a, what: x }\n", { id: "a" })).items).toEqual([]);
});

test.each([
  ["items: 3", true],
  ["[1, 2]", true],
  ["items: [", true],
  [`items: ${"[".repeat(3_000)}`, true],
  ["items: [3]", false],
  ["items: [{ id: a }]", false],
  ["items: [{ id: a, what: x, state: maybe }]", false],
  ["items: [{ id: a, what: x, conversations: c1 }]", false],
  ["items: [{ id: a, what: x }, { id: a, what: y }]", false],
])("what is wrong is told and breaks nothing: %s", (text, isUnreadable) => {
  const queue = readQueue(text);
  expect(queue.issues).toHaveLength(1);
  expect(queue.isUnreadable).toBe(isUnreadable);
});

test("an empty file, and one of other things, is an empty queue", () => {
  for (const text of ["", "# later\n", "owner: us\n"]) expect(readQueue(text)).toEqual(emptyQueue);
});

const [promise] = promptDiagnosis().mechanisms;
const ofModel = (conversations: readonly string[]) =>
  promptDiagnosis({
    mechanisms: [
      promise!,
      {
        ...promise!,
        ...{
          id: "mark capability wrong-arithmetic",
          title: "The model could not do it",
          cause: "capability",
        },
        ...{ conversations, failing: 4, suspects: [], exemplars: [] },
        causes: [{ cause: "capability", probability: 0.8, why: [], evidence: [] }],
      },
    ],
  });

test("what a diagnosis puts down to the model is proposed once, and again where it comes again", () => {
  const proposed = (conversations: readonly string[], items: readonly QueueItem[] = []) =>
    queueProposals([ofModel(conversations)], { ...emptyQueue, items });
  const [first] = proposed(["c1"]);
  expect(first).toMatchObject({ what: "The model could not do it", failing: 4, conversations: ["c1"] });
  expect(first!.id).toMatch(/\/wrong-arithmetic$/);
  expect(first!.why).toBe(
    "Of 4 failures that went this way, 80 % are put down to the model and 0 % to the prompt; no line is suspected.",
  );
  const there = { ...item, id: first!.id, conversations: ["c1"] };
  expect(proposed(["c1", "c9"], [there])).toEqual([]);
  expect(proposed(["c1"], [{ ...there, state: "handled" }])).toEqual([]);
  expect(proposed(["c1", "c9"], [{ ...there, state: "handled" }])).toHaveLength(1);
  expect(queueProposals(diagnosisOf().prompts, emptyQueue)).toEqual([]);
});

test("as text: what is in it, what could be, and what to do; nothing in it breaks out", () => {
  const hostile = "a\u001b[31m\nb\u202e";
  const text = queueText(
    [{ ...item, by: "Bo", changedAt: "2026-05-04T09:30:00Z", note: hostile, state: "handled" }],
    queueProposals([ofModel(["c1", "c 2", "c3", "c4"])], emptyQueue),
  );
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).toContain("handled  shop/wrong-arithmetic  a calculation that is wrong");
  expect(text).toContain("put here by Ada on 2026-05-03");
  expect(text).toContain("handled by Bo on 2026-05-04");
  expect(text).toContain("homeostat show 'c 2'");
  expect(text).toContain("and 1 more conversation");
  expect(text).toMatch(/homeostat queue --add '?[^\n]*wrong-arithmetic/);
  expect(queueText([], [])).toContain("The queue is empty");
});
