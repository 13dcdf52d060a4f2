import type { Column } from "./columns.ts";
import { notJudged, type Verdicts } from "./verdicts.ts";

/**
 * Something that may make verdicts fail, over those of one evaluator: how far each failure has it, what passing verdicts say of it at each
 * strength, its prior, and how much the explanation of each failure speaks for it.
 */
export interface Candidate {
  readonly failing: Column;
  readonly passing: Float64Array;
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
  /** By effect and failure, the probability that the effect makes it fail. */
  readonly makesFail: readonly Float64Array[];
}

const strengths = [0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 0.96] as const;
const mostEffects = 6;
const sweeps = 6;
/** Before anything is seen there is one more effect in one case of so many. */
const logNone = Math.log(4);
/** Beta prior of the leak where lines are known that an evaluator tests: it errs in some verdicts of a hundred. */
const strictLeak = { a: 1.5, b: 8 } as const;
/** What an evaluator without lines of its own fails may have any reason: a high rate that nothing explains is no line's doing. */
const openLeak = { a: 1, b: 1 } as const;
/** A rule errs hardly ever. */
const ruleLeak = { a: 1, b: 2_000 } as const;
const leakPriors = { open: openLeak, strict: strictLeak, rule: ruleLeak } as const;
/** A verdict that nothing explains is still possible. */
const floor = 1e-4;
/** Exposures are told apart in so many steps: the logarithms of passing verdicts are then few. */
const levels = 64;
const logPasses = strengths.map((strength) =>
  Float64Array.from({ length: levels + 1 }, (_, level) => Math.log(1 - (strength * level) / levels)),
);

/** A candidate over the verdicts of one evaluator, from how far units have it. */
export function candidateOf(
  { rows, values }: Column,
  { failureOf, weight }: Verdicts,
  rest: Pick<Candidate, "logPrior" | "speaks">,
): Candidate {
  const atLevel = new Float64Array(levels + 1);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const failure = failureOf[rows[i]!]!;
    if (failure >= 0) count++;
    else if (failure !== notJudged) atLevel[Math.round(values[i]! * levels)]! += weight[rows[i]!]!;
  }
  const failing = { rows: new Int32Array(count), values: new Float32Array(count) };
  let at = 0;
  for (let i = 0; i < rows.length && at < count; i++) {
    const failure = failureOf[rows[i]!]!;
    if (failure < 0) continue;
    failing.rows[at] = failure;
    failing.values[at++] = values[i]!;
  }
  const passing = Float64Array.from(logPasses, (logs) => {
    let sum = 0;
    for (let level = 1; level <= levels; level++) sum += atLevel[level]! * logs[level]!;
    return sum;
  });
  return { failing, passing, ...rest };
}

/**
 * Explains failures by few single effects in a noisy-or: a verdict passes where neither the leak nor any effect makes it fail. Each effect
 * is one candidate, which one being uncertain; effects are fitted in turn, each to what the others leave unexplained, until they settle.
 * The sum of single effects is Wang, Sarkar, Carbonetto, Stephens (2020), JRSS B 82, 1273-1300, for linear regression; noisy-or after
 * Pearl (1988). What comes out is a probability over candidates that says by itself where two of them cannot be told apart.
 */
export function fitSingleEffects(
  verdicts: Verdicts,
  candidates: readonly Candidate[],
  errs: keyof typeof leakPriors,
): Fit {
  const prior = leakPriors[errs];
  const n = verdicts.failures.length;
  const effects: Effect[] = [];
  const makesFail: Float64Array[] = [];
  let leak = initialLeak(verdicts);
  const logs = new WeighedLogs(verdicts.failureWeight);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    if (sweep < mostEffects && effects.every(({ none }) => none < 0.2)) {
      effects.push({
        share: new Float64Array(candidates.length),
        strength: new Float64Array(candidates.length),
        none: 1,
      });
      makesFail.push(new Float64Array(n));
    }
    for (const [at, effect] of effects.entries()) {
      update(effect, passProbability(n, leak, makesFail, at), logs, candidates);
      spread(effect, candidates, makesFail[at]!);
      leak = updatedLeak(verdicts, passProbability(n, leak, makesFail, -1), leak, prior);
    }
  }
  return { effects, leak, makesFail };
}

function update(
  effect: Effect,
  others: Float64Array,
  failing: WeighedLogs,
  candidates: readonly Candidate[],
): void {
  const logs = new Float64Array(candidates.length);
  const at = new Float64Array(strengths.length);
  for (const [c, candidate] of candidates.entries()) {
    at.set(candidate.passing);
    failing.addFailing(candidate, others, at);
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

/** So many factors are multiplied before the logarithm is taken: each is at most about a million, so that their product is a number. */
const factorsAtOnce = 32;

/** Failures by how much they count: those of one weight share a logarithm. */
class WeighedLogs {
  private readonly weights: number[] = [];
  private readonly classOf: Uint32Array;
  private readonly products: Float64Array;
  private readonly counts: Uint8Array;

  constructor(weight: Float64Array) {
    const classes = new Map<number, number>();
    this.classOf = Uint32Array.from(weight, (one) => {
      const known = classes.get(one) ?? classes.size;
      classes.set(one, known);
      return known;
    });
    this.weights = [...classes.keys()];
    this.products = new Float64Array(this.weights.length * strengths.length).fill(1);
    this.counts = new Uint8Array(this.weights.length);
  }

  /** What failures say of a candidate at each strength, where the others alone let them pass with a known probability. */
  addFailing(
    { failing: { rows, values }, speaks }: Candidate,
    others: Float64Array,
    into: Float64Array,
  ): void {
    const { classOf, products, counts } = this;
    for (let i = 0; i < rows.length; i++) {
      const failure = rows[i]!;
      const passes = others[failure]!;
      const odds = (passes * values[i]! * (speaks ? speaks[failure]! : 1)) / Math.max(floor, 1 - passes);
      const own = classOf[failure]!;
      const from = own * strengths.length;
      for (let g = 0; g < strengths.length; g++) products[from + g]! *= 1 + strengths[g]! * odds;
      if (++counts[own]! === factorsAtOnce) this.take(own, into);
    }
    for (let own = 0; own < counts.length; own++) if (counts[own]! > 0) this.take(own, into);
  }

  private take(own: number, into: Float64Array): void {
    const { products } = this;
    const from = own * strengths.length;
    for (let g = 0; g < strengths.length; g++) {
      into[g]! += this.weights[own]! * Math.log(products[from + g]!);
      products[from + g] = 1;
    }
    this.counts[own] = 0;
  }
}

/** All strengths alike beforehand. */
function overStrengths(logs: Float64Array): { readonly log: number; readonly mean: number } {
  let highest = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > highest) highest = log;
  let [total, mean] = [0, 0];
  for (let g = 0; g < strengths.length; g++) {
    const likely = Math.exp(logs[g]! - highest);
    total += likely;
    mean += likely * strengths[g]!;
  }
  return { log: highest + Math.log(total / strengths.length), mean: mean / total };
}

/** The probability that nothing but the effect `without` makes a failure fail. */
function passProbability(
  n: number,
  leak: number,
  makesFail: readonly Float64Array[],
  without: number,
): Float64Array {
  const passes = new Float64Array(n).fill(1 - leak);
  for (const [at, own] of makesFail.entries()) {
    if (at === without) continue;
    for (let failure = 0; failure < n; failure++) passes[failure]! *= 1 - own[failure]!;
  }
  return passes;
}

/** Candidates less likely than this move nothing. */
const leastShare = 1e-5;

function spread(effect: Effect, candidates: readonly Candidate[], into: Float64Array): void {
  into.fill(0);
  for (const [c, share] of effect.share.entries()) {
    if (share < leastShare) continue;
    const { rows, values } = candidates[c]!.failing;
    const times = share * effect.strength[c]!;
    for (let i = 0; i < rows.length; i++) into[rows[i]!]! += times * values[i]!;
  }
}

const initialLeak = ({ failureWeight, totalWeight }: Verdicts): number =>
  Math.min(0.6, Math.max(0.01, failureWeight.reduce((sum, one) => sum + one, 0) / Math.max(1, totalWeight)));

/** One step of EM, with the prior's mode. */
function updatedLeak(
  { failureWeight, totalWeight }: Verdicts,
  passes: Float64Array,
  leak: number,
  prior: { readonly a: number; readonly b: number },
): number {
  let fired = 0;
  for (const [failure, weight] of failureWeight.entries())
    fired += (weight * leak) / Math.max(floor, 1 - passes[failure]!);
  return Math.max(0.002, (fired + prior.a - 1) / (totalWeight + prior.a + prior.b - 2));
}
