import type { Sample } from "../../../store/index.ts";
import type { Claims } from "../claims.ts";
import { mapTexts } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { isMet, type Passage, type Place } from "../passage.ts";
import { pick, sentencesOf } from "../words.ts";

/** What is required, taken out, altered, or never reached. */
export const partBreaks: readonly Break[] = [
  {
    name: "part-dropped",
    says: "a dropped required part",
    breaks: ["presence"],
    mutate: (sample, context) =>
      withoutPart(sample, context, (text, group) =>
        sentencesOf(text)
          .filter((sentence) => placesIn(group, sentence).length === 0)
          .join("")
          .trim(),
      ),
  },
  {
    name: "part-cut-out",
    says: "a required part cut out of its sentence",
    breaks: ["presence"],
    mutate: (sample, context) =>
      withoutPart(sample, context, (text, group) => overwritten(text, group, () => "")),
  },
  {
    name: "part-altered",
    says: "another word in place of the required one",
    breaks: ["presence"],
    mutate: (sample, context) =>
      withoutPart(sample, context, (text, group) => overwritten(text, group, altered)),
  },
  {
    name: "part-misspelt",
    says: "a garbled required part",
    breaks: ["presence"],
    mutate: (sample, context) =>
      withoutPart(sample, context, (text, group) => overwritten(text, group, garbled)),
  },
  {
    name: "cut-before-part",
    says: "an answer cut off before the required part",
    breaks: ["presence"],
    mutate: (sample, context) => {
      let isCut = false;
      return withoutPart(sample, context, (text, group) => {
        if (isCut) return "";
        const first = placesIn(group, text)[0];
        if (!first) return text;
        isCut = true;
        return text.slice(0, first.start).trimEnd();
      });
    },
  },
];

/**
 * The sample with every place changed at which one group of what is required stands: all groups where a mean of scores decides. Undefined
 * where what is left still has the part, as by another wording.
 */
function withoutPart(
  sample: Sample,
  { claims, random }: MutationContext,
  change: (text: string, group: readonly Passage[]) => string,
): Sample | undefined {
  if (claims.required.length === 0) return undefined;
  const groups = claims.isWeighed ? claims.required : [pick(claims.required, random)];
  const mutant = mapTexts(sample, (text) => groups.reduce(change, text));
  return mutant && breaksPresence(claims, mutant) ? mutant : undefined;
}

/** Whether what is required is no longer there. */
export function breaksPresence({ required, isWeighed }: Claims, { output }: Sample): boolean {
  if (required.length === 0) return false;
  return isWeighed ? required.every((group) => !isMet([group], output)) : !isMet(required, output);
}

/** Where a group's passages stand in a text, one after the other and apart. */
export function placesIn(group: readonly Passage[], text: string): Place[] {
  const places = group
    .flatMap((passage) => passage.places(text))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  return places.filter(
    ({ start, end }, i) => end > start && places.slice(0, i).every((one) => one.end <= start),
  );
}

export function overwritten(
  text: string,
  group: readonly Passage[],
  write: (part: string) => string,
): string {
  let end = 0;
  let given = "";
  for (const place of placesIn(group, text)) {
    given += text.slice(end, place.start) + write(text.slice(place.start, place.end));
    end = place.end;
  }
  return given + text.slice(end);
}

const altered = (part: string): string =>
  /\d/.test(part) && !/\p{L}/u.test(part) ? "some" : "something else";

/** The letters and figures in reverse. */
const garbled = (part: string): string => [...part].reverse().join("");
