import type { Suspect } from "../../attribution/index.ts";
import { percent } from "../../base/index.ts";
import { isSaid } from "./suspects-on-lines.ts";

/** A suspect as a baseline keeps it: of a line, by what it is told with. */
export type BaselineSuspect = Pick<
  Suspect,
  "key" | "other" | "blame" | "probability" | "evaluators" | "failing" | "exercised" | "otherwise" | "effect"
> & { readonly key: string };

/** Those that findings are made of, whatever the least number of samples is. Figures are cut where no reader sees it, so that diffs stay small. */
export const keptSuspects = (suspects: readonly Suspect[]): BaselineSuspect[] =>
  suspects.flatMap((suspect) => {
    const { key, other, blame, probability, evaluators, failing, exercised, otherwise, effect } = suspect;
    if (key === undefined || !isSaid(suspect, { thresholds: { error: 0, warning: 0, minSamples: 0 } }))
      return [];
    return [
      {
        ...{
          key,
          ...(other !== undefined && { other }),
          blame,
          probability: Number.parseInt(percent(probability), 10) / 100,
        },
        ...{ evaluators, failing, exercised, otherwise },
        effect: {
          difference: cut(effect.difference),
          ...ends(effect),
          // By what was counted it is said, in a clone as well.
          ...(effect.counted && { counted: ends(effect.counted) }),
        },
      },
    ];
  });

/** With what a baseline leaves out: nobody can look at evidence where there are no conversations. */
export const suspectOf = (kept: BaselineSuspect): Suspect => ({ ...kept, why: [], evidence: [] });

const ends = ({ low, high }: { readonly low: number; readonly high: number }) => ({
  low: cut(low),
  high: cut(high),
});

const cut = (value: number): number => Math.round(value * 1_000) / 1_000;
