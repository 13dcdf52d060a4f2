import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { sentencesOf } from "./words.ts";

test("a text is cut behind its marks and lines, and joined again", () => {
  const text = "One. Two?! Three...\nfour 3.5 and a...b\n\nFive";
  expect(sentencesOf(text)).toEqual([
    ...["One. ", "Two?! ", "Three...\n", "four 3.", "5 and a.", ".", ".", "b\n\n", "Five"],
  ]);
  expect(sentencesOf(text).join("")).toBe(text);
});

test("marks without an end take time in step with their number", () => {
  const start = processorMs();
  expect(sentencesOf(`${".".repeat(200_000)}x`).join("")).toHaveLength(200_001);
  expect(processorMs() - start).toBeLessThan(roomFor(500));
});
