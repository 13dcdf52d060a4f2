import type { Column } from "./columns.ts";

/** Verdicts of one evaluator over units: whether each failed, and how much it counts (repeats of one task count for less). */
export interface Verdicts {
  readonly units: Int32Array;
  readonly failed: Uint8Array;
  readonly weight: Float64Array;
}

/** A candidate: how far each verdict has it (rows are verdicts), its prior, and for each failing row how much the explanation speaks for it. */
export interface Candidate {
  readonly column: Column;
  readonly logPrior: number;
  readonly speaks?: Float32Array | undefined;
}

/** One cause of failures: which candidate it is, by probability, and how surely each makes a verdict fail. `none`: that there is no such effect. */
export interface Effect {
  readonly share: Float64Array;
  readonly strength: Float64Array;
  none: number;
}

export interface Fit {
  readonly effects: readonly Effect[];
  /** How often a verdict fails for no reason that is known. */
  readonly leak: number;
  /** By effect and verdict, the probability that it makes the verdict fail. */
  readonly makesFail: readonly Float64Array[];
}

const strengths = [0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 0.96] as const;
const mostEffects = 6;
const sweeps = 6;
/** Before anything is seen an effect is as likely to be there as not. */
const logNone = Math.log(1);
/** Beta prior of the leak: evaluators err in some verdicts of a hundred. */
const leakPrior = { a: 2, b: 24 } as const;
/** A verdict that nothing explains is still possible. */
const floor = 1e-4;

/**
 * Explains failures by few single effects in a noisy-or: a verdict passes where neither the leak nor any effect makes it fail. Each effect
 * is one candidate, which one being uncertain; effects are fitted in turn, each to what the others leave unexplained, until they settle.
 * The sum of single effects is Wang, Sarkar, Carbonetto, Stephens (2020), JRSS B 82, 1273-1300, for linear regression; noisy-or after
 * Pearl (1988). What comes out is a probability over candidates that says by itself where two of them cannot be told apart.
 */
export function fitSingleEffects(verdicts: Verdicts, candidates: readonly Candidate[]): Fit {
  const n = verdicts.failed.length;
  const passing = candidates.map((one) => passingTerms(one, verdicts));
  const effects: Effect[] = [];
  const makesFail: Float64Array[] = [];
  let leak = initialLeak(verdicts);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    if (sweep < mostEffects && effects.every(({ none }) => none < 0.5)) {
      effects.push({
        share: new Float64Array(candidates.length),
        strength: new Float64Array(candidates.length),
        none: 1,
      });
      makesFail.push(new Float64Array(n));
    }
    for (const [at, effect] of effects.entries()) {
      const others = passProbability(n, leak, makesFail, at);
      update(effect, others, { verdicts, candidates, passing });
      spread(effect, candidates, makesFail[at]!);
      leak = updatedLeak(verdicts, passProbability(n, leak, makesFail, -1), leak);
    }
  }
  return { effects, leak, makesFail };
}

interface Setting {
  readonly verdicts: Verdicts;
  readonly candidates: readonly Candidate[];
  readonly passing: readonly Float64Array[];
}

/** What passing verdicts say of a candidate at each strength: they never depend on the other effects. */
function passingTerms({ column }: Candidate, { failed, weight }: Verdicts): Float64Array {
  const terms = new Float64Array(strengths.length);
  for (const [i, row] of column.rows.entries()) {
    if (failed[row]) continue;
    for (const [g, strength] of strengths.entries())
      terms[g]! += weight[row]! * Math.log(1 - strength * column.values[i]!);
  }
  return terms;
}

function update(effect: Effect, others: Float64Array, { verdicts, candidates, passing }: Setting): void {
  const logs = new Float64Array(candidates.length);
  for (const [c, candidate] of candidates.entries()) {
    const at = passing[c]!.slice();
    failingTerms(candidate, others, verdicts, at);
    const { log, mean } = overStrengths(at);
    logs[c] = candidate.logPrior + log;
    effect.strength[c] = mean;
  }
  let highest = logNone;
  for (const log of logs) if (log > highest) highest = log;
  let total = Math.exp(logNone - highest);
  for (const log of logs) total += Math.exp(log - highest);
  for (const [c, log] of logs.entries()) effect.share[c] = Math.exp(log - highest) / total;
  effect.none = Math.exp(logNone - highest) / total;
}

function failingTerms(
  { column, speaks }: Candidate,
  others: Float64Array,
  { failed, weight }: Verdicts,
  into: Float64Array,
): void {
  for (const [i, row] of column.rows.entries()) {
    if (!failed[row]) continue;
    const passes = others[row]!;
    const odds = (passes * column.values[i]! * (speaks?.[row] ?? 1)) / Math.max(floor, 1 - passes);
    for (const [g, strength] of strengths.entries()) into[g]! += weight[row]! * Math.log(1 + strength * odds);
  }
}

/** All strengths alike beforehand. */
function overStrengths(logs: Float64Array): { readonly log: number; readonly mean: number } {
  let highest = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > highest) highest = log;
  let [total, mean] = [0, 0];
  for (const [g, log] of logs.entries()) {
    const likely = Math.exp(log - highest);
    total += likely;
    mean += likely * strengths[g]!;
  }
  return { log: highest + Math.log(total / strengths.length), mean: mean / total };
}

/** The probability that nothing but the effect `without` makes a verdict fail. */
function passProbability(
  n: number,
  leak: number,
  makesFail: readonly Float64Array[],
  without: number,
): Float64Array {
  const passes = new Float64Array(n).fill(1 - leak);
  for (const [at, own] of makesFail.entries()) {
    if (at === without) continue;
    for (let row = 0; row < n; row++) passes[row]! *= 1 - own[row]!;
  }
  return passes;
}

/** Candidates less likely than this move nothing. */
const leastShare = 1e-5;

function spread(effect: Effect, candidates: readonly Candidate[], into: Float64Array): void {
  into.fill(0);
  for (const [c, share] of effect.share.entries()) {
    if (share < leastShare) continue;
    const { rows, values } = candidates[c]!.column;
    for (let i = 0; i < rows.length; i++) into[rows[i]!]! += share * effect.strength[c]! * values[i]!;
  }
}

const initialLeak = ({ failed, weight }: Verdicts): number => {
  let [failing, total] = [0, 0];
  for (const [row, own] of weight.entries()) {
    total += own;
    failing += failed[row]! * own;
  }
  return Math.min(0.15, Math.max(0.01, failing / Math.max(1, total)));
};

/** One step of EM, with the prior's mode. */
function updatedLeak({ failed, weight }: Verdicts, passes: Float64Array, leak: number): number {
  let [fired, total] = [0, 0];
  for (const [row, own] of weight.entries()) {
    total += own;
    if (failed[row]) fired += (own * leak) / Math.max(floor, 1 - passes[row]!);
  }
  return Math.max(0.002, (fired + leakPrior.a - 1) / (total + leakPrior.a + leakPrior.b - 2));
}
