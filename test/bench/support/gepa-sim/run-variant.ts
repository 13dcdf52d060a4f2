import {
  type Adapter,
  type SearchCase,
  type SearchResult,
  search,
} from "../../../../server/core/improve/index.ts";
import type { Simulator } from "./simulator.ts";

export interface Variant {
  readonly name: string;
  readonly mode: "frac" | "pass";
  readonly noise: number;
  readonly modules: 1 | 2;
}

export const variants: readonly Variant[] = [
  { name: "A", mode: "frac", noise: 0, modules: 1 },
  { name: "B", mode: "pass", noise: 0, modules: 1 },
  { name: "C", mode: "frac", noise: 0.05, modules: 1 },
  { name: "D", mode: "frac", noise: 0, modules: 2 },
];

export interface RunOptions {
  readonly train?: number;
  readonly dropRate?: number;
}

/** How one optimizer did on one seed. */
export interface RunResult {
  readonly metricCalls: number;
  readonly reflections: number;
  readonly hit: boolean;
  /** True pass rates on the test split, of what would be returned and of the base. */
  readonly test: number;
  readonly base: number;
  readonly why: string;
}

export type Optimizer = (task: Task) => Promise<{ metricCalls: number; reflections: number; why: string }>;

/** A task as an optimizer gets it: texts, cases, an adapter, and who is to be told what it would return. */
export interface Task {
  readonly seed: number;
  readonly texts: Readonly<Record<string, string>>;
  readonly cases: readonly SearchCase[];
  readonly adapter: Adapter;
  /** Told after each iteration; true = it is good enough, stop. */
  readonly look: (texts: Readonly<Record<string, string>>) => boolean;
}

export const mostCalls = 6000;
const goodEnough = 0.95;
const modulesNamed = ["a", "b"];

export async function runVariant(
  simulator: Simulator,
  { mode, noise, modules }: Variant,
  seed: number,
  optimizer: Optimizer,
  { train = 40, dropRate }: RunOptions = {},
): Promise<RunResult> {
  const { PHRASES, BASE, makeCases, maskOf, passRate, runCase, reflect } = simulator;
  const splits = { train: makeCases(seed, "train", train), validation: makeCases(seed, "val", 40) };
  const test = makeCases(seed, "test", 200);
  const byId = new Map([...splits.train, ...splits.validation].map((one) => [one.id, one]));
  const names = modulesNamed.slice(0, modules);
  const maskOfTexts = (texts: Readonly<Record<string, string>>): number =>
    maskOf(
      names.map((name) => texts[name]!),
      modules,
    );
  const owned = (k: number, name: string): boolean =>
    modules === 1 || (k < PHRASES.length / 2 ? "a" : "b") === name;
  // What the feedback of a line named stays with the simulator: the optimizer sees the line alone.
  const named = new Map<string, (number | null)[]>();
  const adapter: Adapter = {
    evaluate: async (texts, cases) => {
      const mask = maskOfTexts(texts);
      return cases.map(({ id }) => {
        const [score, , feedback] = runCase(seed, byId.get(id)!, mask, mode, noise);
        named.set(
          `${id}|${mask}`,
          feedback.map(([k]) => k),
        );
        return {
          score,
          passed: score >= 1,
          complaints: feedback.flatMap(([, text]) => (text === "" ? [] : [{ text }])),
        };
      });
    },
    propose: async ({ n, component, text, texts, feedback }) => {
      const mask = maskOfTexts(texts);
      const phrases = feedback
        .flatMap(({ caseId }) => named.get(`${caseId}|${mask}`) ?? [])
        .flatMap((k) => (k !== null && owned(k, component) ? [PHRASES[k]!] : []));
      return { texts: [reflect(seed, n, text, phrases, dropRate)] };
    },
  };
  let seenLast = names.map(() => BASE);
  let hit = false;
  const texts = Object.fromEntries(names.map((name) => [name, BASE]));
  const done = await optimizer({
    ...{ seed, texts, adapter },
    cases: Object.entries(splits).flatMap(([split, cases]) =>
      cases.map(({ id }) => ({ id, split: split as SearchCase["split"] })),
    ),
    look: (returned) => {
      seenLast = names.map((name) => returned[name]!);
      hit ||= passRate(maskOf(seenLast, modules), splits.validation) >= goodEnough;
      return hit;
    },
  });
  const testOf = (mask: number): number => passRate(mask, test);
  return {
    ...done,
    hit,
    test: testOf(maskOf(seenLast, modules)),
    base: testOf(maskOfTexts(texts)),
  };
}

/** The search of the product, with its own settings and a budget as large as the benchmark's cap. */
export const productSearch: Optimizer = async ({ seed, texts, cases, adapter, look }) => {
  const stop = new AbortController();
  const result: SearchResult = await search(
    { texts, cases },
    adapter,
    { seed, budget: { metricCalls: mostCalls, reflections: mostCalls / 10 } },
    {
      signal: stop.signal,
      observe: (event) => {
        if (event.kind === "iteration" && look(event.returned)) stop.abort();
      },
    },
  );
  return { metricCalls: result.metricCalls, reflections: result.reflections, why: result.stopped };
};
