import type { Reason, Reasons } from "../attribution/index.ts";

/** What to explain: `gave-up`, `failed`, a signal or an evaluator; over the last days of the data's own time, 7 where not said. */
export interface ReasonsQuery {
  readonly why: string;
  readonly days?: number;
}

/** A behavior by its name; without one, conversations in none. `quote`: what shows it in the newest conversation. */
export interface NamedReason extends Reason {
  readonly name?: string;
  readonly quote?: string;
}

export interface ReasonsReport extends Reasons {
  /** What happened, as the end of a sentence: "people give up". */
  readonly what: string;
  readonly reasons: readonly NamedReason[];
}
