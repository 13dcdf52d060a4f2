import type { Random } from "../../../base/index.ts";
import type { Sample } from "../../../store/index.ts";
import type { Aspect } from "../claims.ts";
import { mapLastText } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { mapSources, saidElsewhere, sourcesOf } from "../sources.ts";
import { pick } from "../words.ts";

const both: readonly Aspect[] = ["sources", "source-claims"];

/** What an answer leans on says something else, or is gone, while the answer stays; and an answer says what nobody said. */
export const sourceBreaks: readonly Break[] = [
  // A number by itself may follow from others: those with decimals, signs of money or three figures and more seldom do.
  inSources(
    "source-figure-changed",
    "a tool result or document with another figure",
    both,
    /(?<![\p{L}\p{N}.,:/-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{N}]|[.,:/-]\d)|(?<![\p{L}\p{N}.,:/-])(?:\d+\.\d{1,2}|\d{2,})(?![\p{L}\p{N}]|[.,:/-]\d)/gu,
  ),
  inSources(
    "source-date-changed",
    "a tool result or document with another date",
    both,
    /\b\d{4}-\d{2}-\d{2}\b/g,
  ),
  inSources(
    "source-time-changed",
    "a tool result or document with another time",
    both,
    /(?<![\d:])\d{1,2}:\d{2}(?![\d:])/g,
  ),
  inSources(
    "source-id-changed",
    "a tool result or document with another id",
    both,
    /(?<![\p{L}\p{N}_])(?=[\p{L}_-]*\d)(?=[\d_-]*\p{L})[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*(?![\p{L}\p{N}_])/gu,
  ),
  inSources(
    "source-name-changed",
    "a tool result or document with another name",
    ["source-claims"],
    /(?<=[\p{Ll},;:] )\p{Lu}\p{Ll}{3,}/gu,
  ),
  {
    ...{ name: "source-lost", says: "an answer whose tool result or document is empty", breaks: both },
    mutate: (sample, context) => {
      const known = leaningIn(
        sample,
        /(?<![\p{L}\p{N}])[\p{L}\p{N}]*\d[\p{L}\p{N}]*(?:[.,:-]\d+)*/gu,
        context,
      );
      return known === undefined
        ? undefined
        : mapSources(sample, (source) => (source.includes(known) ? "{}" : source));
    },
  },
  {
    ...{ name: "sources-failed", says: "an answer although each tool failed", breaks: both },
    mutate: (sample, context) => {
      const known = leaningIn(
        sample,
        /(?<![\p{L}\p{N}])[\p{L}\p{N}]*\d[\p{L}\p{N}]*(?:[.,:-]\d+)*/gu,
        context,
      );
      return known === undefined ? undefined : mapSources(sample, () => '{"error": "not found"}');
    },
  },
  {
    ...{ name: "sources-of-another", says: "an answer on tool results or documents of another conversation" },
    breaks: both,
    mutate: (sample, context) => {
      const known = leaningIn(
        sample,
        /(?<![\p{L}\p{N}])[\p{L}\p{N}]*\d[\p{L}\p{N}]*(?:[.,:-]\d+)*/gu,
        context,
      );
      const others = context.others.flatMap(sourcesOf).filter((source) => !source.includes(known ?? source));
      if (known === undefined || others.length === 0) return undefined;
      const other = pick(others, context.random);
      return mapSources(sample, () => other);
    },
  },
  ...(
    [
      ["amount", "an amount that nobody named", "The fee for this is $417.35."],
      ["id", "an id that nobody named", "Your reference is KX4471Q."],
      ["date", "a date that nobody named", "It was entered on March 3, 2019."],
    ] as const
  ).map(
    ([kind, says, sentence]): Break => ({
      ...{ name: `unsourced-${kind}`, says, breaks: ["sources"] },
      mutate: (sample) => mapLastText(sample, (text) => `${text.trimEnd()} ${sentence}`),
    }),
  ),
];

/** One thing of the answer that stands in its sources and was said nowhere else. */
function leaningIn(sample: Sample, pattern: RegExp, { random }: MutationContext): string | undefined {
  const sources = sourcesOf(sample);
  const elsewhere = saidElsewhere(sample);
  const things = [...new Set([...sample.output.matchAll(pattern)].map(([text]) => text))].filter(
    (text) =>
      text.length > 1 &&
      sources.some((source) => source.includes(text)) &&
      !elsewhere.some((said) => said.includes(text)) &&
      !followsFromOthers(text, sources),
  );
  return things.length === 0 ? undefined : pick(things, random);
}

/** Whether a number is a multiple, sum or difference of others: with it changed, what an answer says may still be reckoned from those. */
function followsFromOthers(text: string, sources: readonly string[]): boolean {
  const value = Number(text.replaceAll(",", ""));
  if (!Number.isFinite(value)) return false;
  const found = sources.flatMap((source) => source.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []);
  const others = [...new Set(found.map((one) => Number(one.replaceAll(",", ""))))].filter(
    (one) => one > 0 && one !== value,
  );
  const isSame = (one: number): boolean => Math.abs(one - value) < 0.006;
  return others.some(
    (one) =>
      [2, 3, 4, 5, 6, 7, 8, 9].some((times) => isSame(one * times) || isSame(one / times)) ||
      others.some((other) => isSame(one + other) || isSame(one - other)),
  );
}

function inSources(name: string, says: string, breaks: readonly Aspect[], pattern: RegExp): Break {
  return {
    ...{ name, says, breaks },
    mutate: (sample, context) => {
      const thing = leaningIn(sample, pattern, context);
      if (thing === undefined) return undefined;
      const other = otherThan(thing, context.random);
      return mapSources(sample, (source) => source.replaceAll(thing, other));
    },
  };
}

/** Of the same form, with every figure another; what has none is another name. */
function otherThan(thing: string, random: Random): string {
  if (!/\d/.test(thing))
    return pick(
      ["Halvorsen", "Pinecrest", "Marisol"].filter((name) => name !== thing),
      random,
    );
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(thing);
  if (date)
    return `${date[1]}-${String((Number(date[2]) % 12) + 1).padStart(2, "0")}-${String((Number(date[3]) + 11) % 28 || 28).padStart(2, "0")}`;
  const time = /^(\d{1,2}):(\d{2})$/.exec(thing);
  if (time)
    return `${String((Number(time[1]) + 5) % 12 || 12).padStart(2, "0")}:${String((Number(time[2]) + 25) % 60).padStart(2, "0")}`;
  const by = pick([3, 4, 6, 7], random);
  return thing.replace(/\d/g, (one, at: number) =>
    String(((Number(one) + by + (at === 0 ? 1 : 0)) % 9) + (at === 0 ? 1 : 0)),
  );
}
