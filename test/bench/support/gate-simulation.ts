import { type Random, seededRandom } from "../../../server/core/base/index.ts";
import { Gate, type GateOutcome, type GateResult } from "../../../server/core/improve/index.ts";

/** True chances that a trial of one case is right, with the base and with the candidate. */
type TrueRates = readonly [base: number, candidate: number];

export interface GateWorld {
  readonly classes: number;
  readonly cases: number;
  /** How often a verdict is turned round. */
  readonly flip: number;
  /** Whether the gate is told so, or has to find out from repeats. */
  readonly isFlipTold: boolean;
  readonly trials: number;
  /** By how much the true rate of the class that regresses falls. */
  readonly fall: number;
  /** The rates of one case, for a class that falls by so much on the average. */
  readonly ratesOf: (random: Random, fall: number) => TrueRates;
  /** Rates of the class that every candidate was made for, which is none of those that regress. */
  readonly target?: TrueRates;
}

const common = { classes: 10, cases: 24, flip: 0.1, isFlipTold: true, trials: 8, fall: 0.2 };

/** The fall sits in a share of the cases, which lose all the more. */
const concentrated =
  (share: number) =>
  (random: Random, fall: number): TrueRates => [0.95, random() < share ? 0.95 - fall / share : 0.95];

/** Difficulty differs from case to case: the base's rates have the density a u^(a-1). */
const difficult =
  (a: number) =>
  (random: Random, fall: number): TrueRates => {
    const rate = random() ** (1 / a);
    return [rate, rate * (1 - (fall * (a + 1)) / a)];
  };

export const worlds = {
  same: { ...common, ratesOf: (_: Random, fall: number): TrueRates => [0.95, 0.95 - fall] },
  flipNotTold: {
    ...common,
    isFlipTold: false,
    ratesOf: (_: Random, fall: number): TrueRates => [0.95, 0.95 - fall],
  },
  "in 25 % of cases": { ...common, ratesOf: concentrated(0.25) },
  "in 42 % of cases": { ...common, ratesOf: concentrated(0.42) },
  allOrNone: {
    ...common,
    ratesOf: (random: Random, fall: number): TrueRates => {
      const base = random() < 0.95 ? 1 : 0;
      return [base, random() < fall / 0.95 ? 0 : base];
    },
  },
  "difficulty differs": { ...common, ratesOf: difficult(19) },
  "difficulty differs much (0.75)": { ...common, ratesOf: difficult(3) },
  "target class from 0.5 to 0.85": {
    ...common,
    target: [0.5, 0.85],
    ratesOf: (_: Random, fall: number): TrueRates => [0.95, 0.95 - fall],
  },
  "evaluators that do not err": {
    ...common,
    flip: 0,
    ratesOf: (_: Random, fall: number): TrueRates => [0.95, 0.95 - fall],
  },
} satisfies Record<string, GateWorld>;

interface Shares {
  readonly badPassed: number;
  readonly goodPassed: number;
}

export interface Judged {
  readonly gate: Shares & {
    readonly undecidedBad: number;
    readonly undecidedGood: number;
    readonly medianTrialsBad: number;
    readonly medianTrialsGood: number;
  };
  readonly sum: Shares;
  readonly mean: Shares;
}

interface SimulatedCase {
  readonly id: string;
  readonly class: string;
  readonly rates: TrueRates;
}

/** Every second candidate makes one class worse, which goes round; the others leave all as it is. */
export function judgeCandidates(world: GateWorld, candidates: number, seed: number): Judged {
  const judged = Array.from({ length: candidates }, (_, i) =>
    judgeOne(world, { isBad: i % 2 === 0, worse: (i >> 1) % world.classes, seed: seed * 100_003 + i }),
  );
  const [bad, good] = [judged.filter((one) => one.isBad), judged.filter((one) => !one.isBad)];
  const shareOf = (of: readonly One[], is: (one: One) => boolean): number => of.filter(is).length / of.length;
  const shares = (passed: (one: One) => boolean): Shares => ({
    badPassed: shareOf(bad, passed),
    goodPassed: shareOf(good, passed),
  });
  return {
    gate: {
      ...shares((one) => one.verdict === "passed"),
      undecidedBad: shareOf(bad, (one) => one.verdict === "undecided"),
      undecidedGood: shareOf(good, (one) => one.verdict === "undecided"),
      medianTrialsBad: median(bad.map((one) => one.trials)),
      medianTrialsGood: median(good.map((one) => one.trials)),
    },
    sum: shares((one) => one.bySum),
    mean: shares((one) => one.byMean),
  };
}

interface One {
  readonly isBad: boolean;
  readonly verdict: GateOutcome["verdict"];
  readonly bySum: boolean;
  readonly byMean: boolean;
  /** A case and side. */
  readonly trials: number;
}

function judgeOne(world: GateWorld, how: { isBad: boolean; worse: number; seed: number }): One {
  const random = seededRandom(how.seed);
  const cases = casesOf(world, how, random);
  const gate = new Gate({
    cases: cases.map(({ id, class: name }) => ({ id, class: name })),
    evaluators: [
      { name: "judge", ...(world.isFlipTold ? { falseFail: world.flip, falsePass: world.flip } : {}) },
    ],
    trials: world.trials,
    seed: how.seed,
  });
  const byId = new Map(cases.map((one) => [one.id, one]));
  const verdictOf = ({ rates }: SimulatedCase, side: "base" | "candidate"): "pass" | "fail" => {
    const isRight = random() < rates[side === "base" ? 0 : 1];
    return isRight !== random() < world.flip ? "pass" : "fail";
  };
  for (let wanted = gate.wanted(); wanted.length > 0; wanted = gate.wanted())
    for (const trial of wanted) {
      const result: GateResult = {
        ...trial,
        verdicts: { judge: verdictOf(byId.get(trial.case)!, trial.side) },
      };
      gate.add(result);
    }
  const { verdict, trials } = gate.outcome();
  return {
    ...{ isBad: how.isBad, verdict },
    ...others(cases, world.trials, verdictOf),
    trials: (trials.base + trials.candidate) / (2 * cases.length),
  };
}

function casesOf(world: GateWorld, how: { isBad: boolean; worse: number }, random: Random): SimulatedCase[] {
  return Array.from({ length: world.classes * world.cases }, (_, i) => {
    const at = i % world.classes;
    const fall = how.isBad && at === how.worse ? world.fall : 0;
    const isTarget = world.target !== undefined && at === (how.worse + 1) % world.classes;
    return {
      ...{ id: `case-${i}`, class: `class-${at}` },
      rates: isTarget ? world.target! : world.ratesOf(random, fall),
    };
  });
}

/** What others do, with all the trials that may be had: more passes in sum than the base; a mean of 0.8. */
function others(
  cases: readonly SimulatedCase[],
  trials: number,
  verdictOf: (one: SimulatedCase, side: "base" | "candidate") => string,
): { bySum: boolean; byMean: boolean } {
  let [base, candidate] = [0, 0];
  for (const one of cases)
    for (let trial = 0; trial < trials; trial++) {
      if (verdictOf(one, "base") === "pass") base++;
      if (verdictOf(one, "candidate") === "pass") candidate++;
    }
  return { bySum: candidate >= base, byMean: candidate / (cases.length * trials) >= 0.8 };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
