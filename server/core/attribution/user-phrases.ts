import { isFunctionWord, isGap, isLightWord, stemOf, wordsOf } from "../behaviors/index.ts";

/** A run of words in the forms that users write it in, the most frequent first. `texts`: the numbers of those that hold it, ascending. */
export interface UserPhrase {
  readonly forms: readonly string[];
  readonly texts: readonly number[];
}

const longest = 3;
/** More than there are stems. */
const base = 2 ** 21;
/** Of one text, so that a pasted book costs no more than a long complaint. */
const mostChars = 20_000;
/** Of the times a run occurs, what a form of it has to have to be told. */
const leastShare = 0.1;

/** A text as numbers of its words' forms, 0 where something stands between them; and at each word the run that begins there, 0 for none. */
interface ReadText {
  readonly forms: Int32Array;
  readonly runs: Int32Array;
}

/**
 * Runs of one to three words that stand in at least `least` texts and at most `most`, in all inflections: none begins or ends with a word
 * that only holds a sentence together, none crosses punctuation or holds a number. A run counts once a text. Level by level, as a run is
 * no more frequent than its beginning (Agrawal and Srikant, VLDB 1994), so that what is rare costs little.
 */
export function userPhrases(texts: readonly string[], least: number, most: number): UserPhrase[] {
  const vocabulary = new Vocabulary();
  const read = texts.map((text): ReadText => {
    const forms = vocabulary.read(text.slice(0, mostChars));
    return { forms, runs: forms.map((form) => (vocabulary.isTelling[form] ? 1 : 0)) };
  });
  const found: UserPhrase[] = [];
  for (let length = 1; length <= longest; length++) {
    const holders = grown(read, vocabulary, length);
    const isKept = holders.map((own) => own.length >= least);
    const formsOf = formsIn(read, vocabulary, length, (run) => isKept[run]! && holders[run]!.length <= most);
    for (const [run, forms] of formsOf) found.push({ forms, texts: holders[run]! });
    for (const { runs } of read)
      runs.forEach((run, at) => {
        if (!isKept[run]) runs[at] = 0;
      });
  }
  return found;
}

/** Makes each run one word longer, in place. Gives the texts that hold it, by its number. */
function grown(read: readonly ReadText[], { stems }: Vocabulary, length: number): number[][] {
  const numbers = new Map<number, number>();
  const holders: number[][] = [[]];
  read.forEach(({ forms, runs }, text) => {
    runs.forEach((run, from) => {
      const last = forms[from + length - 1] ?? 0;
      const key = run * base + stems[last]!;
      runs[from] = run === 0 || last === 0 ? 0 : numberOf(numbers, key);
      if (runs[from] === 0) return;
      holders[runs[from]!] ??= [];
      const own = holders[runs[from]!]!;
      if (own.at(-1) !== text) own.push(text);
    });
  });
  return holders;
}

/** By run that is wanted and ends as a phrase may, how it is written. */
function formsIn(
  read: readonly ReadText[],
  { isTelling, words }: Vocabulary,
  length: number,
  isWanted: (run: number) => boolean,
): Map<number, string[]> {
  const counts = new Map<number, Map<string, number>>();
  for (const { forms, runs } of read)
    runs.forEach((run, from) => {
      if (run === 0 || !isTelling[forms[from + length - 1]!] || !isWanted(run)) return;
      const surface = Array.from(forms.subarray(from, from + length), (form) => words[form]!).join(" ");
      const own = counts.get(run) ?? new Map<string, number>();
      counts.set(run, own.set(surface, (own.get(surface) ?? 0) + 1));
    });
  return new Map([...counts].map(([run, own]) => [run, frequent(own)]));
}

function frequent(counts: ReadonlyMap<string, number>): string[] {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.filter(([, count], i) => i === 0 || count >= leastShare * all).map(([form]) => form);
}

/** Forms of words by number, from 1: their stems, and whether a phrase may begin and end with them. */
class Vocabulary {
  readonly words: string[] = [""];
  readonly stems: number[] = [0];
  readonly isTelling: boolean[] = [false];
  private readonly forms = new Map<string, number>();
  private readonly stemNumbers = new Map<string, number>();

  read(text: string): Int32Array {
    const forms: number[] = [];
    let end = 0;
    for (const word of wordsOf(text)) {
      const between = text.slice(end, word.start);
      // Messages stand on lines of their own, and nobody's phrase goes from one into the next.
      if (forms.length > 0 && (isGap(between) || between.includes("\n"))) forms.push(0);
      forms.push(/\p{N}/u.test(word.lower) ? 0 : this.formOf(word.lower));
      end = word.end;
    }
    return Int32Array.from(forms);
  }

  private formOf(lower: string): number {
    const form = numberOf(this.forms, lower);
    if (form === this.words.length) {
      this.words.push(lower);
      this.stems.push(numberOf(this.stemNumbers, stemOf(lower)));
      this.isTelling.push(lower.length > 2 && !isFunctionWord(lower) && !isLightWord(lower));
    }
    return form;
  }
}

function numberOf<K>(numbers: Map<K, number>, key: K): number {
  const known = numbers.get(key) ?? numbers.size + 1;
  numbers.set(key, known);
  return known;
}
