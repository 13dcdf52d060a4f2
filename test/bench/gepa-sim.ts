// `npm run bench -- gepa-sim [--simulator FILE] [--seeds N] [--robustness]`: how many metric calls and reflections our search takes, with the
// settings of the product, until what it would return truly passes 95 % of validation; beside it GEPA's own loop on the same seeds. Tasks are
// the hidden requirements and, so that it is no special fit, a second simulator whose lines act on each other
// (support/gepa-sim/interacting-lines.md). `--simulator`: another module with the same exports instead, as support/gepa-sim/README.md has
// it. `--robustness`: tasks with one thing at a time made harder.
import { parseArgs } from "node:util";
import { gepaLoop } from "./support/gepa-sim/gepa-loop.ts";
import { hiddenRequirements } from "./support/gepa-sim/hidden-requirements.ts";
import { interactingLines } from "./support/gepa-sim/interacting-lines.ts";
import { loadSimulator } from "./support/gepa-sim/load-simulator.ts";
import { hardships } from "./support/gepa-sim/robustness.ts";
import {
  type Optimizer,
  productSearch,
  type RunOptions,
  type RunResult,
  runVariant,
  variants,
} from "./support/gepa-sim/run-variant.ts";
import type { Simulator, Variant } from "./support/gepa-sim/simulator.ts";
import { round } from "./support/numbers.ts";

const { values } = parseArgs({
  options: {
    simulator: { type: "string" },
    seeds: { type: "string", default: "200" },
    robustness: { type: "boolean" },
  },
});
const seeds = Number(values.seeds);
/** Seeds of the slow ones: hard tasks, most of which go to the cap with GEPA's loop. */
const fewSeeds = Math.min(seeds, 50);

interface Summary {
  readonly median: number;
  readonly p90: number;
  readonly min: number;
  readonly max: number;
  readonly hits: number;
  readonly seeds: number;
  readonly reflections: number;
  readonly mostReflections: number;
  /** Seeds on which what would be returned is truly worse than the base, on the test split. */
  readonly worse: number;
  readonly test: number;
}

async function main(): Promise<void> {
  if (values.simulator) {
    const simulator = await loaded(values.simulator);
    return report({ ...(await beside(values.simulator, simulator, seeds)) });
  }
  const first = await beside("hidden requirements", hiddenRequirements, seeds);
  const second = await beside("lines that act on each other", interactingLines, fewSeeds, seeds);
  report({ ...first, second, ...(values.robustness && { robustness: await hard() }) });
}

/** A module that is no simulator is the user's affair: a sentence and no stack. */
const loaded = (file: string): Promise<Simulator> =>
  loadSimulator(file).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  });
const report = (figures: object): void => console.log(`\n${JSON.stringify(figures)}`);

/** Ours and GEPA's loop, over all variants. */
async function beside(
  title: string,
  simulator: Simulator,
  gepaSeeds: number,
  ownSeeds = gepaSeeds,
): Promise<Record<string, unknown>> {
  header(title);
  const own: Record<string, Summary> = {};
  const gepa: Record<string, Summary> = {};
  for (const variant of simulator.variants ?? variants) {
    own[variant.name] = await measured(simulator, variant, productSearch, ownSeeds);
    console.log(row(`${variant.name}  ours`, own[variant.name]!));
    gepa[variant.name] = await measured(simulator, variant, gepaLoop, gepaSeeds);
    console.log(row("   GEPA's loop", gepa[variant.name]!));
  }
  return { ...own, gepa };
}

async function hard(): Promise<Record<string, Summary>> {
  header("made harder");
  const figures: Record<string, Summary> = {};
  for (const { name, simulator, variant, options } of hardships) {
    figures[name] = await measured(simulator, variant, productSearch, fewSeeds, options);
    console.log(row(name, figures[name]!));
  }
  return figures;
}

async function measured(
  simulator: Simulator,
  variant: Variant,
  optimizer: Optimizer,
  count: number,
  options: RunOptions = {},
): Promise<Summary> {
  const runs: RunResult[] = [];
  for (let seed = 1; seed <= count; seed++)
    runs.push(await runVariant(simulator, variant, seed, optimizer, options));
  const calls = sorted(runs.map(({ metricCalls }) => metricCalls));
  const reflections = sorted(runs.map((one) => one.reflections));
  return {
    ...{ median: quantile(calls, 0.5), p90: quantile(calls, 0.9), min: calls[0]!, max: calls.at(-1)! },
    ...{ hits: runs.filter(({ hit }) => hit).length, seeds: runs.length },
    ...{ reflections: quantile(reflections, 0.5), mostReflections: reflections.at(-1)! },
    worse: runs.filter(({ test, base }) => test < base).length,
    test: round(runs.reduce((sum, { test }) => sum + test, 0) / runs.length, 3),
  };
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);
/** The lower of the two in the middle where there are two. */
const quantile = (numbers: readonly number[], share: number): number =>
  numbers[Math.ceil(numbers.length * share) - 1]!;

const columns = ["median", "p90", "min", "max", "hits", "reflections", "mostReflections", "worse", "test"];
function header(title: string): void {
  console.log(`\n${title.padEnd(40)}${columns.map((one) => one.slice(0, 11).padStart(12)).join("")}`);
}
function row(name: string, summary: Summary): string {
  const cells = columns.map((one) =>
    one === "hits" ? `${summary.hits}/${summary.seeds}` : String(summary[one as keyof Summary]),
  );
  return `${name.padEnd(40)}${cells.map((one) => one.padStart(12)).join("")}`;
}

await main();
