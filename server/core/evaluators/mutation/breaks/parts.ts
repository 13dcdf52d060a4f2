import type { Sample } from "../../../store/index.ts";
import type { Particulars } from "../claims.ts";
import { mapTexts, textsOf } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick, sentencesOf } from "../words.ts";

type ClaimedPart = Particulars["parts"];

/** Too many of something that is counted, or too few. */
export const countBreaks: readonly Break[] = [
  // What is added alone is more than may be there, however the answer's own are counted; but for the first.
  tooMany("a-part-too-many", "one more than allowed of what is counted", (text, { part, max = 0 }) =>
    joined(part, text, part.written(Math.max(1, max + 1 - part.count(text)))),
  ),
  tooMany("parts-at-the-end", "too many of what is counted, at the end", (text, { part, max = 0 }) =>
    joined(part, text, part.written(max + 1)),
  ),
  tooMany("parts-doubled", "twice as many as allowed of what is counted", (text, { part, max = 0 }) =>
    joined(part, text, part.written(2 * max + 2)),
  ),
  tooMany("parts-first", "too many of what is counted, before all else", (text, { part, max = 0 }) =>
    joined(part, part.written(max + 1), text),
  ),
  tooMany("parts-inside", "too many of what is counted, in the middle", (text, { part, max = 0 }) => {
    const [first = "", ...rest] = sentencesOf(text);
    return joined(part, joined(part, first, part.written(max + 1)), rest.join(""));
  }),
  tooMany("parts-instead", "nothing but too many of what is counted", (_, { part, max = 0 }) =>
    part.written(max + 1),
  ),
  tooFew("a-part-too-few", "one fewer than asked for of what is counted", (text, { part, min = 0 }) =>
    part.keeping(text, min - 1),
  ),
  tooFew("half-the-parts", "half of what is counted", (text, { part, min = 0 }) =>
    part.keeping(text, Math.floor(min / 2)),
  ),
  tooFew("parts-lost", "none of what is counted", (text, { part }) => part.keeping(text, 0)),
];

const joined = ({ apart }: ClaimedPart["part"], ...texts: readonly string[]): string =>
  texts
    .map((text) => text.trim())
    .filter(Boolean)
    .join(apart);

/** All that was said counts together, so it is changed as one text in the place of the last message. */
function onWhole(sample: Sample, give: (text: string) => string | undefined): Sample | undefined {
  const last = textsOf(sample).length - 1;
  const given = last < 0 ? undefined : give(sample.output);
  return given === undefined ? undefined : mapTexts(sample, (_, at) => (at === last ? given : ""));
}

function tooMany(name: string, says: string, give: (text: string, claim: ClaimedPart) => string): Break {
  return {
    ...{ name, says, breaks: ["most-parts"] },
    mutate: (sample, context) => {
      const claim = drawn(context, ({ max }) => max !== undefined);
      return claim && onWhole(sample, (text) => give(text, claim));
    },
  };
}

function tooFew(name: string, says: string, give: (text: string, claim: ClaimedPart) => string): Break {
  return {
    ...{ name, says, breaks: ["fewest-parts"] },
    mutate: (sample, context) => {
      const claim = drawn(context, ({ min = 0 }) => min > 0);
      if (!claim) return undefined;
      return onWhole(sample, (text) => {
        const given = give(text, claim);
        return claim.part.count(given) < claim.min! ? given : undefined;
      });
    },
  };
}

function drawn(
  { claims, random }: MutationContext,
  isMeant: (claim: ClaimedPart) => boolean,
): ClaimedPart | undefined {
  const meant = claims.particulars.parts.filter(isMeant);
  return meant.length === 0 ? undefined : pick(meant, random);
}
