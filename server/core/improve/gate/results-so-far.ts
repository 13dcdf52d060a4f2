import type { GatePlan, GateResult, GateSide } from "./gate-plan.ts";

/** Verdicts of one evaluator on some trials of one case. */
export interface Tally {
  readonly passes: number;
  readonly n: number;
}

interface Both {
  readonly base: (GateResult | undefined)[];
  readonly candidate: (GateResult | undefined)[];
}

/** What has come back, by case and side. A trial that is reported twice keeps its first result: the second is nobody's to choose. */
export class ResultsSoFar {
  private readonly cases: ReadonlyMap<string, Both>;
  private readonly kept: GateResult[] = [];

  constructor(private readonly plan: GatePlan) {
    this.cases = new Map(plan.cases.map(({ id }) => [id, { base: [], candidate: [] }]));
  }

  /** Leaves out what is no trial of this plan. */
  add(result: GateResult): void {
    const results = this.cases.get(result.case)?.[result.side];
    const isTrial = Number.isInteger(result.trial) && result.trial >= 0 && result.trial < this.plan.trials;
    if (!results || !isTrial || results[result.trial]) return;
    results[result.trial] = result;
    this.kept.push(result);
  }

  get all(): readonly GateResult[] {
    return this.kept;
  }

  has(id: string, side: GateSide, trial: number): boolean {
    return this.cases.get(id)?.[side][trial] !== undefined;
  }

  /** Whether the first `trials` of a side are all there. */
  hasFirst(id: string, side: GateSide, trials: number): boolean {
    for (let trial = 0; trial < trials; trial++) if (!this.has(id, side, trial)) return false;
    return true;
  }

  of(id: string, side: GateSide): readonly GateResult[] {
    return (this.cases.get(id)?.[side] ?? []).filter((result) => result !== undefined);
  }

  /** The first `trials` of a side, as one evaluator sees them. */
  tally(id: string, side: GateSide, evaluator: string, trials = this.plan.trials): Tally {
    const results = this.cases.get(id)?.[side] ?? [];
    let [passes, n] = [0, 0];
    for (let trial = 0; trial < Math.min(trials, results.length); trial++) {
      const result = results[trial];
      if (!result) continue;
      const verdict = result.verdicts?.[evaluator] ?? (side === "candidate" ? "fail" : "none");
      if (verdict === "none") continue;
      n++;
      if (verdict === "pass") passes++;
    }
    return { passes, n };
  }
}
