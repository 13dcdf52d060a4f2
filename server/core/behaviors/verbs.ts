import { isFunctionWord } from "./function-words.ts";
import { type Word, wordsOf } from "./words.ts";

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
  const uses = new Map<string, { all: number; verb: number; plain: number; readonly isFunction: boolean }>();
  for (const text of texts) {
    const words = wordsOf(text);
    words.forEach(({ lower, surface }, i) => {
      let use = uses.get(lower);
      if (!use) {
        use = { all: 0, verb: 0, plain: 0, isFunction: isFunctionWord(lower) };
        uses.set(lower, use);
      }
      if (use.isFunction) return;
      const role = i > 0 && surface !== lower && /^\p{Lu}/u.test(surface) ? "name" : roleOf(words, i);
      use.all++;
      if (role === "verb" || role === "plain") use.verb++;
      if (role === "plain") use.plain++;
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
