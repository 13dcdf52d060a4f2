import { expect, test } from "vitest";
import { applyHunks, diffHunks, type Hunk, hunkOf } from "../../improve/index.ts";
import { isOpen, placeSuggestion } from "./place-suggestion.ts";

const file = "a.prompt.md";
const base = "# Shop\n- Greet.\n- Answer. Be quick.\n- Close.\n";
const laid = (hunks: readonly Hunk[], text: string, from = base) =>
  placeSuggestion({ base: { [file]: from }, hunks: hunks.map((hunk) => ({ ...hunk, file })) }, file, text);
const texts = (hunks: readonly Hunk[]): string[] => hunks.map(({ text }) => text);
const insertion = (after: string, text: string): Hunk => {
  const at = base.indexOf(after) + after.length;
  return hunkOf(base, { start: at, end: at }, text);
};

test("hunks stand where their lines stand now, under the ids that they were measured by", () => {
  const hunks = diffHunks(base, base.replace("Greet.", "Greet warmly."));
  const text = `intro\n\n${base}`;
  const placed = laid(hunks, text);
  expect(isOpen(placed)).toBe(true);
  expect(placed.hunks.map(({ id }) => id)).toEqual(hunks.map(({ id }) => id));
  expect(applyHunks(text, placed.hunks)).toBe(text.replace("Greet.", "Greet warmly."));
});

test("what somebody changed meanwhile is stale, and the rest is placed", () => {
  const hunks = diffHunks(base, base.replace("Greet.", "Greet warmly.").replace("Close.", "Say goodbye."));
  const placed = laid(hunks, base.replace("Greet.", "Say hello."));
  expect([texts(placed.hunks), texts(placed.stale)]).toEqual([
    ["", expect.stringContaining("goodbye")],
    [expect.stringContaining("warmly")],
  ]);
  expect(isOpen(placed)).toBe(false);
});

test("of hunks that stand together all are known to be there, however many", () => {
  const neighbours = [insertion("Greet.", "\n- One."), insertion("Greet.", "\n- Two.")];
  const sameLine = [
    hunkOf(base, { start: base.indexOf("Answer."), end: base.indexOf("Answer.") + 7 }, "Answer at once."),
    hunkOf(base, { start: base.indexOf("Be quick."), end: base.indexOf("Be quick.") + 9 }, "Be short."),
  ];
  for (const hunks of [neighbours, sameLine, [...neighbours, ...sameLine]]) {
    const placed = laid(hunks, applyHunks(base, hunks));
    expect(placed.done).toHaveLength(hunks.length);
    expect([placed.hunks, placed.stale]).toEqual([[], []]);
  }
});

test("where one of two edits of a line was made, the other is placed beside it", () => {
  const [first, second] = [
    hunkOf(base, { start: base.indexOf("Answer."), end: base.indexOf("Answer.") + 7 }, "Answer at once."),
    hunkOf(base, { start: base.indexOf("Be quick."), end: base.indexOf("Be quick.") + 9 }, "Be short."),
  ];
  const text = applyHunks(base, [first]);
  const placed = laid([first, second], text);
  expect(texts(placed.done)).toEqual(["Answer at once."]);
  expect(applyHunks(text, placed.hunks)).toBe(applyHunks(base, [first, second]));
});
