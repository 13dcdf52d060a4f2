import { equalRatesP } from "../base/index.ts";

/** A conversation as far as it got. `step`: the last tool that was called; `turns`: how often the user spoke. */
export interface ReachedStep {
  readonly step: string;
  readonly turns: number;
  /** Whether the user left after it: had the outcome, or gave up. */
  readonly isDropped: boolean;
}

/** Where people drop off: the step that most of those who left reached last, against those who did not leave. */
export interface DropOff {
  readonly step: string;
  /** Of those who left, how many stopped after that step. */
  readonly hits: number;
  readonly n: number;
  /** The same of the others. */
  readonly restHits: number;
  readonly restN: number;
  /** Turns of the user, in the middle. */
  readonly turns: number;
  readonly restTurns?: number;
  /** More of those who left stop there than of the others, by Fisher's test at 5 %. */
  readonly isClear: boolean;
}

/** Undefined where nobody left. Worked: of 51 who left 34 stop after `search_flights`, of 49 others 5: 34 of 51, clear. */
export function dropOff(conversations: readonly ReachedStep[]): DropOff | undefined {
  const left = conversations.filter(({ isDropped }) => isDropped);
  const rest = conversations.filter(({ isDropped }) => !isDropped);
  if (left.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { step } of left) counts.set(step, (counts.get(step) ?? 0) + 1);
  const [step, hits] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
  const restHits = rest.filter((one) => one.step === step).length;
  const isMore = rest.length > 0 && hits * rest.length > restHits * left.length;
  return {
    step,
    hits,
    n: left.length,
    restHits,
    restN: rest.length,
    turns: median(left.map(({ turns }) => turns)),
    ...(rest.length > 0 && { restTurns: median(rest.map(({ turns }) => turns)) }),
    isClear: isMore && equalRatesP({ k: hits, n: left.length }, { k: restHits, n: rest.length }) < 0.05,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
