import { studentQuantile } from "../../base/index.ts";
import { aboveP, type ClassDifference, fewestCases } from "./class-test.ts";
import type { GateStanding } from "./gate.ts";
import type { GatePlan } from "./gate-plan.ts";
import { type LimitOutcome, limitOutcomes } from "./limit-test.ts";
import type { ResultsSoFar, Tally } from "./results-so-far.ts";
import type { CaseStanding, StratumStanding } from "./standing.ts";

/** Of one class under one evaluator. */
export interface ClassOutcome {
  /** Absent for all cases together, under an evaluator that guards safety. */
  readonly class?: string;
  readonly evaluator: string;
  readonly state: "held" | "worse" | "undecided";
  readonly base: Tally;
  readonly candidate: Tally;
  /** Candidate less base, the evaluator's errors taken out, with one-sided bounds, each at the error rate. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly cases: number;
  /** Shown to be better, at the error rate. */
  readonly isBetter: boolean;
}

/** A case that passed with the base and does not, or may not, with the candidate. */
export interface CaseOutcome {
  readonly case: string;
  readonly class: string;
  readonly evaluator: string;
  readonly state: "regressed" | "in doubt";
  readonly base: Tally;
  readonly candidate: Tally;
}

/** What it would take to decide. */
export type GateNeed =
  | { readonly kind: "trials"; readonly trials: number }
  /** So many more cases of a class (of any, where it is absent), if they turn out like those that are there. */
  | { readonly kind: "cases"; readonly class?: string; readonly evaluator: string; readonly more: number }
  /** More would not do: it looks as if the class were worse. */
  | { readonly kind: "better candidate"; readonly class?: string; readonly evaluator: string }
  | { readonly kind: "case trials"; readonly case: string; readonly evaluator: string; readonly more: number }
  | { readonly kind: "limit"; readonly limit: LimitOutcome["limit"]; readonly more: number };

export interface GateOutcome {
  readonly verdict: "passed" | "failed" | "undecided";
  readonly errorRate: number;
  readonly margin: number;
  readonly classes: readonly ClassOutcome[];
  readonly cases: readonly CaseOutcome[];
  readonly limits: readonly LimitOutcome[];
  /** Cases that no evaluator judged with the base. */
  readonly incomparable: readonly string[];
  readonly needs: readonly GateNeed[];
  readonly trials: { readonly base: number; readonly candidate: number };
}

export function outcomeOf(
  plan: GatePlan,
  standing: GateStanding,
  results: ResultsSoFar,
  wanted: number,
): GateOutcome {
  const { strata, cases } = standing;
  const limits = limitOutcomes(plan, results);
  const hasFailed =
    strata.some(({ state }) => state === "worse") ||
    cases.some(({ state }) => state === "regressed") ||
    (wanted === 0 && limits.some(({ state }) => state === "exceeded"));
  const isShown =
    wanted === 0 &&
    strata.length > 0 &&
    strata.every(({ state }) => state === "held") &&
    cases.length === 0 &&
    limits.every(({ state }) => state === "kept");
  const verdict = hasFailed ? "failed" : isShown ? "passed" : "undecided";
  const count = (side: "base" | "candidate"): number =>
    results.all.reduce((sum, one) => sum + (one.side === side ? 1 : 0), 0);
  return {
    ...{ verdict, errorRate: plan.errorRate, margin: plan.margin, limits },
    classes: strata.map((one) => classOutcome(one, plan, results)),
    cases: cases.flatMap((one) => caseOutcome(one)),
    incomparable: plan.cases.flatMap(({ id }) => (isIncomparable(id, plan, results) ? [id] : [])),
    needs: verdict === "undecided" ? needsOf(plan, standing, limits, wanted) : [],
    trials: { base: count("base"), candidate: count("candidate") },
  };
}

function classOutcome(one: StratumStanding, plan: GatePlan, results: ResultsSoFar): ClassOutcome {
  const { evaluator, evidence } = one;
  const pooled = (side: "base" | "candidate"): Tally =>
    one.cases.reduce(
      (sum, { id }) => {
        const { passes, n } = results.tally(id, side, evaluator.name);
        return { passes: sum.passes + passes, n: sum.n + n };
      },
      { passes: 0, n: 0 },
    );
  return {
    ...(one.class === undefined ? {} : { class: one.class }),
    evaluator: evaluator.name,
    state: one.state === "open" ? "undecided" : one.state,
    ...{ base: pooled("base"), candidate: pooled("candidate") },
    ...{ difference: evidence.difference, low: evidence.low, high: evidence.high, cases: evidence.cases },
    isBetter: evidence.cases >= 5 && aboveP(evidence, 0) <= plan.errorRate,
  };
}

const caseOutcome = ({
  case: { id, class: name },
  evaluator,
  state,
  base,
  candidate,
}: CaseStanding): CaseOutcome[] =>
  state === "open" ? [] : [{ case: id, class: name, ...{ evaluator, state, base, candidate } }];

const isIncomparable = (id: string, plan: GatePlan, results: ResultsSoFar): boolean =>
  results.of(id, "base").length > 0 &&
  plan.evaluators.every(({ name }) => results.tally(id, "base", name).n === 0);

function needsOf(
  plan: GatePlan,
  { strata, cases }: GateStanding,
  limits: readonly LimitOutcome[],
  wanted: number,
): GateNeed[] {
  const trials: GateNeed[] = wanted > 0 ? [{ kind: "trials", trials: wanted }] : [];
  return [
    ...trials,
    ...strata.flatMap((one) => (one.state === "open" ? stratumNeed(one, plan) : [])),
    ...cases.flatMap((one): GateNeed[] =>
      one.state === "in doubt"
        ? [{ kind: "case trials", case: one.case.id, evaluator: one.evaluator, more: plan.trials }]
        : [],
    ),
    ...limits.flatMap(({ limit, state, cases: n }): GateNeed[] =>
      state === "kept" || wanted > 0 ? [] : [{ kind: "limit", limit, more: Math.max(5 - n, n) }],
    ),
  ];
}

function stratumNeed(
  { evidence, margin, evaluator, waits, cases, class: name }: StratumStanding,
  plan: GatePlan,
): GateNeed[] {
  const named = { ...(name === undefined ? {} : { class: name }), evaluator: evaluator.name };
  const fewest = fewestCases(margin, plan.errorRate);
  if (waits) return cases.length < fewest ? [{ kind: "cases", ...named, more: fewest - cases.length }] : [];
  const enough = casesThatDecide(evidence, margin, plan.errorRate, fewest);
  return enough === undefined
    ? [{ kind: "better candidate", ...named }]
    : [{ kind: "cases", ...named, more: Math.max(1, enough - evidence.cases) }];
}

const chanceToDecide = 0.8;
const mostCases = 2000;

/** Cases at which four of five gates would see the class hold, were it as the evidence says. */
function casesThatDecide(
  { difference, deviation }: ClassDifference,
  margin: number,
  errorRate: number,
  fewest: number,
): number | undefined {
  if (difference <= -margin) return undefined;
  const power = studentQuantile(chanceToDecide, Number.POSITIVE_INFINITY);
  for (let cases = fewest; cases <= mostCases; cases++) {
    const reach = (studentQuantile(1 - errorRate, cases - 1) + power) * (deviation / Math.sqrt(cases));
    if (difference - reach >= -margin) return cases;
  }
  return undefined;
}
