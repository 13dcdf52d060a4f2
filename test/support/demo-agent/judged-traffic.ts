/** The truth: what every evaluator says of traffic that nobody has seen, with a text of the prompt. */
import { evaluate, openServices, parseEvaluators, samplesOf } from "../../../server/core/evaluators/index.ts";
import { textOf } from "../scripted-model.ts";
import { trafficOf } from "./traffic.ts";
import { evaluatorRow } from "./workspace.ts";
import type { DemoWorld } from "./world.ts";

export type Rates = Readonly<Record<string, { readonly pass: number; readonly n: number }>>;

const services = openServices({ trusted: false });

export async function ratesOf(
  world: DemoWorld,
  prompt: string,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Rates> {
  const { evaluators } = parseEvaluators(world.evaluators.map(evaluatorRow));
  const rates = new Map(evaluators.map(({ name }) => [name, { pass: 0, n: 0 }]));
  for (const { id, messages } of trafficOf(world, prompt, count, seed)) {
    const said = messages.flatMap((one) =>
      one.role === "user" || one.role === "assistant" ? [{ role: one.role, text: textOf(one) }] : [],
    );
    const [sample] = samplesOf(id, said, {}, new Set(["turn"] as const));
    for (const evaluator of evaluators) {
      const { label } = await evaluate(evaluator, sample!, services);
      const rate = rates.get(evaluator.name)!;
      if (label === "pass" || label === "fail") rate.n++;
      if (label === "pass") rate.pass++;
    }
  }
  return Object.fromEntries(rates);
}

export const rateOf = ({ pass, n }: { readonly pass: number; readonly n: number }): number =>
  n === 0 ? 1 : pass / n;

/** What may fall by chance alone, in a few hundred conversations. */
const byChance = 0.03;

/** Evaluators whose rate is lower than it was. */
export const fallenIn = (before: Rates, after: Rates): string[] =>
  Object.keys(before).filter((name) => rateOf(after[name]!) < rateOf(before[name]!) - byChance);
