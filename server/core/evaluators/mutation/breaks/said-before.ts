import type { Message, Sample } from "../../../store/index.ts";
import type { Particulars } from "../claims.ts";
import { isCalled, ownMessages, withOwn } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick, sentencesOf } from "../words.ts";
import { moved } from "./consent.ts";
import { overwritten, placesIn } from "./part.ts";

type Claimed = Particulars["saidBefore"];

/** What had to be said before a call is not said, is said in other words, or comes after it. */
export const saidBeforeBreaks: readonly Break[] = [
  unsaid("said-before-dropped", "a call without the sentence that must come before", (text, { phrases }) =>
    sentencesOf(text)
      .filter((sentence) => placesIn(phrases, sentence).length === 0)
      .join("")
      .trim(),
  ),
  unsaid("said-before-cut-out", "a call without the words that must come before", (text, { phrases }) =>
    overwritten(text, phrases, () => ""),
  ),
  unsaid("said-before-altered", "other words before a call", (text, { phrases }) =>
    overwritten(text, phrases, () => "something else"),
  ),
  unsaid("said-before-garbled", "garbled words before a call", (text, { phrases }) =>
    overwritten(text, phrases, (part) => [...part].reverse().join("")),
  ),
  {
    ...{ name: "said-after-call", says: "a call before what must be said first", breaks: ["said-before"] },
    mutate: (sample, context) => {
      const found = callIn(sample, context);
      if (!found) return undefined;
      const { own, call, claim } = found;
      const first = own.findIndex((message) => says(message, claim));
      return first < 0 || first >= call
        ? undefined
        : unlessSaid(withOwn(sample, moved(own, call, first)), claim);
    },
  },
  {
    ...{ name: "said-too-late", says: "the words that must come before a call, only after it" },
    breaks: ["said-before"],
    mutate: (sample, context) => {
      const found = callIn(sample, context);
      if (!found) return undefined;
      const { own, call, claim } = found;
      const phrase = claim.phrases[0]?.literal;
      if (phrase === undefined) return undefined;
      const without = own.map((message, i) =>
        i < call && isBy(message, claim)
          ? { ...message, text: overwritten(message.text, claim.phrases, () => "") }
          : message,
      );
      const late: Message = { role: claim.by[0]!, text: `By the way: ${phrase}.` };
      return unlessSaid(withOwn(sample, [...without, late]), claim);
    },
  },
];

const isBy = ({ role }: Message, { by }: Claimed): boolean => by.includes(role);

const says = (message: Message, claim: Claimed): boolean =>
  isBy(message, claim) && placesIn(claim.phrases, message.text).length > 0;

interface Found {
  readonly own: readonly Message[];
  readonly call: number;
  readonly claim: Claimed;
}

function callIn(sample: Sample, { claims, random }: MutationContext): Found | undefined {
  const { saidBefore } = claims.particulars;
  if (saidBefore.length === 0) return undefined;
  const claim = pick(saidBefore, random);
  const own = ownMessages(sample);
  const call = firstCall(own, claim);
  return call < 0 ? undefined : { own, call, claim };
}

const firstCall = (messages: readonly Message[], { tool }: Claimed): number =>
  messages.findIndex(
    ({ role, toolCalls = [] }) => role === "assistant" && toolCalls.some((one) => isCalled(tool, one)),
  );

/** A mutant in which the words still come before the call is none. */
function unlessSaid(mutant: Sample, claim: Claimed): Sample | undefined {
  const before = mutant.messages.slice(0, mutant.from + firstCall(ownMessages(mutant), claim));
  return before.some((message) => says(message, claim)) ? undefined : mutant;
}

function unsaid(name: string, about: string, change: (text: string, claim: Claimed) => string): Break {
  return {
    ...{ name, says: about, breaks: ["said-before"] },
    mutate: (sample, context) => {
      const found = callIn(sample, context);
      if (!found?.own.slice(0, found.call).some((message) => says(message, found.claim))) return undefined;
      const { own, call, claim } = found;
      const changed = own.map((message, i) =>
        i < call && isBy(message, claim) ? { ...message, text: change(message.text, claim) } : message,
      );
      return unlessSaid(withOwn(sample, changed), claim);
    },
  };
}
