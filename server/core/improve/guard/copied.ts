import { type Sentence, wordsIn } from "./change.ts";

/** A text that must not be copied, prepared for many comparisons. */
export interface Source {
  readonly text: string;
  readonly runs: ReadonlySet<string>;
  readonly content: ReadonlySet<string>;
  readonly marks: ReadonlySet<string>;
}

/** Words in a row that nobody writes twice by chance; a common phrase has fewer. */
const runLength = 6;
/** Of the longer words of an added sentence so many stand in one text that is not to be copied. */
const mostShared = 0.5;
const fewestShared = 4;
/** Short words are everybody's, in every language. */
const isContent = (word: string): boolean => word.length >= 4 || /\p{N}{2}/u.test(word);

/** Days and months are capitalised and nobody's own. */
const calendar =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)$/;

/** A code or a long number: one of them is enough to know a case by. */
const isCode = (word: string): boolean =>
  /\p{N}{5}/u.test(word) || (/\p{N}{2}/u.test(word) && /\p{L}/u.test(word));

/** Where more words than this are capitalised in the middle of sentences, as in German, that makes no name. */
const mostCapitalised = 0.2;

/** What names one case: a number of three digits and more or with a fraction, a code, a name in the middle of a sentence. */
function marksIn(text: string): Set<string> {
  const numbers = (text.match(/\p{N}[\p{N}.,]*\p{N}/gu) ?? []).flatMap((number) => {
    const word = wordsIn(number)[0] ?? "";
    return /\p{N}{3}|[.,]\p{N}/u.test(word) ? [word] : [];
  });
  const inside = [...new Set([...text.matchAll(/(?<=\p{L}[,;]?\s)\p{L}{3,}/gu)].map(([word]) => word))];
  const capitalised = inside.filter((word) => /^\p{Lu}/u.test(word)).map((word) => word.toLowerCase());
  const names = capitalised.length <= mostCapitalised * inside.length || inside.length < 8 ? capitalised : [];
  return new Set([...numbers, ...codesIn(text), ...names].filter((word) => !calendar.test(word)));
}

/** "E-7714" and "VERANO-83" as one word, as nobody else writes them. */
const codesIn = (text: string): string[] =>
  (text.match(/\p{L}[\p{L}\p{N}]*-[\p{L}\p{N}-]*\p{N}{2,}/gu) ?? []).map((code) => code.toLowerCase());

export function sourceOf(text: string): Source {
  const words = wordsIn(text);
  return {
    text,
    runs: new Set(runsOf(words)),
    content: new Set(words.filter(isContent)),
    marks: marksIn(text),
  };
}

const runsOf = (words: readonly string[]): string[] =>
  Array.from({ length: Math.max(0, words.length - runLength + 1) }, (_, i) =>
    words.slice(i, i + runLength).join(" "),
  );

/** What of a source an added sentence has, and the prompt did not have before; undefined where it is nothing to speak of. */
export function copiedFrom({ words }: Sentence, source: Source, before: Source): string | undefined {
  const run = runsOf(words).find((one) => source.runs.has(one) && !before.runs.has(one));
  if (run !== undefined) return run;
  const isFresh = (word: string): boolean => !before.content.has(word);
  const content = [...new Set(words.filter((word) => isContent(word)))];
  const shared = content.filter((word) => source.content.has(word));
  // Of a prompt about the same things most words are shared with every case; only those count for more that are new to it.
  if (
    shared.length >= fewestShared &&
    shared.length / content.length >= mostShared &&
    shared.filter(isFresh).length >= 3
  )
    return shared.join(", ");
  return undefined;
}

/** By what a whole edit is known to be about one case: names and numbers of it that the prompt did not have, however they are spread. */
export function marksFrom(sentences: readonly Sentence[], source: Source, before: Source): string[] {
  const words = new Set(sentences.flatMap(({ text, words: own }) => [...own, ...codesIn(text)]));
  const known = new Set([...before.content, ...before.marks]);
  const marks = [...words].filter((word) => source.marks.has(word) && !known.has(word));
  return marks.length >= 2 || marks.some(isCode) ? marks : [];
}
