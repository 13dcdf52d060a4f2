import type { ImproveTarget } from "../../improve/index.ts";
import type { Snapshot } from "../snapshot.ts";
import { percent, tame } from "../wording.ts";

/** Something that fails, for whoever chooses what is to become better. */
export interface FailingTarget extends ImproveTarget {
  readonly passes: number;
  readonly n: number;
  /** "41 % pass (38 of 92 samples)", and what else a person should know before. */
  readonly says: string;
}

/**
 * Evaluators and behaviors that fail, the worst first. Left out are evaluators of what was recorded, since a fresh run has none of it, and
 * behaviors that somebody muted.
 */
export function failingTargets({ evaluators, prompts, behaviors }: Snapshot): FailingTarget[] {
  const own = evaluators.flatMap(({ name, trust }): FailingTarget[] => {
    const figures = prompts.flatMap((one) => one.evaluators.filter(({ evaluator }) => evaluator === name));
    const [passes, n] = [sum(figures.map((one) => one.passes)), sum(figures.map((one) => one.n))];
    if (trust === "declared" || passes === n) return [];
    const notYet = trust === "trusted" ? "" : `; ${trust === "untested" ? "not tested yet" : "not trusted"}`;
    return [
      { ...called("evaluator", name, name), passes, n, says: `${rateText(passes, n, "samples")}${notYet}` },
    ];
  });
  const asked = behaviors.flatMap(({ id, name, rate: { passes, n }, decision }): FailingTarget[] =>
    passes === n || decision?.muted
      ? []
      : [{ ...called("behavior", id, name || id), passes, n, says: rateText(passes, n, "conversations") }],
  );
  return [...own, ...asked].sort(
    (a, b) => a.passes / a.n - b.passes / b.n || b.n - a.n || (a.id < b.id ? -1 : 1),
  );
}

const called = (kind: ImproveTarget["kind"], id: string, name: string): ImproveTarget => ({
  ...{ kind, id, name: tame(name, 120) },
});
const rateText = (passes: number, n: number, what: string): string =>
  `${percent(passes / n)} pass (${passes} of ${n} ${what})`;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
