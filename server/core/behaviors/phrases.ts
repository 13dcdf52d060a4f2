import { isFunctionWord, isQuestionWord } from "./function-words.ts";
import { contentOf, isGap } from "./request-text.ts";
import { stemOf, type Word, wordsOf } from "./words.ts";

/** What naming needs to know of one request. */
export interface RequestWords {
  /** Stems of its content words, each once. */
  readonly stems: ReadonlySet<string>;
  /** Phrases a name could be, each once. */
  readonly phrases: readonly Phrase[];
}

/**
 * A run of words as a user wrote it. `key` is the same for all its inflections ("cancel my flight", "cancelling my flights");
 * `stems` are those of its content words, sorted, each once.
 */
export interface Phrase {
  readonly key: string;
  readonly surface: string;
  readonly words: readonly string[];
  readonly stems: readonly string[];
}

const LONGEST_PHRASE = 7;

/**
 * The phrases of a request: runs of 1 to 7 words that cross no punctuation and nothing that was taken out (courtesy, ids, names of
 * places), begin with a content word or a question word and end with a content word. `isEmpty` marks further function words.
 */
export function phrasesOf(text: string, isEmpty: (lower: string) => boolean = () => false): RequestWords {
  const content = contentOf(text);
  const words = wordsOf(content);
  const isContent = words.map(
    ({ lower }) => !isFunctionWord(lower) && !isEmpty(lower) && /\p{L}/u.test(lower),
  );
  const phrases = new Map<string, Phrase>();
  words.forEach((first, from) => {
    if (!isContent[from] && !isQuestionWord(first.lower)) return;
    for (let to = from; to < words.length && to < from + LONGEST_PHRASE; to++) {
      if (to > from && isGap(content.slice(words[to - 1]!.end, words[to]!.start))) break;
      if (!isContent[to]) continue;
      const phrase = phraseOf(
        words.slice(from, to + 1),
        isContent.slice(from, to + 1),
        opensSentence(content, first.start),
      );
      if (!phrases.has(phrase.key)) phrases.set(phrase.key, phrase);
    }
  });
  return {
    stems: new Set(words.filter((_, i) => isContent[i]).map((word) => stemOf(word.lower))),
    phrases: [...phrases.values()],
  };
}

const opensSentence = (text: string, at: number): boolean =>
  !/[\p{L}\p{N},;:)]\s*$/u.test(text.slice(Math.max(0, at - 3), at));

function phraseOf(run: readonly Word[], isContent: readonly boolean[], opens: boolean): Phrase {
  const words = run.map((word) => word.lower);
  const stems = [...new Set(words.filter((_, i) => isContent[i]).map(stemOf))].sort();
  const surface = run.map((word, i) => displayed(word, i === 0 && opens)).join(" ");
  return { key: words.map(stemOf).join(" "), surface, words, stems };
}

/** A sentence's first word loses its capital, as a name goes on in lower case; "ATM", "Apple Pay" and "I" stay as they are. */
function displayed(word: Word, opens: boolean): string {
  if (word.lower === "i" || word.lower.startsWith("i'")) return `I${word.surface.slice(1)}`;
  return opens && /^\p{Lu}\p{Ll}/u.test(word.surface) ? word.lower : word.surface;
}

/** Verbs seen in a corpus, lower case: `all` of them, and those seen in their plain form ("cancel", not "cancelled"). */
export interface Verbs {
  readonly all: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
}

const ASKING = new Set([
  "can",
  "could",
  "do",
  "does",
  "did",
  "should",
  "would",
  "may",
  "will",
  "to",
  "please",
  "can't",
  "cannot",
  "don't",
  "didn't",
  "couldn't",
  "let's",
]);
const PERSONS = new Set(["i", "you", "we", "they", "it"]);

/**
 * Which words act as verbs in these texts, judged by what stands around them ("to cancel my", "can I cancel", "I lost"): at least
 * twice and in a third of their uses. No dictionary, so the verbs of any trade are found.
 */
export function verbsOf(texts: readonly string[]): Verbs {
  const uses = new Map<string, { all: number; verb: number; plain: number }>();
  for (const text of texts) {
    const words = wordsOf(text);
    words.forEach(({ lower, surface }, i) => {
      if (isFunctionWord(lower)) return;
      const use = uses.get(lower) ?? { all: 0, verb: 0, plain: 0 };
      const role = i > 0 && /^\p{Lu}/u.test(surface) ? "name" : roleOf(words, i);
      use.all++;
      if (role === "verb" || role === "plain") use.verb++;
      if (role === "plain") use.plain++;
      uses.set(lower, use);
    });
  }
  const verbs = [...uses].filter(([, { all, verb }]) => verb >= 2 && verb >= all / 3);
  return {
    all: new Set(verbs.map(([word]) => word)),
    plain: new Set(verbs.filter(([, { verb, plain }]) => plain >= verb / 3).map(([word]) => word)),
  };
}

function roleOf(words: readonly Word[], i: number): "plain" | "verb" | "other" {
  const before = words[i - 1]?.lower ?? "";
  // "to cancel my" is a verb, "to business class" is not.
  if (before === "to") return isFunctionWord(words[i + 1]?.lower ?? "") ? "plain" : "other";
  if (ASKING.has(before)) return "plain";
  if (!PERSONS.has(before)) return "other";
  return ASKING.has(words[i - 2]?.lower ?? "") ? "plain" : "verb";
}
