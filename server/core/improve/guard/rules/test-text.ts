import type { Change } from "../change.ts";
import { copiedFrom, marksFrom, sourceOf } from "../copied.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * Nothing is added that was taken from the cases it will be tested on, from their expected answers, or from what evaluators ask for: six words in a
 * row, most of the words of a sentence, or two of the names and numbers by which one case is known. A prompt that holds its
 * test passes it and does nothing else better.
 */
export const testText: GuardRule = {
  name: "test-text",
  severity: "stop",
  check: (change) => copies(change, change.testTexts, "This stands in a test"),
};

/** Added sentences that were taken from one of some texts. */
export function copies({ added, before }: Change, texts: readonly string[] = [], what: string): Fault[] {
  const old = sourceOf(before);
  const sources = texts.map(sourceOf);
  const spread = sources.map((source) => marksFrom(added, source, old)).find((marks) => marks.length > 0);
  if (spread) {
    const isIn =
      added.find(({ text }) => spread.some((mark) => text.toLowerCase().includes(mark))) ?? added[0]!;
    return [{ in: "after", range: isIn.range, message: `${what}: ${quoted(spread.join(", "))}.` }];
  }
  return added.flatMap((sentence): Fault[] => {
    for (const source of sources) {
      const copied = copiedFrom(sentence, source, old);
      if (copied !== undefined)
        return [{ in: "after", range: sentence.range, message: `${what}: ${quoted(copied)}.` }];
    }
    return [];
  });
}
