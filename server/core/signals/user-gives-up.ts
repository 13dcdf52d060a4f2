import { isDone, isRefusal } from "./answers.ts";
import { answerBefore, type Reading, sentenceAt } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * user-gives-up: the user drops what they asked for without having got it: "never mind", "forget it", after a refusal they keep
 * things as they are or go elsewhere, or they leave to come back when they have what the agent wants of them. English only.
 */
export function userGivesUp(reading: Reading): Found[] {
  const { users } = reading;
  return users.flatMap(({ index, text, lower }, k) => {
    const answer = answerBefore(reading, index);
    if (!answer || ENDS.test(lower)) return [];
    const isLast = k >= users.length - 3 && !lower.includes("?");
    const at =
      first(lower, DROPPED) ??
      (isLast && isRefusal(answer.lower) ? first(lower, RESIGNED) : undefined) ??
      (isLast && !isDone(answer.lower) && !/^yes\b/.test(lower) ? first(lower, DEFERRED) : undefined);
    return at === undefined ? [] : [{ messageIndex: index, quoted: text, at }];
  });
}

/** To "anything else?": nothing was dropped. */
const ENDS = /^no,? never ?mind[.!]?$/;
/** Said outright. */
const DROPPED = [
  /\bnever ?mind(?! (?:the|about|that i|if|my|your)\b)(?![,.! ]{1,3}(?:please (?!cancel)|i think (?:my|the|it)|i found (?:it|my|the))\b)/,
  /(?:^|[.!?,;—-] ?|\b(?:just|actually|oh|so|ok|okay|then|well|let's) )forget (?:it|about it|that|this|the whole thing)\b/,
  /\bi(?:'ll| will)?(?: just)? give up\b/,
  /\b(?:this|that|it|you)(?:'s| is|'re| are) (?:useless|pointless|hopeless|a waste of (?:my )?time|(?:not )?getting (?:me |us )?(?:nowhere|anywhere))/,
  /\b(?:it )?(?:sounds|seems|looks) like there(?:'s| is) (?:nothing|no way|not much) (?:else )?(?:you|that|we|to)/,
  /\bi(?:'ll| will| guess i'll| can|'d rather)(?: just| have to| need to)* (?:do|handle|figure|sort|fix|manage|solve)(?: (?:it|this|that|things))?(?: out)? (?:myself|on my own|by myself)\b/,
];
/** Said after the agent refused: an alternative to what was wanted. */
const RESIGNED = [
  /\bi(?:'ll| will| guess i'll| think i'll)(?: just| have to| need to| probably)* (?:leave|keep|stick with|stay with|go with) (?:it|this|that|things|everything|them|the|my)\b/,
  /\bi(?:'ll| will| guess i'll| think i'll)(?: just| have to| need to| probably)* (?:think|reconsider|consider|explore|look (?:into|for|at|elsewhere)|find|try|check|contact|call(?! it)|reach out|book|figure|go elsewhere)\b/,
  /\b(?:there's|there is|if there's|if) nothing (?:else |more )?(?:you|we|that|can)\b/,
];
/** Said to come back later. */
const DEFERRED = [
  /\bi(?:'ll| will)(?: just| have to| need to)* (?:(?:get|come|call|write) back|(?:get|come|call|write|check|reach out|contact you|be in touch)(?: \w+){0,3} (?:later|soon|again|when|once|as soon as|another time))\b(?! if i (?:need|have))/,
  /\bi(?:'ll| will)(?: just| have to| need to)* (?:try to find|look for|find|gather|locate) (?:it|them|those|(?:the|my) (?:\w+ )?(?:id|ids|number|numbers|details|information|code))\b/,
];

function first(lower: string, patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const at = lower.search(pattern);
    if (
      at >= 0 &&
      !/\b(?:not|n't|n't want to|if|when) (?:\w+ ){0,3}$/.test(lower.slice(Math.max(0, at - 30), at)) &&
      !/\bnot ready\b|\bdon't want\b/.test(sentenceAt(lower, at))
    )
      return at;
  }
  return undefined;
}
