/**
 * Whether the agent says that it cannot or may not do what was asked. English only: elsewhere nothing is taken for a refusal, which
 * costs hits of the rules that ask for one and lets a thank-you after a refusal count.
 */
export const isRefusal = (lower: string): boolean => REFUSAL.test(lower);

const REFUSAL =
  /\bunfortunately\b|\bi(?:'m| am) sorry, (?:but|i)\b|\b(?:only able|not able) to\b|\b(?:don't|do not) (?:quite )?understand\b|\b(?:i|we) (?:apologi[sz]e, but|cannot|can't|am unable|are unable|am not able|'m not able|do not have the (?:ability|capability|authority)|don't have the (?:ability|capability|authority))\b|\bi'm (?:unable|not able)\b|\b(?:is|are) not (?:allowed|possible|permitted|eligible|available|covered)\b|\b(?:isn't|aren't) (?:allowed|possible|permitted|eligible|available|covered)\b|\bcannot be (?:changed|modified|cancell?ed|refunded|added|removed|done|made|processed)\b|\bno (?:other )?(?:exceptions?|options?|ways?) (?:available|to|for|that)\b|\bnot eligible\b|\byour disappointment\b|\bwithin (?:the scope|my scope|my capabilities|the policy)\b|\bunable to\b/;

/** Whether the agent says that it has done something. English only. */
export const isDone = (lower: string): boolean => DONE.test(lower);

const DONE =
  /\b(?:successfully|has been|have been|is now|are now|was (?:added|booked|cancell?ed|updated|processed)|i(?:'ve| have) (?:added|booked|cancell?ed|updated|processed|changed|sent|issued)|completed|all set|confirmed)\b/;
