import type { Change, Sentence } from "../change.ts";
import { copiedFrom, marksFrom, type Source, sourceOf } from "../copied.ts";
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

/** Added sentences that were taken from one of some texts. What examples may be made of is nothing new in an example. */
export function copies(change: Change, texts: readonly string[] = [], what: string): Fault[] {
  const { before, exampleTexts = [], quotableTexts = [] } = change;
  const quotable = quotableTexts.map(oneLine);
  const added = change.added.filter(({ text }) => !quotable.some((one) => one.includes(oneLine(text))));
  const sources = texts.map(sourceOf);
  const isExample = exampleTexts.length > 0 ? inExamples(change) : () => false;
  return [
    ...copied(
      added.filter((one) => !isExample(one)),
      sourceOf(before),
      sources,
      what,
    ),
    ...copied(added.filter(isExample), sourceOf([before, ...exampleTexts].join("\n")), sources, what),
  ];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const saysExample = /^\W*(?:examples?|beispiele?|exemples?|ejemplos?)\b[^:]{0,40}:/iu;

function inExamples({ documents: { after } }: Change): (sentence: Sentence) => boolean {
  const examples = after.instructions.filter(
    ({ kind, text }) => kind === "example" || saysExample.test(text),
  );
  return ({ range }) => examples.some((one) => one.range.start <= range.start && range.end <= one.range.end);
}

function copied(added: readonly Sentence[], old: Source, sources: readonly Source[], what: string): Fault[] {
  const spread = sources.map((source) => marksFrom(added, source, old)).find((marks) => marks.length > 0);
  if (spread) {
    const isIn =
      added.find(({ text }) => spread.some((mark) => text.toLowerCase().includes(mark))) ?? added[0]!;
    return [{ in: "after", range: isIn.range, message: `${what}: ${quoted(spread.join(", "))}.` }];
  }
  return added.flatMap((sentence): Fault[] => {
    for (const source of sources) {
      const found = copiedFrom(sentence, source, old);
      if (found !== undefined)
        return [{ in: "after", range: sentence.range, message: `${what}: ${quoted(found)}.` }];
    }
    return [];
  });
}
