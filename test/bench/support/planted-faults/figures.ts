import { round } from "../numbers.ts";
import { type Counts, causeNames } from "./score.ts";

/** What a table and the last line say of one tool. */
export interface ToolFigures {
  readonly n: number;
  readonly top1: number;
  readonly top3: number;
  readonly meanRank: number;
  /** Over failures that no line is to blame for. */
  readonly falseBlame: number;
  readonly innocent: number;
}

export function toolFigures(counts: Counts): ToolFigures {
  const { n, top1, top3, meanRank } = rankRow(counts, "all");
  const innocent = counts["innocent.all.n"] ?? 0;
  return {
    n,
    top1,
    top3,
    meanRank,
    innocent,
    falseBlame: share(counts, "innocent.all.blamed", "innocent.all.n"),
  };
}

const share = (counts: Counts, k: string, n: string): number =>
  counts[n] ? round((counts[k] ?? 0) / counts[n], 4) : Number.NaN;

export const rankRow = (counts: Counts, kind: string) => ({
  n: counts[`rank.${kind}.n`] ?? 0,
  top1: share(counts, `rank.${kind}.top1`, `rank.${kind}.n`),
  top3: share(counts, `rank.${kind}.top3`, `rank.${kind}.n`),
  meanRank: share(counts, `rank.${kind}.sum`, `rank.${kind}.n`),
  said: share(counts, `rank.${kind}.blamed`, `rank.${kind}.n`),
});

/** Rows of kinds of faults that occur. */
export const kindsIn = (counts: Counts, group: "rank" | "innocent" | "figures" | "effects"): string[] =>
  Object.keys(counts)
    .flatMap((key) => {
      const found =
        key.startsWith(`${group}.`) && key.endsWith(".n") ? key.slice(group.length + 1, -2) : undefined;
      return found === undefined || found === "all" ? [] : [found];
    })
    .sort();

export const falseBlameOf = (counts: Counts, kind: string): number =>
  share(counts, `innocent.${kind}.blamed`, `innocent.${kind}.n`);

export const coverageOf = (counts: Counts, what: "figures" | "effects", row = "all") => ({
  n: counts[`${what}.${row}.n`] ?? 0,
  covered: share(counts, `${what}.${row}.in`, `${what}.${row}.n`),
});

/** Both kinds of intervals together. */
export function coverage95(counts: Counts): number {
  const n = (counts["figures.all.n"] ?? 0) + (counts["effects.all.n"] ?? 0);
  return n === 0
    ? Number.NaN
    : round(((counts["figures.all.in"] ?? 0) + (counts["effects.all.in"] ?? 0)) / n, 4);
}

/** Reliability by tenths, Brier score and expected calibration error. */
export function calibrationOf(counts: Counts, what: "suspects" | "causes") {
  const total = counts[`${what}.n`] ?? 0;
  const bins = Array.from({ length: 10 }, (_, bin) => {
    const n = counts[`${what}.${bin}.n`] ?? 0;
    return {
      n,
      said: round((counts[`${what}.${bin}.p`] ?? 0) / n, 3),
      right: round((counts[`${what}.${bin}.right`] ?? 0) / n, 3),
    };
  });
  const ece = bins.reduce(
    (sum, { n, said, right }) => sum + (n > 0 ? (n / total) * Math.abs(said - right) : 0),
    0,
  );
  return { bins, brier: round((counts[`${what}.brier`] ?? 0) / total, 4), ece: round(ece, 4), n: total };
}

export const confusion = (counts: Counts): number[][] =>
  causeNames.map((real) => causeNames.map((said) => counts[`cause.${real}.${said}`] ?? 0));

/** Of evaluators with a line to blame, those whose first suspect, or one of three, is right. */
export const byEvaluator = (counts: Counts) => ({
  n: counts["evaluators.n"] ?? 0,
  top1: share(counts, "evaluators.top1", "evaluators.n"),
  top3: share(counts, "evaluators.top3", "evaluators.n"),
});
