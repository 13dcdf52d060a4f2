import type { Sample } from "../../../store/index.ts";
import { mapLastText, mapTextAt } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick } from "../words.ts";

/** Capitals where none belong, none where they do, and quotation marks that are lost or too many. */
export const letterBreaks: readonly Break[] = [
  letters("first-word-cased", "a first word in the wrong case", (text, wrong) =>
    replaceAt(text, 0, (word) => wrong(word)),
  ),
  letters("last-word-cased", "a last word in the wrong case", (text, wrong) =>
    replaceAt(text, wordPlaces(text).length - 1, (word) => wrong(word)),
  ),
  letters("a-word-cased", "one word in the wrong case", (text, wrong, { random }) =>
    replaceAt(text, Math.floor(random() * wordPlaces(text).length), (word) => wrong(word)),
  ),
  letters(
    "sentence-cased",
    "one more sentence in the wrong case",
    (text, wrong) => `${text.trimEnd()} ${wrong("this")} ${wrong("is")} ${wrong("all")}.`,
  ),
  letters("all-cased", "all of it in the wrong case", (text, wrong) =>
    text.replace(/(?<![\p{L}\p{N}`/.@_])\p{L}{2,}(?![\p{L}\p{N}`/@_])/gu, (word) => wrong(word)),
  ),
  ...[
    {
      name: "quote-unopened",
      says: "a quotation without its first mark",
      give: (text: string) => text.slice(1),
    },
    {
      name: "quote-unclosed",
      says: "a quotation without its last mark",
      give: (text: string) => text.slice(0, -1),
    },
    {
      name: "said-before-quote",
      says: "something said before the quotation",
      give: (text: string) => `Here it is: ${text}`,
    },
    {
      name: "said-after-quote",
      says: "something said after the quotation",
      give: (text: string) => `${text} That is all.`,
    },
    {
      name: "quote-marks-lost",
      says: "an answer without its quotation marks",
      give: (text: string) => text.slice(1, -1),
    },
  ].map(
    ({ name, says, give }): Break => ({
      ...{ name, says, breaks: ["quoted"] },
      mutate: (sample) =>
        mapLastText(sample, (text) =>
          /^["“«„「].*["”»“」]$/s.test(text.trim()) ? give(text.trim()) : undefined,
        ),
    }),
  ),
  ...(
    [
      ["straight", '"', '"'],
      ["curly", "“", "”"],
      ["angle", "«", "»"],
      ["low", "„", "“"],
    ] as const
  ).map(
    ([kind, open, close]): Break => ({
      ...{ name: `quoted-in-${kind}-marks`, says: `the whole answer in quotation marks (${open}…${close})` },
      breaks: ["unquoted"],
      mutate: (sample) => onWhole(sample, (text) => `${open}${text.replace(/["“”„«»]/g, "'")}${close}`),
    }),
  ),
  {
    ...{
      name: "quoted-on-lines",
      says: "the whole answer in quotation marks that stand on lines of their own",
    },
    breaks: ["unquoted"],
    mutate: (sample) => onWhole(sample, (text) => `"\n${text.replace(/["“”„«»]/g, "'")}\n"`),
  },
];

/** Only where there is one message, since several are quoted each by itself. */
const onWhole = (sample: Sample, give: (text: string) => string): Sample | undefined => {
  const mutant = mapLastText(sample, (text) => (text === sample.output ? give(text.trim()) : undefined));
  return mutant;
};

function letters(
  name: string,
  says: string,
  change: (text: string, wrong: (word: string) => string, context: MutationContext) => string | undefined,
): Break {
  return {
    ...{ name, says, breaks: ["letter-case"] },
    mutate: (sample, context) => {
      const { letterCases } = context.claims.particulars;
      if (letterCases.length === 0) return undefined;
      const wrong = wrongly[pick(letterCases, context.random)];
      return mapTextAt(sample, 0, (text) => change(text, wrong, context));
    },
  };
}

const wrongly = {
  lower: (word: string): string => word.charAt(0).toUpperCase() + word.slice(1),
  upper: (word: string): string => word.toLowerCase(),
  title: (word: string): string => word.toLowerCase(),
} as const;

/** Words in prose: those in code, links and addresses have a case of their own. */
const wordPlaces = (text: string): RegExpExecArray[] => [
  ...text.matchAll(/(?<![\p{L}\p{N}`/.@_'’-])\p{L}{3,}(?![\p{L}\p{N}`/@_])/gu),
];

function replaceAt(text: string, place: number, give: (word: string) => string): string | undefined {
  const found = wordPlaces(text)[place];
  if (!found) return undefined;
  return text.slice(0, found.index) + give(found[0]) + text.slice(found.index + found[0].length);
}
