import { type Count, clusteredRate, fisherAboveP, groupBy, type Rate } from "../../base/index.ts";
import { type IssueMember, peopleIn, unitOf } from "./behavior-issue.ts";

/** Signals that say that it went wrong, and how a sentence tells of a conversation that has one. */
export const negativeSignals = {
  "user-gives-up": "people give up",
  "user-corrects": "people correct the agent",
  "user-rephrases": "people have to say it again",
  "hand-over": "it is handed over to a person",
  "asks-again": "the agent asks again for what it was told",
  "no-answer": "there is no answer",
} as const;

/**
 * Handed over in at least four of five conversations, a request is one that the agent is told to hand over: no news to anybody. That it
 * hands over more than it did is a rise.
 */
const byDesign = 0.8;
export const isHandedOverByDesign = (members: readonly IssueMember[]): boolean =>
  members.filter((one) => hasFeedback(one, "hand-over")).length >= byDesign * members.length;

export const isNegative = ({ signals }: IssueMember): boolean =>
  signals?.some((kind) => kind in negativeSignals) ?? false;

/** Any of them, or one kind. */
export type Feedback = "any" | keyof typeof negativeSignals;
export const feedbackKinds = ["any", ...Object.keys(negativeSignals)] as readonly Feedback[];

/** How often a behavior's conversations show a kind of feedback, and how often the rest's; by chance with probability `p`. */
export interface FeedbackExcess<F extends string = Feedback> {
  readonly feedback: F;
  readonly p: number;
  /** Conversations with it of those in the behavior; low and high of that share. */
  readonly own: Count & { readonly low: number; readonly high: number };
  readonly rest: Count;
  /** Different people who had a conversation with it. */
  readonly people: number;
}

/** Fewer are no pattern; and somewhat more than elsewhere is no reason to call a person, however certain it is. */
const leastConversations = 3;
const leastLift = 1.5;

/** `rest`: conversations with each kind, and all of them, outside the behavior. Undefined where it is not more than there. */
export function feedbackExcess<F extends string>(
  members: readonly IssueMember[],
  feedback: F,
  rest: Count,
): FeedbackExcess<F> | undefined {
  const isDesigned = isHandedOverByDesign(members);
  if (isDesigned && feedback === "hand-over") return undefined;
  const counted =
    isDesigned && feedback === "any"
      ? members.map(({ signals = [], ...one }) => ({
          ...one,
          signals: signals.filter((kind) => kind !== "hand-over"),
        }))
      : members;
  const rate = shareOf(counted, feedback);
  const k = rate.n - rate.passes;
  if (k < leastConversations || rest.n === 0 || k / rate.n < leastLift * (rest.k / rest.n)) return undefined;
  const n = Math.floor(rate.effectiveN);
  const p = fisherAboveP({ k: Math.round((n * k) / rate.n), n }, rest);
  return {
    feedback,
    p,
    own: { k, n: rate.n, low: 1 - rate.high, high: 1 - rate.low },
    rest,
    people: peopleIn(counted.filter((one) => hasFeedback(one, feedback))),
  };
}

export const hasFeedback = (member: IssueMember, feedback: string): boolean =>
  feedback === "any" ? isNegative(member) : (member.signals?.includes(feedback) ?? false);

/** The rate of conversations without it, with what one user shows counted as alike. */
function shareOf(members: readonly IssueMember[], feedback: string): Rate {
  const units = [...groupBy(members, unitOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return clusteredRate(
    units.map(([, own]) => ({
      n: own.length,
      passes: own.filter((one) => !hasFeedback(one, feedback)).length,
    })),
  );
}
