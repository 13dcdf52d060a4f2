import { isFunctionWord, isParticle, isQuestionWord } from "./function-words.ts";
import { isGap } from "./request-text.ts";
import { Interner } from "./term-counts.ts";
import { stemOf, type Word, wordsOf } from "./words.ts";

/** What naming needs to know of one request. Stems are numbers of the phrasebook that read it. */
export interface RequestWords {
  readonly content: string;
  readonly words: readonly Word[];
  /** Of each word. */
  readonly stemOf: readonly number[];
  readonly isContent: readonly boolean[];
  /** Stems of its content words, each once. */
  readonly stems: ReadonlySet<number>;
  /** Phrases a name could be, each once, as triples: number of the phrase, its first word, its last. */
  readonly phrases: readonly number[];
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

const LONGEST_PHRASE = 7;
/** More than there are stems. */
const BASE = 2 ** 21;

/**
 * Reads requests as phrases: runs of 1 to 7 words that cross no punctuation and nothing that was taken out (courtesy, ids, names of
 * places), begin with a content word or a question word and end with a content word or its particle ("top up"). `isEmpty` marks further function words.
 */
export class Phrasebook {
  private readonly stems = new Interner();
  private readonly known = new Map<string, { readonly stem: number; readonly isContent: boolean }>();
  /** Numbers of phrases by the number of what they continue and the stem that follows. */
  private readonly numbers = new Map<number, number>();
  private readonly shorter: number[] = [0];

  constructor(private readonly isEmpty: (lower: string) => boolean = () => false) {}

  /** `content`: a request without what says nothing of its intent (`contentOf`). */
  read(content: string): RequestWords {
    const words = wordsOf(content);
    const known = words.map(({ lower }) => this.wordOf(lower));
    const isContent = known.map((word) => word.isContent);
    const phrases: number[] = [];
    const seen = new Set<number>();
    for (let from = 0; from < words.length; from++) {
      if (!isContent[from] && !isQuestionWord(words[from]!.lower)) continue;
      let id = 0;
      for (let to = from; to < words.length && to < from + LONGEST_PHRASE; to++) {
        if (to > from && isGap(content.slice(words[to - 1]!.end, words[to]!.start))) break;
        id = this.continued(id, known[to]!.stem);
        const ends = isContent[to] || (to > from && isContent[to - 1] && isParticle(words[to]!.lower));
        if (!ends || seen.has(id)) continue;
        seen.add(id);
        phrases.push(id, from, to);
      }
    }
    const stems = known.map(({ stem }) => stem);
    return {
      ...{ content, words, stemOf: stems, isContent, phrases },
      stems: new Set(stems.filter((_, i) => isContent[i])),
    };
  }

  /** What a phrase continues: the one without its last word; 0 for a single word. */
  shortened(id: number): number {
    return this.shorter[id]!;
  }

  private wordOf(lower: string): { readonly stem: number; readonly isContent: boolean } {
    let word = this.known.get(lower);
    if (!word) {
      const isContent = !isFunctionWord(lower) && !this.isEmpty(lower) && /\p{L}/u.test(lower);
      word = { stem: this.stems.numberOf(stemOf(lower)), isContent };
      this.known.set(lower, word);
    }
    return word;
  }

  private continued(id: number, stem: number): number {
    const key = id * BASE + stem;
    let longer = this.numbers.get(key);
    if (longer === undefined) {
      longer = this.shorter.push(id) - 1;
      this.numbers.set(key, longer);
    }
    return longer;
  }
}

/** The phrase from one word of a request to another, as it was written there. */
export function phraseIn(request: RequestWords, id: number, from: number, to: number): Phrase {
  const run = request.words.slice(from, to + 1);
  const opens = opensSentence(request.content, run[0]!.start);
  const stems = request.stemOf.slice(from, to + 1).filter((_, i) => request.isContent[from + i]);
  return {
    id,
    surface: run.map((word, i) => displayed(word, i === 0 && opens)).join(" "),
    words: run.map((word) => word.lower),
    stems: [...new Set(stems)].sort((a, b) => a - b),
  };
}

const opensSentence = (text: string, at: number): boolean =>
  !/[\p{L}\p{N},;:)]\s*$/u.test(text.slice(Math.max(0, at - 3), at));

/** A sentence's first word loses its capital, as a name goes on in lower case; "ATM", "Apple Pay" and "I" stay as they are. */
function displayed(word: Word, opens: boolean): string {
  if (word.lower === "i" || word.lower.startsWith("i'")) return `I${word.surface.slice(1)}`;
  return opens && /^\p{Lu}\p{Ll}/u.test(word.surface) ? word.lower : word.surface;
}
