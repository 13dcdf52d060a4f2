import {
  type Adapter,
  type SearchCase,
  type SearchResult,
  search,
} from "../../../../server/core/improve/index.ts";
import type { Simulator, Sizes, Variant } from "./simulator.ts";

export const variants: readonly Variant[] = [
  { name: "A", mode: "frac", noise: 0, modules: 1 },
  { name: "B", mode: "pass", noise: 0, modules: 1 },
  { name: "C", mode: "frac", noise: 0.05, modules: 1 },
  { name: "D", mode: "frac", noise: 0, modules: 2 },
];

type Texts = Readonly<Record<string, string>>;

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
  readonly texts: Texts;
  readonly cases: readonly SearchCase[];
  readonly adapter: Adapter;
  /** Told after each iteration; true = it is good enough, stop. */
  readonly look: (texts: Texts) => boolean;
}

export const mostCalls = 6000;
const goodEnough = 0.95;
const sizes: Sizes = { train: 40, val: 40, test: 200 };

export async function runVariant(
  simulator: Simulator,
  variant: Variant,
  seed: number,
  optimizer: Optimizer,
  options: RunOptions = {},
): Promise<RunResult> {
  const { maskOf, passRate } = simulator;
  const { modules } = variant;
  const task = makeTask(simulator, variant, seed, options);
  const passesOn = (texts: Texts, cases: readonly { id: string }[]): number =>
    passRate(maskOf(Object.values(texts), modules), cases);
  let seenLast = task.texts;
  let hit = false;
  const done = await optimizer({
    ...task,
    look: (returned) => {
      seenLast = Object.fromEntries(Object.keys(task.texts).map((name) => [name, returned[name]!]));
      hit ||= passesOn(seenLast, task.validation) >= goodEnough;
      return hit;
    },
  });
  return { ...done, hit, test: passesOn(seenLast, task.test), base: passesOn(task.texts, task.test) };
}

/** What an optimizer gets of a simulator: opaque ids, texts, scores and lines of feedback. The cases themselves are for the benchmark alone. */
function makeTask(
  { PHRASES, BASE, sizes: asked, makeCases, maskOf, runCase, reflect, ownerOf }: Simulator,
  { mode, noise, modules }: Variant,
  seed: number,
  { train, dropRate }: RunOptions,
): Omit<Task, "look"> & Record<"validation" | "test", readonly { id: string }[]> {
  const many = { ...sizes, ...asked, ...(train !== undefined && { train }) };
  const made = { train: makeCases(seed, "train", many.train), validation: makeCases(seed, "val", many.val) };
  const names = Array.from({ length: modules }, (_, m) => String.fromCharCode(97 + m));
  const byId = new Map<string, { readonly id: string }>(
    Object.entries(made).flatMap(([split, all]) => all.map((one, i) => [`${split} ${i}`, one])),
  );
  const owner = (k: number): number => ownerOf?.(k, modules) ?? Math.floor((k * modules) / PHRASES.length);
  // What a line of feedback named stays with the simulator: the optimizer sees the line alone.
  const named = new Map<string, (number | null)[]>();
  const keyOf = (texts: Texts, caseId: string): string =>
    [caseId, ...names.map((name) => texts[name]!)].join("\u0000");
  const adapter: Adapter = {
    evaluate: async (texts, cases) => {
      const mask = maskOf(
        names.map((name) => texts[name]!),
        modules,
      );
      return cases.map(({ id }) => {
        const [score, , feedback] = runCase(seed, byId.get(id)!, mask, mode, noise);
        named.set(
          keyOf(texts, id),
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
      const module = names.indexOf(component);
      const phrases = feedback
        .flatMap(({ caseId }) => named.get(keyOf(texts, caseId)) ?? [])
        .flatMap((k) => (k !== null && owner(k) === module ? [PHRASES[k]!] : []));
      return { texts: [reflect(seed, n, text, phrases, dropRate, module)] };
    },
  };
  return {
    ...{ seed, adapter, validation: made.validation, test: makeCases(seed, "test", many.test) },
    texts: Object.fromEntries(names.map((name, m) => [name, typeof BASE === "string" ? BASE : BASE[m]!])),
    cases: [...byId.keys()].map((id) => ({ id, split: id.startsWith("train") ? "train" : "validation" })),
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
