import { benjaminiHochberg, logBeta } from "../../base/index.ts";
import type { AblationEffect } from "./ablation-effect.ts";
import type { LineOperator } from "./mutate-line.ts";

/**
 * What changing a line showed. `confirmed`: fewer samples fail without it as it is, so it is to blame for those. `matters`: more fail. `idle`:
 * nothing changed, and a difference larger than `idleWithin` is ruled out for all who judged; dropped, it is a dead line. `unproven`: neither.
 */
export const ablationVerdicts = ["confirmed", "matters", "idle", "unproven"] as const;
export type AblationVerdict = (typeof ablationVerdicts)[number];

/** One line changed by one operator, over the samples that put it to work; counts alone, nothing of what was said. */
export interface LineAblation {
  /** Of the instruction, in the version that was run. */
  readonly key: string;
  readonly operator: LineOperator;
  readonly version: string;
  readonly agent: string;
  /** Conversations that were run with both texts. */
  readonly conversations: number;
  /** Runs of them, with each text, several where there were trials; and those of them in which the agent answered word for word the same. */
  readonly compared: number;
  readonly sameAnswers: number;
  /** Drawn, and not run to a verdict with both texts. */
  readonly uncompared: number;
  readonly effects: readonly AblationEffect[];
  readonly verdict: AblationVerdict;
  /** Evaluators whose difference is more than chance, over all that was compared at once. */
  readonly changed: readonly string[];
  /** The largest difference of pass rates that is not ruled out, of all who judged; 1 where nobody did. */
  readonly notRuledOut: number;
  readonly atMs: number;
}

/** What was counted, before it is known what else was compared. */
export type CountedAblation = Omit<LineAblation, "verdict" | "changed" | "notRuledOut">;

/** A difference of pass rates that a line may have and still be called idle. */
export const idleWithin = 0.2;

/** Reads what was counted in one run: a false discovery rate of 5 % is held over all lines, operators and evaluators. */
export function readAblations(counted: readonly CountedAblation[]): LineAblation[] {
  const effects = counted.flatMap((one) => one.effects);
  const found = benjaminiHochberg(effects.map(({ p }) => p));
  const isChange = new Map(effects.map((effect, i) => [effect, found[i]!]));
  return counted.map((one) => {
    const changes = one.effects.filter((effect) => isChange.get(effect));
    const notRuledOut = widest(one.effects);
    return {
      ...one,
      changed: changes.map(({ evaluator }) => evaluator),
      notRuledOut,
      verdict: verdictOf(changes, notRuledOut),
    };
  });
}

const widest = (effects: readonly AblationEffect[]): number =>
  effects.some(({ n }) => n > 0)
    ? Math.max(...effects.filter(({ n }) => n > 0).map(({ low, high }) => Math.max(-low, high)))
    : 1;

/** A line that helps one evaluator and harms another is not to blame for all: what is lost goes before. */
function verdictOf(changes: readonly AblationEffect[], notRuledOut: number): AblationVerdict {
  if (changes.some(({ difference }) => difference < 0)) return "matters";
  if (changes.length > 0) return "confirmed";
  return notRuledOut <= idleWithin ? "idle" : "unproven";
}

/** How far an ablation may move the odds of a suspect, either way. */
const mostOdds = 20;
/** What failing samples do by themselves from one run to the next, before anything is seen: 10 %, worth five samples. */
const noise = { passes: 0.5, fails: 4.5 };

/**
 * By how much the odds change that a line is to blame for what an evaluator fails, after it was dropped or weakened. If it is, failing samples
 * pass at a rate that may be any; if it is not, they pass as often as passing ones fail, which is what chance does. The ratio of the two
 * marginal likelihoods (beta-binomial), 1/20 to 20. Worked: 8 of 10 failing ones mended and 0 of 10 passing ones broken gives 20; 0 of 10 and 0
 * of 10 gives 0.12.
 */
export function blameOdds({ n, before, gained, lost, clusters }: AblationEffect): number {
  if (n === 0) return 1;
  // Alike within clusters: they count for as many samples as there are clusters.
  const share = clusters / n;
  const [failing, mended, passing, broken] = [n - before, gained, before, lost].map(
    (count) => count * share,
  ) as [number, number, number, number];
  const likelihood = (a: number, b: number): number =>
    logBeta(mended + a, failing - mended + b) - logBeta(a, b);
  const byChance = likelihood(noise.passes + broken, noise.fails + passing - broken);
  const odds = Math.exp(likelihood(1, 1) - byChance);
  return Math.min(mostOdds, Math.max(1 / mostOdds, odds));
}

/** A probability after its odds were multiplied. */
export const withOdds = (probability: number, odds: number): number =>
  (probability * odds) / (probability * odds + 1 - probability);
