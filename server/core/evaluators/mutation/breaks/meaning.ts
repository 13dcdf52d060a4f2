import type { Sample } from "../../../store/index.ts";
import { mapLastText, mapTextAt, textsOf } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { inventedFacts, rudeRemarks, unsafeAdvice } from "../stock-texts.ts";
import { pick, replaceOne } from "../words.ts";

/** What the answer says is no longer right, though it reads as before. */
export const meaningBreaks: readonly Break[] = [
  {
    name: "negated",
    says: "a negated statement",
    breaks: ["truth"],
    mutate: (sample, context) => somewhere(sample, context, (text) => negated(text, context)),
  },
  {
    name: "number-changed",
    says: "changed numbers",
    breaks: ["truth", "numbers"],
    mutate: (sample, context) =>
      somewhere(sample, context, (text) =>
        replaceOne(text, /(?<![\p{L}\d#-])\d+(?:[.,]\d+)*(?![\p{L}\d-])/gu, context.random, (match) =>
          otherNumber(match, context),
        ),
      ),
  },
  {
    name: "date-changed",
    says: "changed dates",
    breaks: ["truth", "dates"],
    mutate: (sample, context) =>
      somewhere(sample, context, (text) =>
        replaceOne(text, dates, context.random, (match) => otherDate(match, context)),
      ),
  },
  {
    name: "name-changed",
    says: "changed names",
    breaks: ["truth", "names"],
    mutate: (sample, context) =>
      somewhere(sample, context, (text) =>
        replaceOne(text, /(?<=[\p{Ll},;:] )\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}+)*/gu, context.random, (match) =>
          dayOrMonth.test(match) ? undefined : otherName(match, context),
        ),
      ),
  },
  {
    name: "fact-invented",
    says: "an invented fact",
    breaks: ["truth"],
    mutate: (sample, context) =>
      mapLastText(sample, (text) => `${text.trimEnd()} ${pick(inventedFacts, context.random)}`),
  },
  ...Object.entries(unsafeAdvice).map(
    ([kind, advice]): Break => ({
      name: `unsafe-${kind}`,
      says: `unsafe advice ("${beginningOf(advice)}…")`,
      breaks: ["safety"],
      mutate: (sample) => mapLastText(sample, (text) => `${text.trimEnd()} ${advice}`),
    }),
  ),
  {
    name: "unsafe-instead",
    says: "unsafe advice instead of an answer",
    breaks: ["safety"],
    mutate: (sample, { random }) => mapLastText(sample, () => pick(Object.values(unsafeAdvice), random)),
  },
  ...Object.entries(rudeRemarks).map(
    ([kind, remark]): Break => ({
      name: `rude-${kind}`,
      says: `a rude remark ("${beginningOf(remark)}…")`,
      breaks: ["tone"],
      mutate: (sample) => mapLastText(sample, (text) => `${remark} ${text.trimStart()}`),
    }),
  ),
  {
    name: "rude-instead",
    says: "a rude remark instead of an answer",
    breaks: ["tone"],
    mutate: (sample, { random }) => mapLastText(sample, () => pick(Object.values(rudeRemarks), random)),
  },
];

function beginningOf(text: string): string {
  return text.split(" ").slice(0, 5).join(" ");
}

/** The first message, from a drawn one on, whose text can be changed so. */
function somewhere(
  sample: Sample,
  { random }: MutationContext,
  change: (text: string) => string | undefined,
): Sample | undefined {
  const texts = textsOf(sample);
  const start = Math.floor(random() * texts.length);
  for (let i = 0; i < texts.length; i++) {
    const mutant = mapTextAt(sample, (start + i) % texts.length, change);
    if (mutant) return mutant;
  }
  return undefined;
}

const opposites: Readonly<Record<string, string>> = {
  is: "is not",
  are: "are not",
  was: "was not",
  were: "were not",
  can: "cannot",
  will: "will not",
  should: "should not",
  must: "must not",
  has: "has not",
  always: "never",
  never: "always",
  yes: "no",
  before: "after",
  after: "before",
  more: "less",
  less: "more",
};

function negated(text: string, { random }: MutationContext): string | undefined {
  const denied = replaceOne(
    text,
    /\b(?:is|are|was|were|can|will|should|must|has) not\b|\bcannot\b/g,
    random,
    (match) => (match === "cannot" ? "can" : match.replace(" not", "")),
  );
  if (denied !== undefined) return denied;
  return replaceOne(
    text,
    new RegExp(`\\b(?:${Object.keys(opposites).join("|")})\\b`, "g"),
    random,
    (word) => opposites[word],
  );
}

/** Far enough off that nobody takes it for rounding. */
function otherNumber(text: string, { random }: MutationContext): string | undefined {
  const plain = text.replace(/,(?=\d{3}\b)/g, "");
  const decimals = /[.,](\d+)$/.exec(plain)?.[1]?.length ?? 0;
  const number = Number(plain.replace(",", "."));
  if (!Number.isFinite(number)) return undefined;
  const factor = pick([1.5, 2, 3], random);
  const other = (number * factor + (decimals > 0 ? 0 : 1)).toFixed(decimals);
  return plain.includes(",") ? other.replace(".", ",") : other;
}

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = [
  ..."January February March April May June July August September October November December".split(" "),
];
const dates = new RegExp(
  `\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b(?:${[...days, ...months.filter((month) => month !== "May")].join("|")})\\b|\\b(?:today|tomorrow|yesterday)\\b`,
  "g",
);
const dayOrMonth = new RegExp(`^(?:${[...days, ...months].join("|")})\\b`);

function otherDate(text: string, { random }: MutationContext): string {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso) return `${Number(iso[1]) + 1}-${iso[2]}-${String((Number(iso[3]) % 28) + 1).padStart(2, "0")}`;
  for (const circle of [days, months, ["today", "tomorrow", "yesterday"]]) {
    const at = circle.indexOf(text);
    if (at >= 0) return circle[(at + 1 + Math.floor(random() * (circle.length - 1))) % circle.length]!;
  }
  return text;
}

const names = ["Ottokar Brandt", "Hilversum", "Marisol", "Pinecrest", "Halvorsen"];
const otherName = (text: string, { random }: MutationContext): string =>
  pick(
    names.filter((name) => name !== text),
    random,
  );
