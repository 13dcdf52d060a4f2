import type { Evaluation } from "../../store/index.ts";
import type { Verdict } from "../check-type.ts";

/** What the judges among some checks cost, whether one is still to be asked, and how steady they were: `label` is what they came to. Of several that were asked repeatedly the least steady one counts. */
export function spentOf(
  verdicts: readonly Verdict[],
  label: Verdict["label"],
): Pick<Evaluation, "costUsd" | "trials" | "agreeing" | "isPutOff"> {
  const costs = verdicts.flatMap(({ costUsd }) => costUsd ?? []);
  const repeated = verdicts.filter(({ trials }) => trials !== undefined);
  const shaky = repeated.reduce<Verdict | undefined>(
    (worst, one) => (worst && steadiness(worst) <= steadiness(one) ? worst : one),
    undefined,
  );
  return {
    ...(costs.length > 0 && { costUsd: costs.reduce((sum, one) => sum + one, 0) }),
    ...(label === "unknown" && verdicts.some(({ isPutOff }) => isPutOff) && { isPutOff: true }),
    ...(shaky && { trials: shaky.trials!, agreeing: shaky.agreeing! }),
  };
}

const steadiness = ({ trials = 1, agreeing = 0 }: Verdict): number => agreeing / trials;
