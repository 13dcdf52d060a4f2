/**
 * The agent and the step to blame in the 126 failed runs of Who&When that people labelled, without any model: ours beside guessing, beside
 * pointing without looking, and beside what was published of methods that ask a model. Traits and weights were made on the tuning half; the
 * held-out half counts.
 *
 * usage: npm run bench -- who-and-when [--fit]
 */
import { wilsonInterval } from "../../server/core/base/index.ts";
import {
  type Accuracy,
  accuracyOf,
  baselines,
  failedRuns,
  fittedWeights,
  halfOf,
  pointedBy,
  randomAccuracy,
} from "../support/who-and-when.ts";
import { round } from "./support/numbers.ts";

const runs = await failedRuns();
if (!runs) process.exit(0);
const halves = {
  tuning: runs.filter(({ name }) => halfOf(name) === "tuning"),
  "held-out": runs.filter(({ name }) => halfOf(name) === "held-out"),
};
if (process.argv.includes("--fit")) console.log(fittedWeights(halves.tuning));

const figures = Object.fromEntries(
  Object.entries({ ...halves, all: runs }).map(([half, own]) => [
    half,
    {
      ours: accuracyOf(own, (run) => pointedBy(run)),
      random: randomAccuracy(own),
      ...Object.fromEntries(Object.entries(baselines).map(([name, point]) => [name, accuracyOf(own, point)])),
    },
  ]),
);
for (const [half, methods] of Object.entries(figures)) {
  console.log(`\n${`${half}, ${methods.ours.n} runs`.padEnd(20)}${"agent".padEnd(28)}step`);
  for (const [name, accuracy] of Object.entries(methods)) console.log(lineOf(name, accuracy));
}
console.log(
  `\npublished, methods that ask a model (Zhang et al. 2025, the best of each): agent 53.5 %, step 14.2 %`,
);
console.log(JSON.stringify({ ...figures, published: { agent: 0.535, step: 0.142 } }));

function lineOf(name: string, { n, agent, step }: Accuracy): string {
  const cell = (k: number): string => {
    const { low, high } = wilsonInterval(k / n, n);
    return `${percent(k / n)} (${percent(low)} to ${percent(high)})`.padEnd(28);
  };
  return `  ${name.padEnd(18)}${cell(agent)}${cell(step)}`;
}

function percent(share: number): string {
  return `${round(100 * share, 1)} %`;
}
