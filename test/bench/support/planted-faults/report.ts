import { round } from "../numbers.ts";
import {
  byEvaluator,
  calibrationOf,
  confusion,
  coverage95,
  coverageOf,
  falseBlameOf,
  kindsIn,
  rankRow,
  toolFigures,
} from "./figures.ts";
import { type Counts, causeNames } from "./score.ts";
import { answersBy, formulaNames, spectrumWays } from "./spectra.ts";
import { truthVersion } from "./truth.ts";

interface Run {
  readonly seeds: string;
  readonly n: number;
  readonly seconds: number;
  readonly ms: Counts;
}

const percent = (value: number): string => (Number.isNaN(value) ? "-" : `${(100 * value).toFixed(1)} %`);

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => String(row[i]).length)));
  for (const row of [header, ...rows])
    console.log(
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]!) : String(cell).padStart(widths[i]! + 2)))
        .join(""),
    );
  console.log("");
}

/** Formulas beside the first one have a table of their own. */
const besideTheFirst = new Set<string>(
  formulaNames.slice(1).flatMap((name) => Object.values(answersBy(name))),
);
const mainTools = (totals: Readonly<Record<string, Counts>>): [string, Counts][] =>
  Object.entries(totals).filter(([tool]) => !besideTheFirst.has(tool));

/** Tables for people, and the line for programs. */
export function printReport(totals: Readonly<Record<string, Counts>>, run: Run): void {
  const tools = mainTools(totals);
  // The one that says more than a ranking.
  const answering = Object.values(totals).find((counts) => (counts["causes.n"] ?? 0) > 0);
  console.log(`\nplanted faults, version ${truthVersion}, seeds ${run.seeds}\n`);
  table(
    ["", "failures", "top-1", "top-3", "mean rank", "of no line", "false blame"],
    tools.map(([tool, counts]) => {
      const { n, top1, top3, meanRank, falseBlame, innocent } = toolFigures(counts);
      return [tool, n, percent(top1), percent(top3), meanRank.toFixed(2), innocent, percent(falseBlame)];
    }),
  );
  table(
    ["top-1 / top-3 by what was planted", "failures", ...tools.map(([tool]) => tool), "says so"],
    kindsIn(tools[0]![1], "rank").map((kind) => [
      kind,
      rankRow(tools[0]![1], kind).n,
      ...tools.map(
        ([, counts]) => `${percent(rankRow(counts, kind).top1)} / ${percent(rankRow(counts, kind).top3)}`,
      ),
      answering ? percent(rankRow(answering, kind).said) : "-",
    ]),
  );
  printFormulas(totals);
  if (answering) printCauses(answering);
  const ms = Object.entries(run.ms).map(([name, total]) => `${name} ${(total / run.n).toFixed(0)}`);
  console.log(`${run.seconds.toFixed(0)} s for ${run.n} seeds; ms a seed: ${ms.join(", ")}`);
  console.log(JSON.stringify(lastLine(totals, run)));
}

/** Which formula over spectra is best, and what they lack: whether a line is at work. */
function printFormulas(totals: Readonly<Record<string, Counts>>): void {
  const cell = (counts: Counts | undefined): string => {
    if (!counts) return "-";
    const { top1, top3 } = toolFigures(counts);
    return `${percent(top1)} / ${percent(top3)}`;
  };
  table(
    [
      "top-1 / top-3 by formula",
      "at work by words",
      "lines that always hold last",
      "known which are at work",
    ],
    formulaNames.map((name) => [name, ...spectrumWays.map((way) => cell(totals[answersBy(name)[way]]))]),
  );
}

function printCauses(counts: Counts): void {
  const { n, top1, top3 } = byEvaluator(counts);
  console.log(
    `asked of each evaluator instead of each failure: top-1 ${percent(top1)}, top-3 ${percent(top3)} of ${n}\n`,
  );
  table(
    ["a line is blamed where none is to blame", "failures", "blamed"],
    kindsIn(counts, "innocent").map((kind) => [
      kind,
      counts[`innocent.${kind}.n`] ?? 0,
      percent(falseBlameOf(counts, kind)),
    ]),
  );
  table(
    ["planted \\ most probable cause", ...causeNames],
    confusion(counts).map((row, i) => [
      causeNames[i] === "unknown" ? "none (noise)" : causeNames[i]!,
      ...row,
    ]),
  );
  for (const what of ["suspects", "causes"] as const) {
    const { bins, brier, ece, n } = calibrationOf(counts, what);
    console.log(`probabilities of ${what}: Brier ${brier}, calibration error ${ece}, n ${n}`);
    table(
      ["said", ...bins.map((_, i) => `${i * 10} %`)],
      [
        ["mean", ...bins.map(({ said, n: own }) => (own > 0 ? said.toFixed(2) : "-"))],
        ["right", ...bins.map(({ right, n: own }) => (own > 0 ? right.toFixed(2) : "-"))],
        ["n", ...bins.map(({ n: own }) => own)],
      ],
    );
  }
  table(
    ["95 % intervals that hold the truth", "always", "overt", "covert", "all"],
    (["figures", "effects"] as const).map((what) => [
      what,
      ...["always", "overt", "covert", "all"].map((row) => {
        const { n, covered } = coverageOf(counts, what, row);
        return `${percent(covered)} of ${n}`;
      }),
    ]),
  );
}

function lastLine(totals: Readonly<Record<string, Counts>>, { seeds, n, seconds }: Run): object {
  const { product, ...others } = Object.fromEntries(mainTools(totals));
  const brief = (counts: Counts) => {
    const { top1, top3, meanRank, falseBlame } = toolFigures(counts);
    return { top1, top3, meanRank, falseBlame };
  };
  return {
    ...{ version: truthVersion, seeds, n, seconds: round(seconds, 0) },
    ...(product && {
      ...brief(product),
      ...{ failures: toolFigures(product).n, innocent: toolFigures(product).innocent },
      coverage95: coverage95(product),
      coverage: {
        figures: coverageOf(product, "figures").covered,
        effects: coverageOf(product, "effects").covered,
      },
      calibration: {
        suspects: {
          brier: calibrationOf(product, "suspects").brier,
          ece: calibrationOf(product, "suspects").ece,
        },
        causes: { brier: calibrationOf(product, "causes").brier, ece: calibrationOf(product, "causes").ece },
      },
      byEvaluator: byEvaluator(product),
      rightBlame: round((product["blame.right"] ?? 0) / (product["blame.n"] ?? 1), 4),
      kinds: Object.fromEntries(kindsIn(product, "rank").map((kind) => [kind, rankRow(product, kind)])),
      blamedOf: Object.fromEntries(
        kindsIn(product, "innocent").map((kind) => [kind, falseBlameOf(product, kind)]),
      ),
      confusion: confusion(product),
    }),
    ...Object.fromEntries(Object.entries(others).map(([tool, counts]) => [tool, brief(counts)])),
    formulas: Object.fromEntries(
      formulaNames.map((name) => {
        const own = spectrumWays.flatMap((way) => {
          const counts = totals[answersBy(name)[way]];
          return counts ? [[way, brief(counts)]] : [];
        });
        return [name, Object.fromEntries(own)];
      }),
    ),
  };
}
