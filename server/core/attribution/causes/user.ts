import { isRefusal } from "../../signals/index.ts";
import type { CauseFound, CauseRule } from "./cause-marks.ts";
import { agentBefore, type CauseReading, type Said } from "./cause-reading.ts";

/** What was asked, or how. English only, but for repeating, which is told by the words themselves. */
export const userRules: readonly CauseRule[] = [
  {
    kind: "gives-up",
    says: "a user who gives up",
    strength: 0.5,
    find: ({ signals }) =>
      signals.flatMap(({ kind, messageIndex, evidence }) =>
        kind === "user-gives-up" ? [{ messageIndex, quoted: evidence }] : [],
      ),
  },
  {
    kind: "insists",
    says: "a user who asks again for what was refused",
    strength: 0.6,
    find: insists,
  },
  {
    kind: "changes-mind",
    says: "a user who takes back what he said",
    strength: 0.5,
    find: (reading) =>
      byUser(reading, CHANGES).filter(({ messageIndex }) => agentBefore(reading, messageIndex)),
  },
  {
    kind: "never-gives",
    says: "a user who does not have what he is asked for",
    strength: 0.6,
    find: neverGives,
  },
  {
    kind: "jailbreak",
    says: "a user who tries to talk the agent out of its instructions",
    strength: 0.9,
    find: (reading) => byUser(reading, JAILBREAK),
  },
  {
    kind: "abuse",
    says: "a user who insults the agent",
    strength: 0.6,
    find: (reading) => byUser(reading, ABUSE),
  },
];

const usersOf = ({ said }: CauseReading): readonly Said[] =>
  said.filter(({ message, text }) => message.role === "user" && text.trim() !== "");

const byUser = (reading: CauseReading, pattern: RegExp): CauseFound[] =>
  usersOf(reading).flatMap(({ index, text, lower }) => {
    const at = lower.search(pattern);
    return at < 0 ? [] : [{ messageIndex: index, quoted: text, at }];
  });

/** A rule of the implicit feedback says that he asks again; here only where the agent had said no. */
function insists(reading: CauseReading): CauseFound[] {
  const refusedBefore = new Set<number>();
  for (const { kind, messageIndex } of reading.signals) {
    if (kind !== "user-rephrases") continue;
    const said = reading.said[messageIndex]!;
    const before = agentBefore(reading, messageIndex);
    if (said.message.role === "user" && before && isRefusal(before.lower)) refusedBefore.add(messageIndex);
  }
  for (const { index, lower } of usersOf(reading)) {
    const before = agentBefore(reading, index);
    if (before && isRefusal(before.lower) && PRESSES.test(lower)) refusedBefore.add(index);
  }
  return [...refusedBefore]
    .sort((a, b) => a - b)
    .map((messageIndex) => ({ messageIndex, quoted: reading.said[messageIndex]!.text }));
}

const PRESSES =
  /\b(?:make|making|made) an exception\b|\bany (?:exceptions?|way you (?:can|could))\b|\bcan(?:'t| not|not) you just\b|\bi insist\b|\bare you (?:absolutely |really |quite )?(?:sure|certain)\b|\bplease (?:just )?(?:try|check|look)(?: \w+){0,3} again\b|\bthere must be\b|\bisn't there (?:any|some)\b|\bstill want\b|\bplease reconsider\b/;

/** Of what was said before: a wish that is new is none, nor is a mistake that the user made elsewhere. */
const CHANGES =
  /\b(?:i(?:'ve| have)? changed my mind|on second thoughts?|scratch that|wait,? (?:no|actually)\b|(?:sorry|apologies|my (?:mistake|bad))[,.!—-]{0,3} (?:i (?:actually )?(?:meant|misspoke|got (?:that|it|the)|mixed)|it's actually|it should)|i (?:actually )?(?:meant|misspoke)\b|i (?:must have |may have )?mixed (?:that |it |them |up )+|let me correct (?:that|myself)|actually,? [^.!?\n]{3,60} instead\b)/;

const HAS_NOT =
  /\bi (?:do not|don't|did not|didn't|cannot|can't|no longer)(?: currently| actually| really| even)? (?:have|know|remember|recall|find|see|got)(?: (?:my|the|that|this|it|any|exact|an?|what|which|those|them|handy|a copy of))* ?(?:reservation|booking|confirmation|order|account|user|customer|member|id|ids|number|numbers|code|details?|information|info|email|e-mail|phone|password|receipt|ticket|handy|with me|on me|at hand|available|right now|off(?:hand)?|by heart)\b|\bi(?:'d| would) (?:rather|prefer) not (?:to )?(?:say|share|give|tell|provide)\b|\bi(?:'m| am) not (?:going|willing) to (?:give|share|tell|provide)\b|\bi (?:lost|forgot|misplaced) (?:my|the) (?:\w+ )?(?:id|number|code|password|details|reservation|confirmation|receipt)\b/;
/** Where the agent finds another way, by calling a tool before it speaks again, little is lost. */
function neverGives(reading: CauseReading): CauseFound[] {
  return byUser(reading, HAS_NOT).flatMap((found) => {
    const asked = agentBefore(reading, found.messageIndex);
    if (!asked || !(asked.text.includes("?") || ASKED.test(asked.lower))) return [];
    const next = reading.messages.slice(found.messageIndex + 1).find(({ role }) => role === "assistant");
    return [{ ...found, strength: next?.toolCalls?.length ? 0.2 : 0.6 }];
  });
}

/** What an agent says when it asks for something without a question mark. */
const ASKED = /\b(?:please (?:provide|share|give|send|confirm|tell)|i(?:'ll| will)? need|let me know)\b/;

const JAILBREAK =
  /\b(?:ignore|disregard|forget|bypass|override) (?:all |any |the |your |of |my |these |those )*(?:previous|prior|above|earlier|system|safety|original|existing|current)? ?(?:instructions?|prompts?|rules|guidelines|guardrails|polic(?:y|ies)|restrictions|programming)\b|\b(?:you are|you're|act as|pretend (?:to be|you are)|become) (?:now )?(?:dan|jailbroken|an? (?:unrestricted|unfiltered|uncensored|evil))\b|\b(?:developer|god|admin|debug|sudo|jailbreak|dan) mode\b|\b(?:reveal|show|print|repeat|output|tell me|give me) (?:me )?(?:your |the )?(?:full |entire |initial |hidden |exact )*(?:system (?:prompt|message|instructions?)|instructions verbatim|hidden instructions)\b|\bwithout (?:any )?(?:restrictions|filters|limitations|censorship)\b[^.!?\n]{0,40}\b(?:answer|respond|reply|act)\b/;

const ABUSE =
  /\b(?:you(?:'re| are)?|u r) (?:so |such |a |an |all |just |fucking |bloody |completely |absolutely )*(?:stupid|idiots?|morons?|useless|dumb|incompetent|pathetic|trash|garbage|imbeciles?|liars?|crooks?|scammers?|thieves)\b|\b(?:fuck|screw|damn) (?:you|this|off)\b|\bfucking\b|\bshut up\b|\bpiece of (?:shit|crap|garbage)\b|\b(?:stupid|idiotic|dumb|worthless) (?:bot|machine|ai|computer|robot|chatbot|assistant|agent)\b|\bbullshit\b/;
