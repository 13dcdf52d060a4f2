import type { Sample } from "../../../store/index.ts";
import { placesIn } from "../breaks/part.ts";
import type { Aspect, Particulars } from "../claims.ts";
import { mapLastText, mapTextAt, mapTexts } from "../mutant.ts";
import type { Harmless, MutationContext } from "../operator.ts";
import { closings, greetings } from "../stock-texts.ts";
import { parsedJson, pick, replaceOne, wordsIn } from "../words.ts";

const inProse: readonly Aspect[] = ["wording", "only-json", "markup"];
const opening: readonly Aspect[] = ["beginning", "request-repeated"];
const ending: readonly Aspect[] = ["question", "closing-question"];

/** The same said again, with what makes no difference to a reader. */
export const harmlessTexts: readonly Harmless[] = [
  harmless("line-break-after", "a line break at the end", ["wording"], (sample) =>
    mapLastText(sample, (text) => `${text}\n`),
  ),
  harmless(
    "line-break-before",
    "a line break at the beginning",
    ["wording", "beginning", "request-repeated"],
    (sample) => mapTextAt(sample, 0, (text) => `\n${text}`),
  ),
  harmless("line-breaks-doubled", "wider space between paragraphs", inProse, (sample) =>
    mapTexts(sample, (text) => text.replaceAll("\n\n", "\n\n\n")),
  ),
  harmless("blanks-doubled", "two blanks between sentences", inProse, (sample) =>
    mapTexts(sample, (text) => text.replace(/([.!?]) (?=\p{Lu})/gu, "$1  ")),
  ),
  harmless(
    "first-letter",
    "a first letter in lower case",
    [...inProse, ...opening, "letter-case"],
    (sample) =>
      mapTextAt(sample, 0, (text) => text.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())),
  ),
  harmless(
    "synonyms",
    "other words of the same meaning",
    [...inProse, "request-repeated"],
    (sample, context) => mapTexts(sample, (text) => withSynonyms(text, context)),
  ),
  harmless(
    "greeting",
    "another greeting",
    [...inProse, ...opening, "quoted", "language"],
    (sample, { random }) => mapTextAt(sample, 0, (text) => `${pick(greetings, random)} ${text}`),
  ),
  harmless(
    "closing",
    "another closing",
    [...inProse, "ending", ...ending, "quoted", "language"],
    (sample, { random }) => mapLastText(sample, (text) => `${text.trimEnd()} ${pick(closings, random)}`),
  ),
  harmless("emphasis", "a word in bold", [...inProse, "request-repeated"], (sample, context) =>
    mapLastText(sample, (text) =>
      replaceOne(text, /(?<=\p{L} )\p{Ll}{5,}(?= \p{L})/gu, context.random, (word) => `**${word}**`),
    ),
  ),
  harmless("bullets", "other marks of bullets", inProse, (sample) =>
    mapTexts(sample, (text) => text.replace(/^- /gm, "* ")),
  ),
  harmless("list-order", "independent items in another order", inProse, (sample) =>
    mapTexts(sample, reordered),
  ),
  harmless("json-spacing", "JSON with other white space", ["wording"], (sample) =>
    mapTexts(sample, (text) =>
      asJson(text, (value) => JSON.stringify(value, null, text.includes("\n") ? 0 : 2)),
    ),
  ),
  harmless("json-key-order", "JSON with its keys in another order", ["wording"], (sample) =>
    mapTexts(sample, (text) => asJson(text, (value) => JSON.stringify(withKeysReversed(value)))),
  ),
];

/** A change that is harmless to this evaluator: what is required stays to the letter, what is forbidden does not come in, lengths are kept. */
function harmless(
  name: string,
  says: string,
  unless: readonly Aspect[],
  mutate: (sample: Sample, context: MutationContext) => Sample | undefined,
): Harmless {
  return {
    name,
    says,
    unless,
    mutate: (sample, context) => {
      const mutant = mutate(sample, context);
      return mutant && keepsClaims(sample, mutant, context) ? mutant : undefined;
    },
  };
}

function keepsClaims(sample: Sample, mutant: Sample, { claims }: MutationContext): boolean {
  const { words, forbidden, particulars } = claims;
  const count = wordsIn(mutant.output).length;
  return (
    literalParts(sample, claims.required).every((part) => mutant.output.includes(part)) &&
    forbidden.every((passage) => passage.places(mutant.output).length === 0) &&
    count <= (words.max ?? Number.POSITIVE_INFINITY) &&
    count >= (words.min ?? 0) &&
    particulars.parts.every((claim) => keepsCount(sample.output, mutant.output, claim)) &&
    particulars.letterCases.every((one) => !miscased[one].test(mutant.output))
  );
}

function keepsCount(before: string, after: string, { part, min = 0, max }: Particulars["parts"]): boolean {
  const count = part.count(after);
  return count === part.count(before) || (count >= min && count <= (max ?? Number.POSITIVE_INFINITY));
}

const miscased = { lower: /\p{Lu}/u, upper: /\p{Ll}/u, title: /(?<![\p{L}\p{N}'’.-])\p{Ll}/u } as const;

/** A part that is most of the answer is no part: who asks for all of it to the letter must say so (`wording`). */
const mostOfAll = 0.6;
const shortAnswer = 40;

function literalParts({ output }: Sample, required: MutationContext["claims"]["required"]): string[] {
  return required
    .map((group) => placesIn(group, output).map(({ start, end }) => output.slice(start, end)))
    .filter((parts) => parts.length === 1 || parts.every((part) => part === parts[0]))
    .flatMap((parts) => parts[0] ?? [])
    .filter((part) => output.length <= shortAnswer || part.length < mostOfAll * output.length);
}

const synonyms: readonly (readonly [string, string])[] = [
  ["also", "as well"],
  ["help", "assist"],
  ["need", "require"],
  ["begin", "start"],
  ["start", "begin"],
  ["big", "large"],
  ["quick", "fast"],
  ["maybe", "perhaps"],
  ["enough", "sufficient"],
  ["I've", "I have"],
  ["don't", "do not"],
  ["it's", "it is"],
  ["It's", "It is"],
  ["you're", "you are"],
  ["that's", "that is"],
  ["That's", "That is"],
  ["can't", "cannot"],
  ["happy", "glad"],
];

function withSynonyms(text: string, { random }: MutationContext): string {
  const there = synonyms.filter(([word]) => new RegExp(`(?<![\\p{L}'])${word}(?![\\p{L}'])`, "u").test(text));
  if (there.length === 0) return text;
  const [word, other] = pick(there, random);
  return text.replace(new RegExp(`(?<![\\p{L}'])${word}(?![\\p{L}'])`, "u"), other);
}

/** The first list whose items stand in no order of their own, with its first two items changed round. */
function reordered(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line, i) => /^[-*] /.test(line) && /^[-*] /.test(lines[i + 1] ?? ""));
  if (at < 0) return text;
  return [...lines.slice(0, at), lines[at + 1], lines[at], ...lines.slice(at + 2)].join("\n");
}

function asJson(text: string, write: (value: object) => string): string {
  const value = parsedJson(text);
  return typeof value === "object" && value !== null ? write(value) : text;
}

/** Keys of objects at every depth; lists keep their order. */
function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, withKeysReversed(entry)] as const)
      .reverse(),
  );
}
