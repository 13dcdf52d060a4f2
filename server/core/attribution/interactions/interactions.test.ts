import { describe, expect, it } from "vitest";
import { intraclassCorrelation, normalDraw, seededRandom } from "../../base/index.ts";
import { isClear, isTriable, togetherP } from "./cells.ts";
import { type Factor, type FactorVerdicts, findInteractions } from "./interactions.ts";

describe("cells", () => {
  const neither = { n: 200, failed: 10 };
  it("what fails together as two causes would by chance is no interaction", () => {
    // 40 % and 40 % make 64 % of those that have both.
    const cells = {
      both: { n: 100, failed: 64 },
      first: { n: 100, failed: 40 },
      second: { n: 100, failed: 40 },
      neither,
    };
    expect(isClear(cells, false)).toBe(false);
    expect(togetherP([cells], false)).toBeGreaterThan(0.2);
  });
  it("what fails together alone is one", () => {
    const cells = {
      both: { n: 20, failed: 14 },
      first: { n: 60, failed: 3 },
      second: { n: 60, failed: 4 },
      neither,
    };
    expect(isClear(cells, false)).toBe(true);
    expect(togetherP([cells], false)).toBeLessThan(1e-6);
  });
  it("an evaluator of the line needs no samples of the other thing alone", () => {
    const cells = {
      both: { n: 12, failed: 9 },
      first: { n: 60, failed: 3 },
      second: { n: 0, failed: 0 },
      neither,
    };
    expect([isTriable(cells, false), isTriable(cells, true)]).toEqual([false, true]);
    expect(togetherP([cells], true)).toBeLessThan(1e-5);
  });
  it("what another cause explains in its own stratum is not put down to the two", () => {
    const marked = {
      both: { n: 20, failed: 19 },
      first: { n: 20, failed: 19 },
      second: { n: 20, failed: 19 },
      neither,
    };
    const rest = {
      both: { n: 5, failed: 0 },
      first: { n: 80, failed: 4 },
      second: { n: 80, failed: 4 },
      neither,
    };
    expect(togetherP([marked, rest], false)).toBeGreaterThan(0.3);
  });
});

interface World {
  readonly lines: number;
  readonly behaviors: number;
  readonly units: number;
  /** Conversations of one task, which go alike. */
  readonly trials: number;
  /** How alike: the standard deviation of a task's own log odds. */
  readonly spread: number;
  /** Pairs that fail together by this much; of lines and kinds of input, by number. */
  readonly planted: readonly (readonly [number, number])[];
  readonly strength: number;
  readonly evaluators?: number;
}

/** Each conversation is in one behavior, puts to work the lines of it and some others; some lines fail by themselves. */
function made(world: World, seed: number) {
  const random = seededRandom(seed * 104729 + 5);
  const { lines, behaviors, units, trials, spread, evaluators = 1 } = world;
  const has = Array.from({ length: lines + behaviors }, () => [] as number[]);
  const own = Array.from({ length: lines }, () => ({
    often: 0.05 + 0.15 * random(),
    behavior: Math.floor(random() * behaviors),
    fails: random() < 5 / lines ? 0.3 : 0,
  }));
  const verdicts = Array.from({ length: evaluators }, (): number[] => []);
  let [task, scenario]: [number, Set<number>] = [0, new Set()];
  for (let unit = 0; unit < units; unit++) {
    if (unit % trials === 0) {
      task = normalDraw(random) * spread;
      const behavior = Math.floor(random() * behaviors);
      scenario = new Set([lines + behavior]);
      for (const [line, one] of own.entries())
        if (random() < (one.behavior === behavior ? 0.5 : one.often)) scenario.add(line);
    }
    for (const factor of scenario) has[factor]!.push(unit);
    for (const list of verdicts) {
      let passes = 1 - 1 / (1 + Math.exp(2.7 - task));
      for (const [line, { fails }] of own.entries()) if (scenario.has(line)) passes *= 1 - fails;
      for (const [a, b] of world.planted)
        if (scenario.has(a) && scenario.has(b)) passes *= 1 - world.strength;
      list.push(random() < passes ? 0 : 1);
    }
  }
  return {
    factors: has.map((list, at): Factor => ({ units: Int32Array.from(list), isLine: at < lines })),
    isMarked: new Uint8Array(units),
    verdicts: verdicts.map(
      (failed, at): FactorVerdicts => ({
        evaluator: `e${at}`,
        units: Int32Array.from(failed.keys()),
        failed: Uint8Array.from(failed),
        weight: weights(failed, trials),
        linked: new Set(),
      }),
    ),
  };
}

function weights(failed: readonly number[], trials: number): Float64Array {
  const clusters = Array.from({ length: Math.ceil(failed.length / trials) }, (_, at) => {
    const own = failed.slice(at * trials, (at + 1) * trials);
    return { n: own.length, passes: own.filter((one) => one === 0).length };
  });
  const design = 1 + (trials - 1) * intraclassCorrelation(clusters);
  return new Float64Array(failed.length).fill(1 / design);
}

/** Of `runs` worlds: with anything wrong in them, and the share of what was planted that was found. */
function scored(world: World, runs: number) {
  let [withWrong, wrong, found] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const all = findInteractions(made(world, run));
    const isPlanted = ({ line, other }: { line: number; other: number }): boolean =>
      world.planted.some(([a, b]) => (a === line && b === other) || (a === other && b === line));
    const errors = all.filter((one) => !isPlanted(one)).length;
    wrong += errors;
    if (errors > 0) withWrong++;
    found += world.planted.filter(([a, b]) =>
      all.some(({ line, other }) => (line === a && other === b) || (line === b && other === a)),
    ).length;
  }
  const power = world.planted.length > 0 ? found / (runs * world.planted.length) : 0;
  return { withWrong: withWrong / runs, wrong, found, power };
}

const world: World = {
  ...{ lines: 40, behaviors: 15, units: 2000, trials: 1, spread: 0 },
  ...{ planted: [], strength: 0.8 },
};

describe("simulated truth", () => {
  it("without an interaction hardly anything is found, whatever lines fail by themselves", () => {
    const alone = scored(world, 60);
    const tasks = scored({ ...world, units: 1600, trials: 4, spread: 1.5 }, 60);
    console.log(
      `interactions where there is none: in ${alone.withWrong * 100} % of prompts, ${tasks.withWrong * 100} % where tasks repeat`,
    );
    expect(alone.withWrong).toBeLessThanOrEqual(0.05);
    expect(tasks.withWrong).toBeLessThanOrEqual(0.05);
  });

  it("planted ones are found, and next to nothing beside them", () => {
    const three = {
      ...world,
      planted: [
        [1, 2],
        [5, 9],
        [11, 44],
      ] as const,
    };
    const alone = scored(three, 40);
    const tasks = scored({ ...three, units: 4000, trials: 4, spread: 1 }, 25);
    console.log(
      `of planted interactions found ${Math.round(alone.power * 100)} % (${alone.wrong} wrong beside ${alone.found}), where tasks repeat ${Math.round(tasks.power * 100)} % (${tasks.wrong} beside ${tasks.found})`,
    );
    expect(alone.power).toBeGreaterThan(0.6);
    expect(alone.wrong / (alone.wrong + alone.found)).toBeLessThan(0.07);
    expect(tasks.wrong / Math.max(1, tasks.wrong + tasks.found)).toBeLessThan(0.1);
  });

  it("150 lines, 40 behaviors, 14 evaluators of 20,000 conversations take seconds", () => {
    const large = made(
      { ...world, lines: 150, behaviors: 40, units: 20_000, evaluators: 14, planted: [[3, 4]] },
      1,
    );
    const began = process.cpuUsage();
    const found = findInteractions(large);
    const ms = process.cpuUsage(began).user / 1000;
    console.log(`interactions among 20,000 x 150 x 14: ${Math.round(ms)} ms of processor time`);
    expect(found.some(({ line, other }) => line === 3 && other === 4)).toBe(true);
    expect(ms).toBeLessThan(10_000);
  });
});
