import { majorityOf } from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { LabelEntry, LabelWord } from "./read-labels.ts";

/**
 * What people say of how conversations went, by conversation: most of those who say pass or fail; unknown where as many say the one as the
 * other, or nobody says either.
 */
export function wholeLabels(entries: readonly LabelEntry[]): ReadonlyMap<string, LabelWord> {
  const whole = entries.filter(({ sample, evaluator }) => sample === undefined && evaluator === undefined);
  return new Map(
    [...groupBy(whole, ({ conversation }) => conversation)].map(([id, own]) => {
      const said = majorityOf(own);
      return [id, said === "split" ? "unknown" : said];
    }),
  );
}
