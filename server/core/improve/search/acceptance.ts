/** What two candidates did on one case that both were tried on. */
export interface Pair {
  readonly caseId: string;
  /** Whether the parent failed it: cases are drawn by that, so it has to be reckoned with. */
  readonly failed: boolean;
  /** -1 to 1. */
  readonly progress: number;
}

export type Verdict = "better" | "worse" | "same" | "undecided";

export interface Weighed {
  readonly effect: number;
  /** The effect over its standard error. */
  readonly z: number;
}

/** Before anything is seen, how far cases differ in what a change does to them, and how many cases that is worth. */
const priorSpread = 0.15;
const priorCases = 1;

/**
 * The mean progress over all cases, from a sample that holds failing ones more often than they are. Failing cases look better when they are
 * tried again and passing ones worse, by chance alone; weighed by how many there are of each, both cancel out. `failShare`: the share of cases
 * that the parent fails. Worked: 3 failing cases of a parent that fails all, one gained 1/3: effect 0.11, z 1.07.
 */
export function weigh(pairs: readonly Pair[], failShare: number): Weighed {
  const strata = [
    { share: failShare, values: pairs.filter(({ failed }) => failed).map((one) => one.progress) },
    { share: 1 - failShare, values: pairs.filter(({ failed }) => !failed).map((one) => one.progress) },
  ].filter(({ share, values }) => share > 0 && values.length > 0);
  let [effect, variance] = [0, 0];
  for (const { share, values } of strata) {
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const spread = (squares + priorCases * priorSpread ** 2) / (values.length - 1 + priorCases);
    effect += share * mean;
    variance += (share ** 2 * spread) / values.length;
  }
  return { effect, z: variance === 0 ? 0 : effect / Math.sqrt(variance) };
}

export interface AcceptanceRule {
  /** z from which on a change is taken, and below which it is dropped. */
  readonly take: number;
  readonly drop: number;
}

/** Where there are no more cases, this share of what is asked for else is enough. */
const takenAtLast = 0.5;

export const takeEdit: AcceptanceRule = { take: 0.9, drop: -1 };
/** What is in already has shown that it helps: to take it out again asks for more. */
export const takeOut: AcceptanceRule = { take: 1.8, drop: 0 };

/** What the pairs say so far; `isLast`: there are no more to come. */
export function verdictOf(
  pairs: readonly Pair[],
  failShare: number,
  rule: AcceptanceRule,
  isLast: boolean,
): Verdict {
  const { effect, z } = weigh(pairs, failShare);
  if (effect > 0 && z >= rule.take) return "better";
  if (effect < 0 && z <= rule.drop) return "worse";
  if (!isLast) return "undecided";
  if (Math.abs(effect) < 1e-9) return "same";
  if (effect < 0) return "worse";
  return z >= rule.take * takenAtLast ? "better" : "same";
}
