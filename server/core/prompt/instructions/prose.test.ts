import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { labelText, proseParts } from "./prose.ts";

const parts = (text: string): string[] =>
  proseParts(text, { start: 0, end: text.length }).map(
    ({ as, range }) => `${as}: ${text.slice(range.start, range.end)}`,
  );

describe("proseParts", () => {
  it.each<[string, string[]]>([
    ["Ask first. Then\ngo on.", ["sentences: Ask first. Then\ngo on."]],
    [
      "Rules:\n• Ask first.\n• Never\nguess.",
      ["sentences: Rules:", "item: Ask first.", "item: Never\nguess."],
    ],
    ["✅ Ask first\n❌ Guess", ["item: ✅ Ask first", "item: ❌ Guess"]],
    ["Test it:\n 1.1 Run all.\n 1.2 Read it.", ["sentences: Test it:", "item: Run all.", "item: Read it."]],
    ["Unless:\n    1. they ask\n    2. they pay", ["sentences: Unless:", "item: they ask", "item: they pay"]],
    ["Ask first.\n    - Never guess.", ["sentences: Ask first.", "item: Never guess."]],
    ["Red: it is late\nBlue: it is lost", ["row: Red: it is late", "row: Blue: it is lost"]],
    ["Steps:\n**1** **Ask** first\n**2** Guess", ["sentences: Steps:", "item: **Ask** first", "item: Guess"]],
    ["Note: ask first.\nThen go.", ["sentences: Note: ask first.\nThen go."]],
    [
      'Say so:\n{\n  "a": [1]\n}\nThen stop.',
      ["sentences: Say so:", 'literal: {\n  "a": [1]\n}', "sentences: Then stop."],
    ],
    ["**Orders:**\nAsk first.", ["label: **Orders:**", "sentences: Ask first."]],
    ["**Never guess.**", ["sentences: **Never guess.**"]],
    ["=== THE TASK ===\nAsk first.", ["label: === THE TASK ===", "sentences: Ask first."]],
    [
      "Never guess a date\nAlways ask first",
      ["sentences: Never guess a date", "sentences: Always ask first"],
    ],
    ["If he is gold:\n  Refund it.", ["sentences: If he is gold:", "sentences: Refund it."]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it("takes wrapped text for what it is, wherever a line begins", () => {
    const text =
      "The guide of the shop in the old town says that this is known as the\nFollow Me tour, and that\nUse of it is free.";
    expect(parts(text)).toHaveLength(1);
  });

  it("reads a literal that is never closed to the end, and many quotes in no time", () => {
    expect(parts('{\n"a": 1\nAsk.')).toEqual(['literal: {\n"a": 1\nAsk.']);
    const before = processorMs();
    parts(`{\n${'\\"'.repeat(20_000)}\n`.repeat(2));
    parts("If it rains:\n".repeat(4_000));
    expect(processorMs() - before).toBeLessThan(roomFor(1_000));
  });
});

describe("labelText", () => {
  it("is a label's words with one colon", () => {
    expect(labelText("**Guidelines**")).toBe("Guidelines:");
    expect(labelText("**Guidelines:**")).toBe("Guidelines:");
    expect(labelText("Code Style")).toBe("Code Style:");
  });
});
