import { type Cluster, clusteredRate, type Rate, studentQuantile } from "./statistics.ts";

/** What two raters said of the same samples. Of one cluster (trials of one task, turns of one conversation) or of all. */
export interface AgreementTable {
  readonly bothFail: number;
  readonly onlyFirstFails: number;
  readonly onlySecondFails: number;
  readonly bothPass: number;
}

/** Agreement beyond chance, -1 to 1, with a 95 % interval; `low` and `high` are absent where too few clusters repeat for one. */
export interface Kappa {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** The first rater held against the second, failing being what is looked for. Rates whose n is 0 say nothing. */
export interface Agreement {
  readonly table: AgreementTable;
  readonly rate: Rate;
  /** Of what the first fails, how much the second fails. */
  readonly precision: Rate;
  /** Of what the second fails, how much the first fails. */
  readonly recall: Rate;
  /** Harmonic mean of the two; absent where nobody fails anything. */
  readonly f1?: number;
  /** Absent where there is no chance to differ: both raters say one and the same of everything, or nothing was rated. */
  readonly kappa?: Kappa;
}

export function agreementOf(clusters: readonly AgreementTable[]): Agreement {
  const table = summed(clusters);
  const { bothFail, onlyFirstFails, onlySecondFails } = table;
  const failing = 2 * bothFail + onlyFirstFails + onlySecondFails;
  const kappa = cohensKappa(clusters);
  const rateOf = (cluster: (one: AgreementTable) => Cluster): Rate => clusteredRate(clusters.map(cluster));
  return {
    table,
    rate: rateOf((one) => ({ passes: one.bothFail + one.bothPass, n: sizeOf(one) })),
    precision: rateOf((one) => ({ passes: one.bothFail, n: one.bothFail + one.onlyFirstFails })),
    recall: rateOf((one) => ({ passes: one.bothFail, n: one.bothFail + one.onlySecondFails })),
    ...(failing > 0 && { f1: (2 * bothFail) / failing }),
    ...(kappa && { kappa }),
  };
}

/** Added to each cell where the interval is made, as Haldane (1955) and Anscombe (1956) do for odds: an empty cell is no certainty. */
const half = 0.5;

/**
 * From fewer clusters the variance between them comes out too small, and Student's t does not make up for it (Cameron and Miller 2015,
 * Journal of Human Resources 50, 317-372, section VI). Simulated with 20 samples each that are alike by 0.4, the interval of 95 % holds the
 * true kappa in 80 % of studies with 2 clusters, 82 with 4, 83 with 6, 87 with 8, and from 10 on in more than 90.
 */
export const fewestClusters = 10;

/**
 * Cohen's kappa (1960, Educational and Psychological Measurement 20, 37-46) with the interval of its large-sample variance (Fleiss, Cohen
 * and Everitt 1969, Psychological Bulletin 72, 323-327) around the table with a half in each cell. Without the half it covers 55 to 92 % of
 * 20 samples where few of them fail, with it 93 to 99 %. Samples that repeat are worth fewer: the variance of the linearised kappa summed by
 * cluster (Yang and Zhou 2014, Statistics in Medicine 33, 2612-2633) over that of as many independent ones says how many, and Student's t
 * takes the place of the normal quantile; below `fewestClusters` of them there is no interval. Worked: 20 both fail, 5 and 10 one alone, 15 both pass gives 0.40; where each stands alone, 0.14 to 0.63.
 */
export function cohensKappa(clusters: readonly AgreementTable[]): Kappa | undefined {
  const table = summed(clusters);
  const { kappa: value, byChance } = kappaOf(table);
  if (sizeOf(table) === 0 || byChance >= 1) return undefined;
  const judged = clusters.filter((cluster) => sizeOf(cluster) > 0);
  const repeats = judged.length < sizeOf(table);
  if (repeats && judged.length < fewestClusters) return { value };
  const critical = studentQuantile(0.975, repeats ? judged.length - 1 : Number.POSITIVE_INFINITY);
  const share = 1 / (repeats ? designEffect(judged, table) : 1);
  const wider = mapped(table, (cell) => cell * share + half);
  const middle = kappaOf(wider).kappa;
  const reach = critical * Math.sqrt(variance(wider));
  return {
    value,
    low: Math.max(-1, Math.min(value, middle - reach)),
    high: Math.min(1, Math.max(value, middle + reach)),
  };
}

function kappaOf(table: AgreementTable): {
  readonly kappa: number;
  readonly byChance: number;
  readonly first: number;
  readonly second: number;
} {
  const n = sizeOf(table);
  const first = (table.bothFail + table.onlyFirstFails) / n;
  const second = (table.bothFail + table.onlySecondFails) / n;
  const byChance = first * second + (1 - first) * (1 - second);
  const agreed = (table.bothFail + table.bothPass) / n;
  return { kappa: (agreed - byChance) / (1 - byChance), byChance, first, second };
}

/** How far one sample of each cell moves kappa: the derivative in its share. */
function pulls(table: AgreementTable): AgreementTable {
  const { kappa, byChance, first, second } = kappaOf(table);
  const pull = (agrees: number, ofSecond: number, ofFirst: number): number =>
    (agrees - (1 - kappa) * (ofSecond + ofFirst)) / (1 - byChance);
  return {
    bothFail: pull(1, second, first),
    onlyFirstFails: pull(0, second, 1 - first),
    onlySecondFails: pull(0, 1 - second, first),
    bothPass: pull(1, 1 - second, 1 - first),
  };
}

function variance(table: AgreementTable): number {
  const n = sizeOf(table);
  const pull = pulls(table);
  const mean = product(table, pull) / n;
  return (
    product(
      table,
      mapped(pull, (one) => (one - mean) ** 2),
    ) /
    n /
    n
  );
}

/** How much larger the variance is than that of as many independent samples; never smaller. */
function designEffect(clusters: readonly AgreementTable[], table: AgreementTable): number {
  const n = sizeOf(table);
  const alone = variance(table);
  const pull = pulls(table);
  const mean = product(table, pull) / n;
  const squares = clusters.map((cluster) => (product(cluster, pull) - sizeOf(cluster) * mean) ** 2);
  const together =
    ((clusters.length / (clusters.length - 1)) * squares.reduce((sum, one) => sum + one, 0)) / (n * n);
  return alone <= 0 ? n / clusters.length : Math.max(1, together / alone);
}

const cells = ["bothFail", "onlyFirstFails", "onlySecondFails", "bothPass"] as const;

const sizeOf = (table: AgreementTable): number => cells.reduce((sum, cell) => sum + table[cell], 0);
const product = (a: AgreementTable, b: AgreementTable): number =>
  cells.reduce((sum, cell) => sum + a[cell] * b[cell], 0);
const mapped = (table: AgreementTable, by: (cell: number) => number): AgreementTable => ({
  bothFail: by(table.bothFail),
  onlyFirstFails: by(table.onlyFirstFails),
  onlySecondFails: by(table.onlySecondFails),
  bothPass: by(table.bothPass),
});
const summed = (tables: readonly AgreementTable[]): AgreementTable =>
  tables.reduce(
    (sum, one) => ({
      bothFail: sum.bothFail + one.bothFail,
      onlyFirstFails: sum.onlyFirstFails + one.onlyFirstFails,
      onlySecondFails: sum.onlySecondFails + one.onlySecondFails,
      bothPass: sum.bothPass + one.bothPass,
    }),
    { bothFail: 0, onlyFirstFails: 0, onlySecondFails: 0, bothPass: 0 },
  );
