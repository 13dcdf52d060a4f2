import { isFunctionWord, isParticle, isQuestionWord } from "./function-words.ts";
import { PairNumbers } from "./pair-numbers.ts";
import { isGap } from "./request-text.ts";
import { Interner } from "./term-counts.ts";
import { stemOf, wordsOf } from "./words.ts";

/** What naming needs to know of one request. Stems are numbers of the phrasebook that read it. */
export interface RequestWords {
  readonly content: string;
  readonly words: readonly KnownWord[];
  /** Where the words begin in the content. */
  readonly starts: readonly number[];
  /** Stems of its content words, each once. */
  readonly stems: readonly number[];
  /** Phrases a name could be, each once, as triples: number of the phrase, its first word, its last. */
  readonly phrases: readonly number[];
}

/** A word as it is written, one object for all places where it stands. */
interface KnownWord {
  readonly surface: string;
  readonly lower: string;
  readonly stem: number;
  readonly isContent: boolean;
  readonly isCapitalised: boolean;
}

/**
 * A run of words as a user wrote it. Its number (`id`) is the same for all its inflections ("cancel my flight", "cancelling my flights");
 * `stems` are those of its content words, sorted, each once.
 */
export interface Phrase {
  readonly id: number;
  readonly surface: string;
  readonly words: readonly string[];
  readonly stems: readonly number[];
}

/** In words. */
export const LONGEST_PHRASE = 7;

/**
 * Reads requests as phrases: runs of 1 to 7 words that cross no punctuation and nothing that was taken out (courtesy, ids, names of
 * places), begin with a content word or a question word and end with a content word or its particle ("top up"). `isEmpty` marks further function words.
 */
export class Phrasebook {
  private readonly stems = new Interner();
  private readonly known = new Map<string, KnownWord>();
  /** Numbers of phrases by the number of what they continue and the stem that follows. */
  private readonly numbers = new PairNumbers();
  private readonly shorter: number[] = [0];
  /** The last request that a phrase was met in. */
  private readonly metIn: number[] = [0];
  private requests = 0;
  /** Of the request at hand. */
  private readonly phrases: number[] = [];

  constructor(private readonly isEmpty: (lower: string) => boolean = () => false) {}

  /** `content`: a request without what says nothing of its intent (`contentOf`). */
  read(content: string): RequestWords {
    const request = ++this.requests;
    const found = wordsOf(content);
    const words = found.map(({ surface, lower }) => this.wordOf(surface, lower));
    const follows = found.map(({ start }, i) => i > 0 && !isGap(content.slice(found[i - 1]!.end, start)));
    const { phrases } = this;
    phrases.length = 0;
    for (let from = 0; from < words.length; from++) {
      if (!words[from]!.isContent && !isQuestionWord(words[from]!.lower)) continue;
      let id = 0;
      for (let to = from; to < words.length && to < from + LONGEST_PHRASE; to++) {
        if (to > from && !follows[to]) break;
        id = this.continued(id, words[to]!.stem);
        const { isContent, lower } = words[to]!;
        const ends = isContent || (to > from && words[to - 1]!.isContent && isParticle(lower));
        if (!ends || this.metIn[id] === request) continue;
        this.metIn[id] = request;
        phrases.push(id, from, to);
      }
    }
    const stems: number[] = [];
    for (const { stem, isContent } of words) if (isContent && !stems.includes(stem)) stems.push(stem);
    const starts = found.map(({ start }) => start);
    return { content, words, starts, stems, phrases: phrases.slice() };
  }

  /** More than any number of a phrase. */
  get size(): number {
    return this.shorter.length;
  }

  /** What a phrase continues: the one without its last word; 0 for a single word. */
  shortened(id: number): number {
    return this.shorter[id]!;
  }

  private wordOf(surface: string, lower: string): KnownWord {
    let word = this.known.get(surface);
    if (!word) {
      const isContent = !isFunctionWord(lower) && !this.isEmpty(lower) && /\p{L}/u.test(lower);
      const isCapitalised = /^\p{Lu}\p{Ll}/u.test(surface);
      word = { surface, lower, stem: this.stems.numberOf(stemOf(lower)), isContent, isCapitalised };
      this.known.set(surface, word);
    }
    return word;
  }

  private continued(id: number, stem: number): number {
    const longer = this.numbers.numberOf(id, stem);
    if (longer === this.shorter.length) {
      this.shorter.push(id);
      this.metIn.push(0);
    }
    return longer;
  }
}

/** The phrase from one word of a request to another, as it was written there. */
export function phraseIn(request: RequestWords, id: number, from: number, to: number): Phrase {
  const run = request.words.slice(from, to + 1);
  return {
    id,
    surface: surfaceIn(request, from, to),
    words: run.map((word) => word.lower),
    stems: [...stemsOf(request, from, to)].sort((a, b) => a - b),
  };
}

/** Of its content words. */
export function stemsOf({ words }: RequestWords, from: number, to: number): Set<number> {
  const stems = new Set<number>();
  for (let at = from; at <= to; at++) if (words[at]!.isContent) stems.add(words[at]!.stem);
  return stems;
}

/** The words alone, as they are shown. */
export function surfaceIn({ content, words, starts }: RequestWords, from: number, to: number): string {
  const first = words[from]!;
  let surface = displayed(first, first.isCapitalised && opensSentence(content, starts[from]!));
  for (let at = from + 1; at <= to; at++) surface += ` ${displayed(words[at]!, false)}`;
  return surface;
}

const opensSentence = (text: string, at: number): boolean =>
  !/[\p{L}\p{N},;:)]\s*$/u.test(text.slice(Math.max(0, at - 3), at));

/** A sentence's first word loses its capital, as a name goes on in lower case; "ATM", "Apple Pay" and "I" stay as they are. */
function displayed({ surface, lower, isCapitalised }: KnownWord, opens: boolean): string {
  if (lower === "i" || lower.startsWith("i'")) return `I${surface.slice(1)}`;
  return opens && isCapitalised ? lower : surface;
}
