import jstat from "jstat";

const { jStat } = jstat;

/** k passes of n verdicts with a 95 % interval. `low` and `high` are rates in 0..1; `effectiveN` is n after the design effect. */
export interface Rate {
  readonly passes: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly effectiveN: number;
}

/** Verdicts of one cluster: trials of one task, or turns of one conversation, are alike and do not count as independent. */
export interface Cluster {
  readonly passes: number;
  readonly n: number;
}

/**
 * Wilson's score interval for a proportion, its normal quantile replaced by `critical` (1.96 = 95 % for large samples).
 * Wilson (1927), JASA 22, 209-212. Worked: 7 of 10 at 1.96 gives 0.397 to 0.892.
 */
export function wilsonInterval(rate: number, n: number, critical = 1.959964): { low: number; high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const z2 = critical * critical;
  const middle = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (critical / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * Intraclass correlation by the one-way analysis-of-variance estimator, with Fleiss' n0 for unequal cluster sizes; clamped to [0, 1].
 * Donner (1986), International Statistical Review 54, 67-82. Clusters that all agree within and differ between give 1.
 */
export function intraclassCorrelation(clusters: readonly Cluster[]): number {
  const groups = clusters.length;
  const total = sum(clusters, (cluster) => cluster.n);
  if (groups < 2 || total <= groups) return 0;
  const overall = sum(clusters, (cluster) => cluster.passes) / total;
  const between = sum(clusters, ({ passes, n }) => n * (passes / n - overall) ** 2) / (groups - 1);
  const within = sum(clusters, ({ passes, n }) => passes * (1 - passes / n)) / (total - groups);
  const n0 = (total - sum(clusters, (cluster) => cluster.n ** 2) / total) / (groups - 1);
  const denominator = between + (n0 - 1) * within;
  return denominator <= 0 ? 0 : Math.min(1, Math.max(0, (between - within) / denominator));
}

/**
 * The rate over clustered verdicts: Wilson's interval with n divided by Kish's design effect 1 + (m - 1) x correlation, where
 * m = sum n_i^2 / sum n_i; Student's t with clusters - 1 degrees of freedom in place of the normal quantile where clusters repeat
 * (Korn and Graubard 1998, Survey Methodology 24, 193-201). Verdicts that all stand alone give the plain Wilson interval.
 */
export function clusteredRate(clusters: readonly Cluster[]): Rate {
  const judged = clusters.filter((cluster) => cluster.n > 0);
  const n = sum(judged, (cluster) => cluster.n);
  const passes = sum(judged, (cluster) => cluster.passes);
  if (n === 0) return { passes: 0, n: 0, rate: Number.NaN, low: 0, high: 1, effectiveN: 0 };
  const rate = passes / n;
  const repeats = judged.length < n;
  const effectiveN = n / designEffect(judged, n);
  // A handful of clusters has no tail to speak of; 3 degrees of freedom keep t from exploding where there is next to no data.
  const critical = repeats
    ? studentQuantile(0.975, Math.max(3, judged.length - 1))
    : studentQuantile(0.975, Number.POSITIVE_INFINITY);
  return { passes, n, rate, effectiveN, ...wilsonInterval(rate, effectiveN, critical) };
}

/** Kish (1965), Survey Sampling, for unequal clusters. One cluster alone cannot show its correlation: it counts as one verdict. */
function designEffect(clusters: readonly Cluster[], n: number): number {
  if (clusters.length === n) return 1;
  if (clusters.length === 1) return n;
  const size = sum(clusters, (cluster) => cluster.n ** 2) / n;
  return Math.max(1, 1 + (size - 1) * intraclassCorrelation(clusters));
}

/** The quantile `p` of Student's t; of the normal distribution where `degrees` is infinite or as good as that. */
export function studentQuantile(p: number, degrees: number): number {
  return Number.isFinite(degrees) && degrees < 1000
    ? jStat.studentt.inv(p, degrees)
    : jStat.normal.inv(p, 0, 1);
}

/** The probability of a value above `t` of Student's t; of the normal distribution where `degrees` is as good as infinite. */
export const studentTailP = (t: number, degrees: number): number =>
  degrees < 1000 ? jStat.studentt.cdf(-t, degrees) : aboveNormalP(t);

/**
 * One-sided p value of "the true rate is at least `threshold`" given the observed rate: the probability of so few passes or fewer,
 * by the binomial distribution at the effective sample size (continued to real n through the incomplete beta function).
 * Worked: 2 of 10 against 0.5 gives P(X <= 2) = 0.0547.
 */
export function belowThresholdP(rate: Rate, threshold: number): number {
  const n = rate.effectiveN;
  const k = rate.rate * n;
  if (n === 0 || threshold <= 0) return 1;
  if (threshold >= 1) return k < n ? 0 : 1;
  return binomialBelowP({ k, n }, threshold);
}

/** The probability of a standard normal value above `z`. Worked: 1.645 gives 0.05. */
export const aboveNormalP = (z: number): number => jStat.normal.cdf(-z, 0, 1);

/** `k` of `n` that had something. */
export interface Count {
  readonly k: number;
  readonly n: number;
}

/**
 * One-sided p value of "as often in `own` as in `rest`" against more often: Fisher's exact test, the hypergeometric tail. It needs no
 * rate to be known, so it holds where the rest is small too. Worked: 3 of 3 against 0 of 3 gives 1 / C(6, 3) = 0.05.
 */
export function fisherAboveP(own: Count, rest: Count): number {
  if (own.n === 0 || rest.n === 0 || own.k === 0) return 1;
  return hypergeometricTail(own, rest, Math.min(own.n, own.k + rest.k));
}

/**
 * Two-sided p value of "it happens as often in both", by Fisher's exact test: twice the smaller tail of the hypergeometric distribution, 1
 * at most. Fisher (1935), The Design of Experiments. Worked: 3 of 4 against 1 of 4 has the tail 17/70, so 0.486.
 */
export function equalRatesP(own: Count, rest: Count): number {
  const k = own.k + rest.k;
  const atLeast = hypergeometricTail(own, rest, Math.min(own.n, k));
  const atMost = hypergeometricTail(own, rest, Math.max(0, k - rest.n));
  return Math.min(1, 2 * Math.min(atLeast, atMost));
}

/** The probability of what was found in `own` and of all up, or down, `to` a number, given how many there are in both. */
function hypergeometricTail(own: Count, rest: Count, to: number): number {
  const k = own.k + rest.k;
  const isUp = own.k <= to;
  let term = Math.exp(logChoose(own.n, own.k) + logChoose(rest.n, rest.k) - logChoose(own.n + rest.n, k));
  let sum = term;
  // Each term comes from the one before it.
  for (let hit = own.k; hit !== to && term > sum * 1e-16; hit += isUp ? 1 : -1) {
    term *= isUp
      ? ((own.n - hit) * (k - hit)) / ((hit + 1) * (rest.n - k + hit + 1))
      : (hit * (rest.n - k + hit)) / ((own.n - hit + 1) * (k - hit + 1));
    sum += term;
  }
  return Math.min(1, sum);
}

export const logChoose = (n: number, k: number): number =>
  k < 0 || k > n
    ? Number.NEGATIVE_INFINITY
    : jStat.gammaln(n + 1) - jStat.gammaln(k + 1) - jStat.gammaln(n - k + 1);

/** Probability of at most `k` of `n` where each has probability `q`. Worked: 2 of 10 at 0.5 gives 0.0547. */
export function binomialBelowP({ k, n }: Count, q: number): number {
  if (k >= n || q <= 0) return 1;
  return q >= 1 ? 0 : jStat.ibeta(1 - q, n - k, k + 1);
}

/**
 * Benjamini and Hochberg (1995), JRSS B 57, 289-300: which hypotheses fall at false discovery rate `q`. Same order as `pValues`.
 * Worked: p = 0.01, 0.04, 0.03, 0.5 at 5 % rejects the first alone (0.03 > 0.025, 0.04 > 0.0375).
 */
export function benjaminiHochberg(pValues: readonly number[], q = 0.05): boolean[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p || a.index - b.index);
  let last = -1;
  order.forEach(({ p }, rank) => {
    if (p <= ((rank + 1) / pValues.length) * q) last = rank;
  });
  const rejected = new Array<boolean>(pValues.length).fill(false);
  for (const { index } of order.slice(0, last + 1)) rejected[index] = true;
  return rejected;
}

const few = 3;

/**
 * The same where many p values are conservative: of one-sided tests against a threshold most are of what lies far on the good side of it, so
 * that their p values are near 1 and only make the others harder to tell. Those above `tau` are set aside and the rest divided by it, which is
 * as valid: given that it is below `tau`, the p value of what is not below the threshold is no smaller than a uniform one.
 * Zhao, Small and Su (2019), JASA 114, 1291-1304. Worked: p = 0.02, 0.8, 0.9, 0.95 at 5 % gives 0.04 for the first alone, which falls;
 * without setting the others aside it would have had to be below 0.0125. Of a few there is little to set aside, and the price of doing so, half
 * of what a single one may have, is larger: up to three are tested as they are.
 */
export function conditionalBenjaminiHochberg(pValues: readonly number[], q = 0.05, tau = 0.5): boolean[] {
  if (pValues.length <= few) return benjaminiHochberg(pValues, q);
  const rest = pValues.flatMap((p, index) => (p <= tau ? [{ p: p / tau, index }] : []));
  const falls = benjaminiHochberg(
    rest.map(({ p }) => p),
    q,
  );
  const rejected = new Array<boolean>(pValues.length).fill(false);
  for (const [i, { index }] of rest.entries()) rejected[index] = falls[i]!;
  return rejected;
}

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);

/** Logarithm of Euler's beta function, for odds of one way of counting against another. Worked: B(2, 3) = 1/12. */
export const logBeta = (a: number, b: number): number =>
  jStat.gammaln(a) + jStat.gammaln(b) - jStat.gammaln(a + b);
