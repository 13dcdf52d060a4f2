import type { Evaluator } from "../../evaluators/index.ts";

/** Gives names that no evaluator has yet, with a number behind them where needed; one that was given is taken. */
export function freeNames(evaluators: readonly Evaluator[]): (name: string) => string {
  const taken = new Set(evaluators.map(({ name }) => name));
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
    taken.add(free);
    return free;
  };
}
