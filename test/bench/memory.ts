/**
 * What memory of earlier edits is worth: cycles until a fault is mended, with it and without it, over 30 planted faults. Faults are of kinds;
 * which operators mend a kind, and how often, nobody is told. In a cycle three operators are tried; a try ends as the kind's probability
 * says. What is known of a fault before (cause, kind of line, kind of evaluator, behavior) is wrong in 15 of 100 cases, as diagnoses are.
 *
 * recurring: 6 kinds, 5 faults each. changing: from the 16th fault on other operators mend. misleading: faults of a
 * kind look alike, and what mended one of them never mends the next. alien: no two faults are alike.
 *
 * usage: npm run bench -- memory [--seeds 200] [--from 0]
 */
import { parseArgs } from "node:util";
import { seededRandom, shuffle } from "../../server/core/base/index.ts";
import {
  type Attempt,
  type AttemptContext,
  editOperators,
  rankOperators,
} from "../../server/core/improve/index.ts";
import { round } from "./support/numbers.ts";

const { values: flags } = parseArgs({
  options: { seeds: { type: "string", default: "200" }, from: { type: "string", default: "0" } },
});
const seeds = Array.from({ length: Number(flags.seeds) }, (_, i) => Number(flags.from) + i);

const faultCount = 30;
const triesPerCycle = 3;
/** A fault that is not mended by then goes to a person. */
const mostCycles = 20;
const misread = 0.15;

interface Kind {
  readonly context: AttemptContext;
  readonly success: ReadonlyMap<string, number>;
}
interface Fault {
  readonly kind: Kind;
  readonly seen: AttemptContext;
}
type Random = () => number;

const causes = ["ignored", "wrong", "missing", "conflict", "context"];
const lineKinds = ["always", "conditional", "format", "persona"];
const evaluatorKinds = ["contains", "is-json", "llm-rubric", "tool-calls"];
const behaviors = ["refunds", "delivery", "account", "orders", "returns", "invoices"];

/** One operator mends it well, one at times, the others hardly ever. */
function kindOf(random: Random, context: AttemptContext): Kind {
  const [best, second, ...others] = shuffle([...editOperators], random);
  return {
    context,
    success: new Map([
      [best!, 0.45 + 0.3 * random()],
      [second!, 0.15 + 0.15 * random()],
      ...others.map((one) => [one, 0.04 * random()] as const),
    ]),
  };
}

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;
const contextOf = (random: Random): AttemptContext => ({
  cause: pick(causes, random),
  kind: pick(lineKinds, random),
  evaluator: pick(evaluatorKinds, random),
  behavior: pick(behaviors, random),
});

function seenAs({ context }: Kind, random: Random): AttemptContext {
  const other = contextOf(random);
  const read = (own: string | undefined, wrong: string | undefined): string =>
    (random() < misread ? wrong : own) ?? "";
  return {
    cause: read(context.cause, other.cause),
    kind: read(context.kind, other.kind),
    evaluator: read(context.evaluator, other.evaluator),
    // A kind of fault comes up in any behavior.
    behavior: pick(behaviors, random),
  };
}

const scenarios: Readonly<Record<string, (random: Random) => Kind[]>> = {
  recurring: (random) => shuffle(repeated(sixKinds(random)), random),
  changing: (random) => {
    const before = sixKinds(random);
    const after = before.map(({ context }) => kindOf(random, context));
    const order = shuffle(
      Array.from({ length: faultCount }, (_, i) => i % 6),
      random,
    );
    return order.map((kind, i) => (i < faultCount / 2 ? before : after)[kind]!);
  },
  misleading: (random) => {
    const kinds = Array.from({ length: 6 }, () => misleadingKind(random));
    const order = shuffle(
      Array.from({ length: faultCount }, (_, i) => i % 6),
      random,
    );
    return order.map((kind) => kinds[kind]!.shift()!);
  },
  alien: (random) => Array.from({ length: faultCount }, () => kindOf(random, contextOf(random))),
};

const sixKinds = (random: Random): Kind[] =>
  Array.from({ length: 6 }, () => kindOf(random, contextOf(random)));
const repeated = (kinds: readonly Kind[]): Kind[] =>
  kinds.flatMap((kind) => Array.from({ length: faultCount / kinds.length }, () => kind));

/** Five faults that look the same; what mended one of them never mends the next ones. */
function misleadingKind(random: Random): Kind[] {
  const context = contextOf(random);
  const order = shuffle([...editOperators], random);
  return Array.from({ length: 5 }, (_, i) => ({
    context,
    success: new Map(
      order.map((operator, place) => {
        if (place === i) return [operator, 0.45 + 0.3 * random()] as const;
        if (place === i + 1) return [operator, 0.15 + 0.15 * random()] as const;
        return [operator, place < i ? 0 : 0.04 * random()] as const;
      }),
    ),
  }));
}

/** What is remembered when a fault comes: all earlier attempts, only those at itself, or all of them without their contexts. */
const ways = {
  on: (attempts: readonly Attempt[], _target: string) => attempts,
  off: (attempts: readonly Attempt[], target: string) => attempts.filter((one) => one.target === target),
  withoutContext: (attempts: readonly Attempt[], _target: string) =>
    attempts.map((one) => ({ ...one, context: {} })),
} as const;
type Way = keyof typeof ways;

/** Mean cycles to success over the faults of one seed. The last half apart: there memory had time to learn. */
function run(faults: readonly Fault[], way: Way, seed: number): { all: number; late: number } {
  const random = seededRandom(seed * 7919 + 13);
  const attempts: Attempt[] = [];
  const cycles = faults.map(({ kind, seen }, i) => {
    const target = `fault ${i}`;
    const context = way === "withoutContext" ? {} : seen;
    for (let cycle = 1; ; cycle++) {
      const ranked = rankOperators(ways[way](attempts, target), {
        ...{ operators: editOperators, context, target, seed },
      });
      let isMended = false;
      for (const { operator } of ranked.slice(0, triesPerCycle)) {
        const works = random() < kind.success.get(operator)!;
        isMended ||= works;
        const at = attempts.length;
        attempts.push({
          ...{ id: String(at), atMs: at, prompt: "p", target, operator, context },
          end: works ? "accepted" : "useless",
        });
      }
      if (isMended || cycle === mostCycles) return cycle;
    }
  });
  return { all: mean(cycles), late: mean(cycles.slice(cycles.length / 2)) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Mean over seeds with its 95 % interval, and the middle nine tenths of seeds. */
function spread(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const own = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - own) ** 2, 0) / (values.length - 1));
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return {
    mean: round(own),
    half: round((1.96 * deviation) / Math.sqrt(values.length)),
    p5: round(at(0.05)),
    p95: round(at(0.95)),
  };
}

const results: Record<string, Record<string, unknown>> = {};
console.log(
  `Cycles until a fault is mended, mean over ${faultCount} faults; ${seeds.length} seeds: mean ± 95 % interval of the mean (5th to 95th percentile of seeds).\n`,
);
for (const [name, make] of Object.entries(scenarios)) {
  const runs = seeds.map((seed) => {
    const random = seededRandom(seed + 1);
    const faults = make(random).map((kind) => ({ kind, seen: seenAs(kind, random) }));
    return Object.fromEntries(
      (Object.keys(ways) as Way[]).map((way) => [way, run(faults, way, seed)]),
    ) as Record<Way, { all: number; late: number }>;
  });
  const figures = Object.fromEntries(
    (Object.keys(ways) as Way[]).flatMap((way) => [
      [way, spread(runs.map((one) => one[way].all))],
      [`${way}Late`, spread(runs.map((one) => one[way].late))],
    ]),
  ) as Record<string, ReturnType<typeof spread>>;
  const better = runs.filter(({ on, off }) => on.all < off.all).length;
  const ratio = round(figures.on!.mean / figures.off!.mean, 3);
  const lateRatio = round(figures.onLate!.mean / figures.offLate!.mean, 3);
  results[name] = { ...figures, ratio, lateRatio, betterSeeds: better };
  console.log(name);
  for (const way of Object.keys(ways))
    for (const [label, own] of [
      [way, figures[way]!],
      [`${way}, last 15`, figures[`${way}Late`]!],
    ] as const)
      console.log(
        `  ${label.padEnd(24)} ${own.mean.toFixed(2)} ± ${own.half.toFixed(2)}  (${own.p5.toFixed(2)} to ${own.p95.toFixed(2)})`,
      );
  console.log(
    `  on / off ${ratio}, last 15 ${lateRatio}; fewer cycles in ${better} of ${seeds.length} seeds\n`,
  );
}
console.log(JSON.stringify({ faults: faultCount, seeds: seeds.length, ...results }));
