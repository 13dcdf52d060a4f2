import { groupBy } from "../../base/index.ts";
import { type CaseTally, isPassing, passesThatClear, regressedCases } from "./case-test.ts";
import { aboveP, belowP, type ClassDifference, classDifference, fewestCases } from "./class-test.ts";
import { errorOfLooks, type GateCase, type GateEvaluator, type GatePlan, looksOf } from "./gate-plan.ts";
import { noiseOf } from "./noise.ts";
import type { ResultsSoFar } from "./results-so-far.ts";

/** What has to be shown not to be worse: a class under one evaluator, or all cases under one that guards safety. */
export interface Stratum {
  readonly evaluator: GateEvaluator;
  /** Absent for all cases together. */
  readonly class?: string;
  readonly cases: readonly GateCase[];
  readonly margin: number;
}

export interface StratumStanding extends Stratum {
  readonly state: "held" | "worse" | "open";
  /** Trials a case that it rests on, or that it waits for. */
  readonly trials: number;
  /** Whether it waits for trials; an open one that does not has had all there are. */
  readonly waits: boolean;
  readonly evidence: ClassDifference;
}

export interface CaseStanding extends CaseTally {
  readonly case: GateCase;
  readonly evaluator: string;
  readonly state: "regressed" | "in doubt" | "open";
  /** Trials of the candidate that it waits for; of the base, where the candidate has had all. */
  readonly waitsFor?: { readonly side: "base" | "candidate"; readonly trials: number };
}

/** Every class under every evaluator must be shown, so that no correction for many of them is needed (Berger 1982, Technometrics 24, 295-300). */
export function strataOf(plan: GatePlan): Stratum[] {
  const classes = groupBy(plan.cases, (one) => one.class);
  return plan.evaluators.flatMap((evaluator): Stratum[] => [
    ...[...classes].map(([name, cases]) => ({ evaluator, class: name, cases, margin: plan.margin })),
    ...(evaluator.isSafety ? [{ evaluator, cases: plan.cases, margin: plan.safetyMargin }] : []),
  ]);
}

/** What classes are called that are shown together. */
export const smallClasses = "other behaviors";

/**
 * The same where small classes are taken together. An evaluator has its cases where it gave the base a verdict at the first look; before all
 * cases have had that, every class waits for it.
 */
export function strataTogether(plan: GatePlan, results: ResultsSoFar): Stratum[] {
  const strata = strataOf(plan);
  const [first = 1] = looksOf(plan);
  if (!plan.cases.every(({ id }) => results.hasFirst(id, "base", first))) return strata;
  return [...groupBy(strata, ({ evaluator }) => evaluator)]
    .flatMap(([evaluator, own]) =>
      togetherFor(
        evaluator,
        own.map((one) => ({
          ...one,
          cases: one.cases.filter(({ id }) => results.tally(id, "base", evaluator.name, first).n > 0),
        })),
        plan,
      ),
    )
    .filter(({ cases, evaluator }) => cases.length > 0 || !isSilent(evaluator, results));
}

/** Whether an evaluator applies to nothing that was tried: there is nothing that it could be held to. */
const isSilent = ({ name }: GateEvaluator, results: ResultsSoFar): boolean =>
  results.all.every(({ verdicts }) => verdicts?.[name] === "none");

function togetherFor(evaluator: GateEvaluator, own: readonly Stratum[], plan: GatePlan): Stratum[] {
  const fewest = fewestCases(plan.margin, plan.errorRate);
  const [whole, classes] = [true, false].map((isWhole) =>
    own.filter((one) => (one.class === undefined) === isWhole),
  ) as [Stratum[], Stratum[]];
  const big = classes.filter(({ cases }) => cases.length >= fewest).sort(byCases);
  const rest = classes.filter(({ cases }) => cases.length < fewest).flatMap(({ cases }) => cases);
  if (rest.length === 0) return [...big, ...whole];
  if (rest.length >= fewest)
    return [...big, { evaluator, class: smallClasses, cases: rest, margin: plan.margin }, ...whole];
  // Too few even together: beside the smallest of the others, or by single cases alone.
  const [smallest, ...others] = big;
  if (smallest) return [...others, { ...smallest, cases: [...smallest.cases, ...rest] }, ...whole];
  const alone = { evaluator, class: smallClasses, cases: rest, margin: plan.margin };
  return evaluator.isTarget ? [alone, ...whole] : whole;
}

const byCases = (a: Stratum, b: Stratum): number => a.cases.length - b.cases.length;

/** A look counts the first trials of each case alone, so that nothing depends on the order in which results come back. */
export function standingOf(
  stratum: Stratum,
  plan: GatePlan,
  results: ResultsSoFar,
  strata: number,
): StratumStanding {
  const looks = looksOf(plan);
  const spend = errorOfLooks(plan);
  let evidence = classDifference([], plan.errorRate);
  for (const [at, trials] of looks.entries()) {
    const isThere = stratum.cases.every(
      ({ id }) => results.hasFirst(id, "base", trials) && results.hasFirst(id, "candidate", trials),
    );
    if (!isThere) return { ...stratum, state: "open", trials, waits: true, evidence };
    evidence = evidenceOf(stratum, plan, results, trials);
    const state = stateOf(
      evidence,
      stratum,
      spend[at]!,
      (spend[at]! * shareOfFailing) / strata,
      plan.errorRate,
    );
    if (state !== "open") return { ...stratum, state, trials, waits: false, evidence };
  }
  return { ...stratum, state: "open", trials: plan.trials, waits: false, evidence };
}

/** That a class is worse is said of one candidate in a hundred that makes none worse, however many classes there are. */
const shareOfFailing = 0.2;

function stateOf(
  evidence: ClassDifference,
  { margin }: Stratum,
  error: number,
  errorOfFailing: number,
  errorRate: number,
): StratumStanding["state"] {
  // Of a handful nobody can say that a class is worse; a case that collapses is told by itself.
  if (evidence.cases >= 5 && belowP(evidence, 0) <= errorOfFailing) return "worse";
  const isEnough = evidence.cases >= fewestCases(margin, errorRate);
  return isEnough && aboveP(evidence, -margin) <= error ? "held" : "open";
}

function evidenceOf(
  stratum: Stratum,
  plan: GatePlan,
  results: ResultsSoFar,
  trials: number,
): ClassDifference {
  const name = stratum.evaluator.name;
  const { scale } = noiseOf(
    stratum.evaluator,
    stratum.cases.map(({ id }) => results.tally(id, "base", name, trials)),
  );
  const differences = stratum.cases.flatMap(({ id }) => {
    const [base, candidate] = [
      results.tally(id, "base", name, trials),
      results.tally(id, "candidate", name, trials),
    ];
    // Without a verdict on the base there is nothing to compare with; without one on the candidate, it has not passed.
    if (base.n === 0) return [];
    return [(candidate.passes / Math.max(1, candidate.n) - base.passes / base.n) / scale];
  });
  return classDifference(differences, plan.errorRate);
}

/** Cases that pass with the base and are not yet seen to pass with the candidate. */
export function uncleared(plan: GatePlan, results: ResultsSoFar): CaseStanding[] {
  return plan.evaluators.flatMap((evaluator) => {
    const isKnown = evaluator.falsePass !== undefined;
    // Without `errs`: what an evaluator does not see at all it does not see in any trial, and more of them would not help.
    const { name, falseFail = 0, falsePass } = evaluator;
    const noise = noiseOf({ name, falseFail, ...(isKnown && { falsePass }) }, []);
    const clear = passesThatClear(plan, noise, isKnown);
    const open = plan.cases.flatMap((one) => caseStanding(one, evaluator, clear, plan, results) ?? []);
    return open.some(({ state }) => state === "in doubt")
      ? withRegressed(open, evaluator, plan, results)
      : open;
  });
}

function caseStanding(
  one: GateCase,
  { name }: GateEvaluator,
  clear: readonly number[],
  plan: GatePlan,
  results: ResultsSoFar,
): CaseStanding | undefined {
  const base = results.tally(one.id, "base", name);
  if (!isPassing(base)) return undefined;
  const candidate = results.tally(one.id, "candidate", name);
  const told = { case: one, evaluator: name, base, candidate };
  for (const [at, trials] of looksOf(plan).entries()) {
    if (!results.hasFirst(one.id, "candidate", trials))
      return { ...told, state: "open", waitsFor: { side: "candidate", trials } };
    if (results.tally(one.id, "candidate", name, trials).passes >= clear[at]!) return undefined;
  }
  if (!results.hasFirst(one.id, "base", plan.trials))
    return { ...told, state: "open", waitsFor: { side: "base", trials: plan.trials } };
  return { ...told, state: "in doubt" };
}

/** Those in doubt are held against all cases: what is usual there says how unusual they are. */
function withRegressed(
  open: readonly CaseStanding[],
  { name }: GateEvaluator,
  plan: GatePlan,
  results: ResultsSoFar,
): CaseStanding[] {
  const tallies = plan.cases.map(({ id }) => ({
    base: results.tally(id, "base", name),
    candidate: results.tally(id, "candidate", name),
  }));
  const isRegressed = regressedCases(tallies, plan.errorRate);
  const regressed = new Set(plan.cases.filter((_, i) => isRegressed[i]).map(({ id }) => id));
  return open.map((one) =>
    one.state === "in doubt" && regressed.has(one.case.id) ? { ...one, state: "regressed" } : one,
  );
}
