import { isDone, isRefusal } from "./answers.ts";
import { answerBefore, type Reading, type Said } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * user-accepts: the user thanks for or approves of what the agent has done or told them. Not a yes to a question, not a thank-you at
 * the end of a request, not politeness after a refusal or while being passed to a person, and a result is accepted once, whatever
 * goodbyes follow. English, and short thanks in a dozen other languages.
 */
export function userAccepts(reading: Reading): Found[] {
  const accepted = new Set<number>();
  return reading.users.flatMap((user) => {
    const result = resultBefore(reading, user);
    if (
      !result ||
      DECLINES.test(user.lower) ||
      accepted.has(result.index) ||
      isRefusal(result.lower) ||
      HELD.test(result.lower)
    )
      return [];
    const at = approvalIn(user.lower, result.lower);
    if (at === undefined) return [];
    accepted.add(result.index);
    return [{ messageIndex: user.index, quoted: user.text, at }];
  });
}

const DECLINES = /^(?:no|nah|nope)[,.!]? ?(?:thank|thx|that's (?:ok|okay|alright|fine)\b)/;
/** Passing someone on, having them wait or look for something is no result. */
const HELD =
  /\btransferr?(?:ed|ing)\b|\bplease hold\b|\bshortly\b|\bhuman agent\b|\bonce you (?:have|provide|find)\b|\b(?:reach out|get in touch|let me know) (?:when|once)\b/;
const PLEASANTRY =
  /^(?:you're (?:very |most )?welcome|you are welcome|my pleasure|glad i could|no problem|anytime|happy to help|have a (?:great|nice|good|wonderful)|thank you(?:,? and| for (?:using|calling|contacting))|good ?bye|bye\b|thank you! )/;

const ANYTHING_ELSE =
  /\b(?:anything|something) else\b|\b(?:further|more|other) (?:assistance|questions|help)\b/;
const ONLY_ASKS_ON = 120;

/** The agent's last words; undefined where they are but a goodbye, which makes the user's one as well. "Anything else?" is no result. */
function resultBefore(reading: Reading, { index }: Said): Said | undefined {
  const last = answerBefore(reading, index);
  if (!last || (PLEASANTRY.test(last.lower) && !isDone(last.lower))) return undefined;
  const asksOn = last.lower.length < ONLY_ASKS_ON && ANYTHING_ELSE.test(last.lower) && !isDone(last.lower);
  return asksOn ? answerBefore(reading, last.index) : last;
}

const THANKS =
  /^(?:(?:ok(?:ay)?|great|perfect|excellent|awesome|wonderful|fantastic|amazing|alright|yes|good|cool|got it|no[,.!]|that's (?:great|perfect|all|fine|good|okay|ok|wonderful)(?: (?:i needed|for now|i need))?)[,.!—-]{0,3} ?){0,6}(?:thanks|thank you|thx|cheers|i (?:really )?appreciate (?:it|that|your|all|the))\b/;
const APPROVAL =
  /^(?:great|perfect|excellent|awesome|wonderful|fantastic|amazing|brilliant|that(?:'s| is| sounds| looks) (?:great|perfect|good|exactly|all i needed|wonderful|right)|that works|looks good|sounds good|exactly what i)\b/;
const CLOSING =
  /\bthat(?:'s| is|'ll be| will be)(?: really| about)? (?:all|everything)(?: that)? (?:i|we) (?:need|want)(?:ed)?\b|\b(?:thanks|thank you)(?: so much| very much| a lot| again)? for (?:all )?(?:your|the) (?:help|assistance|support)|\byou(?:'ve| have) been (?:very |so |a great |a big |really )?help/;
const OTHER_THANKS =
  /^[^\p{L}]*(?:merci|danke|vielen dank|gracias|muchas gracias|grazie|obrigad[oa]|dank je|bedankt|tack|takk|kiitos|dziękuję|děkuji|спасибо|дякую|ありがとう|谢谢|謝謝|감사|고마워|شكرا|धन्यवाद|teşekkür)/u;
/** Words after the thanks that make it a request, an answer or a complaint. */
const MORE =
  /\?|\b(?:please|could you|can you|would you|i(?:'d| would) (?:like|prefer)|i (?:need|want|still)|but|however|my (?:user|reservation|name|email|phone|order)|transfer|let's|go ahead|instead|disappoint\w*|frustrat\w*|unfortunate\w*|hold|wait|patience|i'll|i will|will do|let me|working on|never ?mind)\b/;
/** What turns thanks for something done into something else. */
const TURNS = /\b(?:but|however|please (?:proceed|confirm|go ahead|make sure|only)|go ahead)\b/;
const SHORT = 200;

function approvalIn(lower: string, result: string): number | undefined {
  const isThanks = THANKS.test(lower) || OTHER_THANKS.test(lower);
  const isApproval = isThanks || APPROVAL.test(lower);
  const isOpen = result.endsWith("?") && !ANYTHING_ELSE.test(result.slice(-ONLY_ASKS_ON));
  // What was done may be approved of in passing, before the next request.
  if (isDone(result) && !isOpen && isApproval && !TURNS.test(lower)) return 0;
  if (isOpen || MORE.test(lower)) return undefined;
  if (isApproval && lower.length <= SHORT) return 0;
  const at = lower.search(CLOSING);
  return at < 0 ? undefined : at;
}
