import type { Sample } from "../../../store/index.ts";
import type { Aspect } from "../claims.ts";
import { mapTexts, textsOf } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { foreign, generic, refusals } from "../stock-texts.ts";
import { firstWords, parsedJson, pick, wordsIn } from "../words.ts";
import { isWanted } from "./languages.ts";
import { breaksPresence } from "./part.ts";

/** What a whole other answer breaks, whatever it was to be like. */
const meant: readonly Aspect[] = ["topic", "truth", "reference"];
const closed: readonly Aspect[] = ["question", "closing-question"];
/** Where only some of these other answers surely lack what must be said. */
const said: readonly Aspect[] = ["demand"];
const whole: readonly Aspect[] = ["presence", ...meant, "json", "only-json", "markup"];

/** The whole answer is another, or hardly any. */
export const replacedBreaks: readonly Break[] = [
  {
    name: "emptied",
    says: "an empty answer",
    breaks: [...whole, ...said, "shortest", "refusal", ...closed, "fewest-parts"],
    mutate: (sample, context) => replaced(sample, context, () => ""),
  },
  {
    name: "declined",
    says: "a refusal instead of an answer",
    breaks: [...whole, ...said, ...closed, "fewest-parts"],
    mutate: (sample, context) => replaced(sample, context, () => pick(refusals, context.random)),
  },
  {
    name: "instruction-ignored",
    says: "a reply that ignores what was asked for",
    breaks: [...whole, ...said, "refusal", ...closed, "fewest-parts"],
    mutate: (sample, context) => replaced(sample, context, () => pick(generic, context.random)),
  },
  {
    name: "other-answer",
    says: "the answer to another question",
    breaks: ["presence", ...meant],
    mutate: (sample, context) => {
      const own = new Set(textsOf(sample));
      const others = context.others.filter(
        (other) => other.input !== sample.input && textsOf(other).some((text) => !own.has(text)),
      );
      if (others.length === 0) return undefined;
      const texts = textsOf(pick(others, context.random));
      return replaced(sample, context, (_, at) => texts[at % texts.length]!);
    },
  },
  {
    name: "other-language",
    says: "another language",
    breaks: [...whole, ...said, "language", "fewest-parts"],
    mutate: (sample, context) => {
      const { text, code } = pick(foreign, context.random);
      const isOther = !context.claims.aspects.has("language") || !isWanted(code, sample, context);
      return isOther ? replaced(sample, context, () => text) : undefined;
    },
  },
  {
    name: "echoed",
    says: "the question said back",
    breaks: ["presence", ...meant, ...said, "json", "only-json"],
    mutate: (sample, context) =>
      sample.input.trim() === "" ? undefined : replaced(sample, context, () => sample.input),
  },
  {
    name: "cut-short",
    says: "an answer cut off in the middle",
    breaks: [...whole, ...closed, "fewest-parts"],
    mutate: (sample, context) =>
      replaced(sample, context, (text, at) => {
        const words = wordsIn(text).length;
        if (words < 4) return at === 0 ? text.slice(0, Math.floor(text.length / 2)).trimEnd() : "";
        return at === 0 ? firstWords(text, Math.max(1, Math.floor(words / 3))) : "";
      }),
  },
];

/**
 * The sample with all that was said replaced. To an evaluator that claims the meaning any other answer is a break; to one that looks for
 * something only an answer without it, and JSON must be JSON no more.
 */
function replaced(
  sample: Sample,
  { claims }: MutationContext,
  give: (text: string, at: number) => string,
): Sample | undefined {
  const mutant = mapTexts(sample, give);
  if (!mutant) return undefined;
  const claimed = (aspect: Aspect): boolean => claims.aspects.has(aspect);
  const isBroken =
    meant.some(claimed) ||
    said.some(claimed) ||
    claimed("refusal") ||
    claimed("language") ||
    (claimed("presence") && breaksPresence(claims, mutant)) ||
    ((claimed("json") || claimed("only-json")) && isNoObject(mutant.output)) ||
    (claimed("markup") && !/[<;]|\b(?:select|update|insert|delete)\b/i.test(mutant.output)) ||
    (claimed("shortest") && wordsIn(mutant.output).length < (claims.words.min ?? 0)) ||
    (closed.some(claimed) && !/\?\s*$/.test(mutant.output)) ||
    (claimed("fewest-parts") &&
      claims.particulars.parts.some(({ part, min = 0 }) => part.count(mutant.output) < min));
  return isBroken ? mutant : undefined;
}

const isNoObject = (text: string): boolean => !text.includes("{") && typeof parsedJson(text) !== "object";
