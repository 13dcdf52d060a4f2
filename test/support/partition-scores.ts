import { munkres } from "munkres";
import { adjustedMutualInformation, adjustedRandIndex } from "../../server/core/behaviors/index.ts";

/** How well found clusters agree with people's labels, each 0 to 1 (the adjusted two may fall below 0 by chance). */
export interface PartitionScores {
  readonly ari: number;
  readonly ami: number;
  readonly nmi: number;
  readonly acc: number;
}

/** Scores of `found` beside `truth`, label by label of the same items; labels of either kind may be any strings. */
export function partitionScores(truth: readonly string[], found: readonly string[]): PartitionScores {
  const [a, b] = [numbered(truth), numbered(found)];
  return {
    ari: adjustedRandIndex(a, b),
    ami: adjustedMutualInformation(a, b),
    nmi: normalizedMutualInformation(a, b),
    acc: clusterAccuracy(a, b),
  };
}

/** Labels by the order in which they are met: 0, 1, 2... */
export function numbered(labels: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return labels.map((label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
}

/**
 * Mutual information over the mean of both entropies, which is the V-measure (Rosenberg and Hirschberg 2007). Not corrected for chance:
 * splitting further raises it.
 */
export function normalizedMutualInformation(a: readonly number[], b: readonly number[]): number {
  const mean = (entropyOf(a) + entropyOf(b)) / 2;
  const columns = countOf(b);
  const cells = a.map((label, i) => label * columns + b[i]!);
  return mean === 0 ? 1 : (entropyOf(a) + entropyOf(b) - entropyOf(cells)) / mean;
}

/** How many labels there are, where they are numbered from 0. */
const countOf = (labels: readonly number[]): number =>
  labels.reduce((most, label) => Math.max(most, label), -1) + 1;

function entropyOf(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return -[...counts.values()].reduce(
    (sum, count) => sum + (count / labels.length) * Math.log(count / labels.length),
    0,
  );
}

/**
 * Share of items that are right once each label is given at most one cluster, and that in the best way (the assignment problem). Worked:
 * 0 0 1 1 against 0 0 0 1: 3/4. Clusters beyond the number of labels count as wrong.
 */
export function clusterAccuracy(truth: readonly number[], found: readonly number[]): number {
  const counts = Array.from({ length: countOf(truth) }, () => new Array<number>(countOf(found)).fill(0));
  truth.forEach((label, i) => {
    counts[label]![found[i]!]! += 1;
  });
  const costs = counts.map((row) => row.map((count) => -count));
  const right = munkres(costs).reduce((sum, [row, column]) => sum + counts[row]![column]!, 0);
  return right / truth.length;
}
