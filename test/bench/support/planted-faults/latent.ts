import type { Draw } from "./draw.ts";
import type { EventKind, Fault, Plan, PlannedEvaluator, PlannedLine } from "./plan.ts";

/** What is the case in a conversation before anything is said. */
export interface Latent {
  /** What is asked, in this order. */
  readonly tasks: readonly string[];
  readonly situations: readonly string[];
  readonly events: ReadonlySet<EventKind>;
  /** Tasks and situations. */
  readonly met: ReadonlySet<string>;
}

export function drawLatent({ traffic }: Plan, draw: Draw): Latent {
  const ids = [...traffic.taskWeight.keys()];
  const weight = (id: string): number => traffic.taskWeight.get(id)!;
  const tasks = [draw.weighted(ids, weight)];
  while (tasks.length < 3 && draw.chance(0.22))
    tasks.push(
      draw.weighted(
        ids.filter((id) => !tasks.includes(id)),
        weight,
      ),
    );
  const situations = [...traffic.situationOf.get(tasks[0]!)!]
    .filter(([, p]) => draw.chance(p))
    .map(([id]) => id);
  for (const { one, other, p } of traffic.together) {
    const has = (id: string): boolean => tasks.includes(id) || situations.includes(id);
    if (!has(one) || has(other) || !draw.chance(p)) continue;
    if (other.startsWith("t:")) tasks.push(other);
    else situations.push(other);
  }
  const events = new Set([...traffic.eventOf].filter(([, p]) => draw.chance(p)).map(([kind]) => kind));
  return { tasks, situations, events, met: new Set([...tasks, ...situations]) };
}

export const isAtWork = ({ needs }: PlannedLine, { met }: Latent): boolean =>
  needs.every((id) => met.has(id));

/** Whether a fault could fire. */
export const isOpen = ({ needs, event }: Fault, { met, events }: Latent): boolean =>
  needs.every((id) => met.has(id)) && (event === undefined || events.has(event));

export const isSeenBy = ({ theme }: Fault, { themes }: PlannedEvaluator): boolean =>
  themes === undefined || themes.includes(theme);

/** The faults that fire, decided alike for trials of one task where `shared` says so. */
export function fired(plan: Plan, latent: Latent, draw: Draw, shared?: ReadonlySet<string>): Set<string> {
  const ids = plan.faults.filter((fault) => {
    const own = isOpen(fault, latent) && draw.chance(fault.rate);
    return shared && draw.chance(plan.traffic.alike) ? shared.has(fault.id) : own;
  });
  return new Set(ids.map(({ id }) => id));
}

/** How probably an evaluator fails a conversation in which this is the case. */
export function failProbability(plan: Plan, latent: Latent, evaluator: PlannedEvaluator): number {
  let nothing = 1;
  for (const fault of plan.faults)
    if (isSeenBy(fault, evaluator) && isOpen(fault, latent)) nothing *= 1 - fault.rate;
  return (1 - nothing) * (1 - evaluator.falsePass) + nothing * evaluator.falseFail;
}

/** What an evaluator fails on average where a line is at work, and where it is not. */
export interface Expected {
  readonly line: number;
  readonly evaluator: string;
  readonly atWork: number;
  readonly otherwise?: number;
  /** Share of conversations in which it is at work. */
  readonly share: number;
}

const population = 8_000;

/** By simulation of the traffic, with the exact probability in each conversation. */
export function expectedRates(plan: Plan, draw: Draw): Expected[] {
  const { evaluators, lines } = plan;
  const total = evaluators.map(() => 0);
  const sums = lines.map(() => ({ n: 0, fail: evaluators.map(() => 0) }));
  for (let i = 0; i < population; i++) {
    const latent = drawLatent(plan, draw);
    const p = evaluators.map((evaluator) => failProbability(plan, latent, evaluator));
    for (const [e, one] of p.entries()) total[e]! += one;
    for (const [l, line] of lines.entries()) {
      if (!isAtWork(line, latent)) continue;
      sums[l]!.n++;
      for (const [e, one] of p.entries()) sums[l]!.fail[e]! += one;
    }
  }
  return lines.flatMap(({ line }, l) =>
    evaluators.map(({ name }, e): Expected => {
      const { n, fail } = sums[l]!;
      const rest = population - n;
      return {
        ...{ line, evaluator: name, atWork: n > 0 ? fail[e]! / n : Number.NaN, share: n / population },
        ...(rest > 0 && { otherwise: (total[e]! - fail[e]!) / rest }),
      };
    }),
  );
}
