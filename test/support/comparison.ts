import {
  type ComparedVerdict,
  comparePrompts,
} from "../../server/core/attribution/comparison/compare-prompts.ts";
import {
  placesIn,
  readPrompt,
  type ToldComparison,
  toldComparison,
  viewOf,
} from "../../server/core/index.ts";
import { emptySnapshot } from "../../server/core/review/index.ts";

export const comparedFile = "shop.prompt.md";
const before = "# Shop\n\n- Greet every customer by name.\n- Never promise a refund.\n";
const between = `${before}- Keep it short.\n`;
export const comparedPrompt = `${before.replace("by name", "by their name")}- If the customer mentions a parcel, name the day of its delivery.\n- Keep it short.\n`;

/** Every second task is about a parcel, every fourth is hard. `passes`: whether the task passes. */
const verdicts = (passes: (at: number) => boolean): ComparedVerdict[] =>
  Array.from({ length: 80 }, (_, at) => ({
    ...{
      cluster: `t${at}`,
      passed: passes(at),
      strata: [at % 4 === 0 ? "difficulty hard" : "difficulty easy"],
    },
    exercises: (triggers: readonly string[]) => triggers.length === 0 || at % 2 === 0,
  }));

const side = (name: string, text: string, passes: (at: number) => boolean) => ({
  ...{ name, document: readPrompt(comparedFile, text), verdicts: verdicts(passes) },
});

/** Two versions of a shop's prompt and a third that has one of the changes alone: the line on parcels mends tasks about parcels. */
export function comparedPrompts(): ToldComparison {
  const earlier = side(`${comparedFile}@1f2e3d4c`, before, (at) => at % 2 === 1 && at % 5 !== 0);
  const later = side(`${comparedFile}@5b6a7988`, comparedPrompt, (at) => at % 5 !== 0 || at % 8 === 0);
  const third = side(`${comparedFile}@77777777`, between, (at) => at % 2 === 1 && at % 7 !== 0);
  const lower = (one: typeof later) => ({ ...one, verdicts: verdicts((at) => at % 10 === 0) });
  const comparisons = [
    comparePrompts("solved", later, earlier, [third])!,
    comparePrompts("polite", lower(later), lower(earlier))!,
  ];
  const document = readPrompt(comparedFile, comparedPrompt);
  const places = placesIn(viewOf(emptySnapshot, comparedFile, document));
  return toldComparison(comparisons, { file: comparedFile, places })!;
}
