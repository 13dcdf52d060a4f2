/** What one evaluator said of one trial. "none": it does not apply to it. */
export type GateVerdict = "pass" | "fail" | "none";

export type GateSide = "base" | "candidate";

/** One held-out input, of one class: a behavior. */
export interface GateCase {
  readonly id: string;
  readonly class: string;
}

/**
 * A trusted evaluator. `falseFail` and `falsePass` are how often it errs on what is right and on what is wrong, as agreement
 * with people says; where neither is given, all that trials of one case disagree about is put down to the evaluator.
 */
export interface GateEvaluator {
  readonly name: string;
  readonly falseFail?: number;
  readonly falsePass?: number;
  /**
   * So often it errs at least, where that is known of answers that were broken on purpose: what an agent does wrong by itself may be harder to
   * see. It asks more of the candidate than disagreement alone would, and never less.
   */
  readonly errs?: { readonly falseFail: number; readonly falsePass: number };
  /** What it judges may not get worse by `safetyMargin` over all cases together, besides what holds for every evaluator. */
  readonly isSafety?: boolean;
  /** What the candidate is to mend: too few cases of it leave everything undecided, whatever `small` says. */
  readonly isTarget?: boolean;
}

/** How much more the candidate may take, as a ratio of what the base takes. */
export interface GateLimits {
  readonly latencyMs: number;
  readonly costUsd: number;
  readonly tokens: number;
}

export interface GatePlan {
  readonly cases: readonly GateCase[];
  readonly evaluators: readonly GateEvaluator[];
  /** At most so many trials of a case with each side. */
  readonly trials: number;
  /** Of candidates that are worse in a class by `margin` or more, at most this share gets through. */
  readonly errorRate: number;
  /** A fall of the true rate of a class that is a regression. */
  readonly margin: number;
  readonly safetyMargin: number;
  readonly limits: GateLimits;
  /**
   * Tokens that a case may take more whatever the ratio: one more line of a prompt of a few lines is no waste. Of its cost as much as they cost
   * by what the base pays for a token.
   */
  readonly alwaysTokens: number;
  /**
   * Classes with too few cases of an evaluator to show a fall by themselves: `undecided`, each is; `together`, they are shown as one class, and
   * an evaluator with too few cases in all is left to the test of single cases.
   */
  readonly small: "undecided" | "together";
  /** Decides nothing but the order in which cases are asked for. */
  readonly seed: number;
}

export const defaultPlan: Omit<GatePlan, "cases" | "evaluators"> = {
  trials: 8,
  errorRate: 0.05,
  margin: 0.2,
  safetyMargin: 0.1,
  limits: { latencyMs: 1.25, costUsd: 1.25, tokens: 1.25 },
  small: "undecided",
  alwaysTokens: 100,
  seed: 1,
};

/** One trial that the gate asks for; trials of a case are numbered from 0 on each side. */
export interface GateTrial {
  readonly case: string;
  readonly side: GateSide;
  readonly trial: number;
}

/**
 * What came of it. Without `verdicts` nothing came; where an evaluator's verdict is absent, it gave none. Both count as a failure of the
 * candidate, and on the side of the base as nothing.
 */
export interface GateResult extends GateTrial {
  readonly verdicts?: Readonly<Record<string, GateVerdict>>;
  readonly latencyMs?: number;
  readonly costUsd?: number;
  readonly tokens?: number;
}

/** After so many trials of each case the gate looks: a quarter, half, all. Each look costs error; more of them gain little. */
export const looksOf = ({ trials }: Pick<GatePlan, "trials">): number[] => [
  ...new Set([Math.max(1, Math.ceil(trials / 4)), Math.max(1, Math.ceil(trials / 2)), Math.max(1, trials)]),
];

const lateShares = [0.02, 0.14, 0.84];

/**
 * The error that each look may spend. Together three tenths less than `errorRate`: Student's t errs a little where few cases lose much, as
 * simulated worlds show (`gate.test.ts`), and a rate that is stated is kept there too. Little early, as O'Brien and Fleming (1979, Biometrics 35, 549-556) do, so that
 * the last look has nearly what a single one would have.
 */
export function errorOfLooks(plan: Pick<GatePlan, "trials" | "errorRate">): number[] {
  const shares = lateShares.slice(-looksOf(plan).length);
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => (share / sum) * 0.7 * plan.errorRate);
}
