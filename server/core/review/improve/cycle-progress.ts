/** How far a cycle is. */
export interface CycleProgress {
  /** Reflections that were begun. */
  readonly reflections: number;
  readonly calls: number;
  readonly mostCalls: number;
  readonly usd?: number;
  /** Runs that the gate has seen, and that it may want in all as far as it knows; absent before it. */
  readonly gate?: { readonly done: number; readonly total: number };
}

/** What is being done, in words: "reflection 3, 41 of 500 calls". */
export function cycleProgressText({ reflections, calls, mostCalls, usd, gate }: CycleProgress): string {
  const what = gate
    ? `at the gate, ${gate.done} of ${gate.total} runs`
    : reflections === 0
      ? "seeing what fails"
      : `reflection ${reflections}`;
  const money = usd === undefined ? "" : `, $${usd.toFixed(2)}`;
  return `${what}; ${calls} of ${mostCalls} calls${money}`;
}
