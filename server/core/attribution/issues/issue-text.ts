import { type Count, dayOf, percent, plural, type Rate } from "../../base/index.ts";
import type { Arrival } from "./arrivals.ts";
import { type Feedback, type FeedbackExcess, negativeSignals } from "./feedback.ts";
import type { Rise } from "./rising.ts";
import type { Surge } from "./surge.ts";
import type { Drift } from "./word-drift.ts";

// One sentence for each kind of issue, with its numbers. A rate never stands without its counts.

/** "7 % (4 of 60)", or "none of 60" */
const share = ({ k, n }: Count): string => (k === 0 ? `none of ${n}` : `${percent(k / n)} (${k} of ${n})`);

const interval = (low: number, high: number): string =>
  `95 % interval ${Math.round(100 * low)} to ${Math.round(100 * high)} %`;

/** `rate` is the pass rate; `rest` counts failures of all other behaviors. */
export function highText({ passes, n, low, high }: Rate, rest: Count): string {
  const failed = n - passes;
  return `Fails in ${percent(failed / n)} of its judged conversations (${failed} of ${n}, ${interval(1 - high, 1 - low)}), all others in ${share(rest)}.`;
}

export function feedbackText({ feedback, own, rest }: FeedbackExcess): string {
  const { k, n, low, high } = own;
  return `${capital(clauseOf(feedback))} in ${percent(k / n)} of its conversations (${k} of ${n}, ${interval(low, high)}), elsewhere in ${share(rest)}.`;
}

export const risingText = ({ before, after, sinceMs }: Rise, what: "failures" | "feedback"): string =>
  what === "failures"
    ? `Failures rose from ${share(before)} to ${share(after)} on ${dayOf(sinceMs)}.`
    : `Since ${dayOf(sinceMs)} people show in ${share(after)} of its conversations that it went wrong, before in ${share(before)}.`;

export const surgeText = ({ before, after, sinceMs }: Surge): string =>
  `Since ${dayOf(sinceMs)} ${plural(after.k, "person was", "people were")} hit in ${plural(after.n, "conversation")} of any kind, before ${before.k} in ${before.n}.`;

export function newText({ sinceMs, people, older, volumeBefore }: Arrival): string {
  const before = older === 0 ? "nobody" : `${older}`;
  return `New since ${dayOf(sinceMs)}: asked for by ${people === 1 ? "1 person" : `${people} people`} since, by ${before} in the ${plural(volumeBefore, "conversation")} before.`;
}

export function driftText({ sinceMs, before, after }: Drift): string {
  const words = (list: readonly string[]): string => list.map((word) => `“${word}”`).join(", ");
  const parts = [after.length > 0 && `${words(after)} came`, before.length > 0 && `${words(before)} went`];
  return `What people ask for in it changed around ${dayOf(sinceMs)}: ${parts.filter(Boolean).join(", ")}.`;
}

const clauseOf = (feedback: Feedback): string =>
  feedback === "any" ? "people show that it went wrong" : negativeSignals[feedback];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
