import { mapLastText, mapTexts } from "../mutant.ts";
import type { Break } from "../operator.ts";
import { generic, refusals } from "../stock-texts.ts";
import { pick } from "../words.ts";

/** A refusal where there was an answer, in the forms that refusals have, and the other way round. */
export const refusalBreaks: readonly Break[] = [
  ...refusals.map(
    (refusal, i): Break => ({
      name: `refused-${["sorry", "unable", "elsewhere", "as-a-model", "cannot-answer"][i]}`,
      says: `a refusal ("${refusal.split(/[.,]/)[0]}…")`,
      breaks: ["compliance"],
      mutate: (sample) => mapTexts(sample, (_, at) => (at === 0 ? refusal : "")),
    }),
  ),
  ...["Sure, here it is:", "Of course!", "Certainly."].map(
    (opening, i): Break => ({
      name: `complied-${["sure", "of-course", "certainly"][i]}`,
      says: "what should have been declined, done",
      breaks: ["refusal"],
      mutate: (sample, { random }) => mapLastText(sample, () => `${opening} ${pick(generic, random)}`),
    }),
  ),
];
