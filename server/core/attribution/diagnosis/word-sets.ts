import { marks } from "../conditions/turn-terms.ts";

/** Numbers words: what is compared often is compared as numbers. */
export class Vocabulary {
  private readonly numbers = new Map<string, number>();
  private readonly words: string[] = [];

  get size(): number {
    return this.words.length;
  }

  wordOf(number: number): string {
    return this.words[number] ?? "";
  }

  numberOf(word: string): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.words.length;
      this.words.push(word);
      this.numbers.set(word, number);
    }
    return number;
  }
}

/** Sets of words by number: those of set s are `words[i]` from `starts[s]` up to `starts[s + 1]`. */
export interface WordSets {
  readonly starts: Int32Array;
  readonly words: Int32Array;
}

/**
 * Makes word sets one after the other, each of one or more texts of words with one blank between them. Which tools the agent called and with
 * which fields is its own doing and tells nothing about what it was asked: those are left out.
 */
export class WordSetsBuilder {
  private readonly starts: number[] = [0];
  private words = new Int32Array(1024);
  private end = 0;
  private seenIn = new Int32Array(1024);

  constructor(private readonly vocabulary: Vocabulary) {}

  add(texts: readonly string[]): void {
    const set = this.starts.length;
    for (const text of texts) {
      if (text === "") continue;
      for (const word of text.split(" ")) {
        if (word.startsWith(marks.called) || word === marks.heard) continue;
        const number = this.vocabulary.numberOf(word);
        if (number >= this.seenIn.length) this.seenIn = larger(this.seenIn, number + 1);
        if (this.seenIn[number] === set) continue;
        this.seenIn[number] = set;
        if (this.end === this.words.length) this.words = larger(this.words, this.end + 1);
        this.words[this.end++] = number;
      }
    }
    this.starts.push(this.end);
  }

  finish(): WordSets {
    return { starts: Int32Array.from(this.starts), words: this.words.slice(0, this.end) };
  }
}

function larger(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(needed, 2 * array.length));
  grown.set(array);
  return grown;
}

/** The sets of each word: those of word w are `words[i]` from `starts[w]` up to `starts[w + 1]`, in rising order. */
export function postingsOf({ starts, words }: WordSets, wordCount: number): WordSets {
  const firsts = new Int32Array(wordCount + 1);
  for (const word of words) firsts[word + 1]!++;
  for (let word = 0; word < wordCount; word++) firsts[word + 1]! += firsts[word]!;
  const filled = firsts.slice(0, wordCount);
  const sets = new Int32Array(words.length);
  for (let set = 0; set + 1 < starts.length; set++)
    for (let i = starts[set]!; i < starts[set + 1]!; i++) sets[filled[words[i]!]!++] = set;
  return { starts: firsts, words: sets };
}

/** In how many sets a word is. */
export const frequencyOf = ({ starts }: WordSets, word: number): number =>
  word + 1 < starts.length ? starts[word + 1]! - starts[word]! : 0;
