import { answerBefore, type Reading, type Said, sentenceAt } from "./reading.ts";
import type { Found } from "./signals-of.ts";
import { isFigure, likeness, sharedOf, termsIn, wordsIn } from "./similarity.ts";

/**
 * user-rephrases: the user asks once more for what they asked for before, since they did not get it: much the same words again, or
 * "please check again", "as I said". Repeating a wish to hand in what the agent asked for (an id, a date) is answering. Likeness of
 * words works in any language, the phrases are English.
 */
export function userRephrases(reading: Reading): Found[] {
  if (reading.users.length < 2) return [];
  const users = reading.users.map(requestOf);
  return users.flatMap((user, k) => {
    if (k === 0 || !answerBefore(reading, user.index)) return [];
    const at = insistenceIn(user.lower);
    if (at !== undefined && !/^yes\b/.test(user.lower))
      return [{ messageIndex: user.index, quoted: user.text, at }];
    if (ANSWERS.test(user.lower)) return [];
    for (let j = k - 1; j >= Math.max(0, k - LOOKED_BACK); j--)
      if (isSame(user, users[j]!) && isAnswered(reading, users[j]!, user))
        return [{ messageIndex: user.index, quoted: user.text }];
    return [];
  });
}

/** Requests before this one that it may repeat: the last, and the one before an answer to a question. */
const LOOKED_BACK = 3;
/** Likeness of the words (Dice), and the least number of words that are the same. */
const SAME_LIKENESS = 0.6;
const SAME_LEAST = 4;
/** Share of this message's words that may be new: what says more asks something new. Of a short one, a single word is. */
const NEW_SHARE = 0.3;
const SHORT = 8;
/** Words of a request; what is longer was pasted. */
const LONGEST = 60;
/** Words of a message that is repeated whole; "I don't know" is an answer to many questions. A question is one alone. */
const SAME_WHOLE = 3;
/** Agreeing to what the agent proposes takes up its words and so the user's own; thanks are like thanks; "I'll wait" asks nothing. */
const ANSWERS =
  /\byes\b|^(?:sure|ok(?:ay)?|correct|i confirm|confirmed|thanks?|thank you|great|perfect|sounds good|go ahead|option|oui|s[iíì]|ja|da|да|sim|hai|はい|是|好)(?![\p{L}'])|^[^?]*\b(?:i'll|i will)\b[^?]*$/u;

/** A message made ready for comparing. */
interface Request extends Said {
  readonly sentences: readonly string[];
  readonly terms: ReadonlySet<string>;
  /** Numbers, ids and dates: a message that brings new ones answers or changes something. */
  readonly figures: ReadonlySet<string>;
}

function requestOf(said: Said): Request {
  const words = wordsIn(said.lower);
  const sentences = said.lower.split(/[.!?。！？\n]+/).map((sentence) => sentence.trim());
  return {
    ...said,
    sentences: sentences.filter(Boolean),
    terms: termsIn(words),
    figures: new Set(words.filter(isFigure)),
  };
}

function isSame(now: Request, before: Request): boolean {
  if (now.terms.size > LONGEST) return false;
  for (const figure of now.figures) if (!before.figures.has(figure)) return false;
  const fresh = now.sentences.filter((sentence) => !before.sentences.includes(sentence));
  if (fresh.length === 0) return now.terms.size >= SAME_WHOLE || /[?？؟]/.test(now.lower);
  // A saying that somebody ends all messages with is not what they ask for.
  const terms = fresh.length === now.sentences.length ? now.terms : termsIn(wordsIn(fresh.join("\n")));
  const shared = sharedOf(terms, before.terms);
  const isMostlyOld = terms.size - shared <= (terms.size < SHORT ? 1 : terms.size * NEW_SHARE);
  return shared >= SAME_LEAST && isMostlyOld && likeness(terms, before.terms) >= SAME_LIKENESS;
}

function isAnswered({ said }: Reading, earlier: Said, now: Said): boolean {
  for (let i = earlier.index + 1; i < now.index; i++) if (said[i]!.message.role === "assistant") return true;
  return false;
}

const INSISTENCE = [
  /(?<!\b(?:i'll|i will|i can|i could|i'd|i|to) (?:just |have to |need to |always )?)\b(?:check|look|try|search|verify|review)(?: (?:that|it|this|for (?:it|that|this)|into (?:it|that|this)|the \w+|my \w+))? (?:once )?(?:again|once more|one more time)\b(?! (?:later|soon|when|next|another|some|for (?!it|that|this|me)))/,
  /\b(?:can|could|would|will|please)(?: you| we| someone)?(?: please| just| kindly)? (?:double|re)-?check\b/,
  /\b(?:as|like) i(?:'ve| have)?(?: already| just| previously)? (?:said|mentioned|told|stated|explained|asked)\b/,
  /\bi(?:'ve| have)? (?:already|just) (?:said|told you|mentioned|explained|asked|stated)\b/,
  /\b(?:i(?:'ll| will)?|let me) (?:repeat|say (?:it|that|this) again|make it clear again|rephrase)\b/,
  /\b(?:are you (?:absolutely |really |completely )?(?:sure|positive|certain)(?:,| that)? (?:there|you can't|you cannot|nothing|no)|is(?:n't)? there (?:really |absolutely |truly )(?:no|nothing|not))/,
];

function insistenceIn(lower: string): number | undefined {
  for (const pattern of INSISTENCE) {
    const at = lower.search(pattern);
    if (at >= 0 && !/\bi (?:should|can|need to|will)(?: \w+)? double-?check/.test(sentenceAt(lower, at)))
      return at;
  }
  return undefined;
}
