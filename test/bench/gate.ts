/**
 * What the gate lets through. Candidates against simulated evaluators that err: half of them make one class of ten truly worse. Beside it
 * what others do: a sum of scores, and a mean against a threshold. First a table over cases a class and over the size of the fall; then
 * the figures of the last line, twice, to see that a seed gives the same again.
 *
 * usage: npm run bench -- gate [--candidates 2000] [--cases 24] [--quick]
 */
import { parseArgs } from "node:util";
import { type GateWorld, type Judged, judgeCandidates, worlds } from "./support/gate-simulation.ts";

const { values } = parseArgs({
  options: {
    candidates: { type: "string", default: "2000" },
    cases: { type: "string", default: "24" },
    quick: { type: "boolean" },
  },
});
const candidates = Number(values.candidates);
const casesOfClass = Number(values.cases);
const told: GateWorld = { ...worlds.same, cases: casesOfClass, fall: 0.2 };

const share = (rate: number): string => `${(100 * rate).toFixed(1)} %`.padStart(8);
const row = (name: string, { gate, sum, mean }: Judged): string =>
  [
    name.padEnd(34),
    ...[gate.badPassed, gate.goodPassed, sum.badPassed, sum.goodPassed, mean.badPassed, mean.goodPassed].map(
      share,
    ),
    ...[gate.undecidedBad, gate.undecidedGood].map(share),
    `${gate.medianTrialsBad.toFixed(1)} / ${gate.medianTrialsGood.toFixed(1)}`.padStart(12),
  ].join(" ");
const heading = [
  "".padEnd(34),
  ...["bad", "good", "bad:sum", "good:sum", "bad:mean", "good:mean", "und. bad", "und.good"].map((one) =>
    one.padStart(8),
  ),
  "trials b/g".padStart(12),
].join(" ");

console.log(
  `Share let through of ${candidates} candidates, half of which make one class of ten worse; verdicts turned round 10 % of the time,`,
);
console.log("at most 8 trials a case. Trials: median a case and side, of bad and good ones.\n");
console.log(heading);
const fewer = values.quick ? 100 : Math.min(candidates, 400);
for (const cases of [5, 12, 16, 20, 24, 32])
  console.log(row(`${cases} cases a class (n ${fewer})`, judgeCandidates({ ...told, cases }, fewer, 11)));
console.log();
for (const fall of [0.1, 0.15, 0.25, 0.3])
  console.log(row(`falls by ${fall} (n ${fewer})`, judgeCandidates({ ...told, fall }, fewer, 12)));
console.log();
for (const [name, world] of Object.entries(worlds))
  console.log(
    row(`${name} (n ${fewer})`, judgeCandidates({ ...world, cases: casesOfClass, fall: 0.2 }, fewer, 13)),
  );
console.log();
const first = judgeCandidates(told, candidates, 7);
const again = judgeCandidates(told, candidates, 7);
const isIdentical = JSON.stringify(first) === JSON.stringify(again);
console.log(row(`as told, ${casesOfClass} cases a class`, first));
console.log(`the same seed again: ${isIdentical ? "identical" : "DIFFERENT"}`);
console.log(
  JSON.stringify({
    candidates,
    casesPerClass: casesOfClass,
    badPassed: first.gate.badPassed,
    goodPassed: first.gate.goodPassed,
    sum: first.sum,
    mean: first.mean,
    undecidedBad: first.gate.undecidedBad,
    undecidedGood: first.gate.undecidedGood,
    medianTrialsBad: first.gate.medianTrialsBad,
    medianTrialsGood: first.gate.medianTrialsGood,
    identical: isIdentical,
  }),
);
