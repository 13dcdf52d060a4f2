import type { Role } from "../../store/index.ts";
import type { Assertion } from "../check-type.ts";
import { languageCode } from "../checks/verifiable/language.ts";
import { isRecord } from "../is-record.ts";
import type { ClaimMaker, Stated } from "./check-claims.ts";
import type { Aspect, Claims } from "./claims.ts";
import { formPassages } from "./form-passages.ts";
import { mannerPassages } from "./manner-passages.ts";
import { keywordPart, type Part, parts } from "./parts.ts";
import { literalPassage, type Passage } from "./passage.ts";

const nothing: Stated = {};

/** A claim that a check makes in its plain form alone. */
const plainly =
  (state: (assertion: Assertion) => Stated): ClaimMaker =>
  (assertion, inverse) =>
    inverse ? nothing : state(assertion);

/** Claims of what can be verified without a judge: counts, forms, manners, languages, consent, arguments, figures. */
export const verifiableClaims: Readonly<Record<string, ClaimMaker>> = {
  ...Object.fromEntries(
    Object.entries(parts).map(([type, part]) => [type, plainly(({ value }) => onParts(part, value))]),
  ),
  ...Object.fromEntries(
    Object.entries({ ...formPassages, ...mannerPassages }).map(([type, passage]) => [type, onForm(passage)]),
  ),
  title: (_, inverse) => onForm(formPassages.title!, inverse ? [] : ["beginning"])(_, inverse),
  postscript: (_, inverse) => onForm(formPassages.postscript!, inverse ? [] : ["ending"])(_, inverse),
  "letter-case": plainly(({ value }) =>
    value === "lower" || value === "upper" || value === "title"
      ? { aspects: ["letter-case"], particulars: { letterCases: [value] } }
      : nothing,
  ),
  quoted: (_, inverse) => ({ aspects: [inverse ? "unquoted" : "quoted"] }),
  "ends-with-question": (_, inverse) => ({ aspects: [inverse ? "no-closing-question" : "closing-question"] }),
  "repeats-request": (_, inverse) => ({ aspects: [inverse ? "request-unrepeated" : "request-repeated"] }),
  units: plainly(({ value }) =>
    value === "metric" || value === "imperial"
      ? { aspects: ["units"], particulars: { units: [value] } }
      : nothing,
  ),
  language: plainly(({ value }) => {
    const code = languageCode(value);
    return code === undefined ? nothing : { aspects: ["language"], particulars: { languages: [code] } };
  }),
  "same-language": plainly(() => ({ aspects: ["language"], particulars: { languages: ["as-asked"] } })),
  "refuses-with-alternative": plainly(() => ({ aspects: ["alternative"] })),
  "confirmed-before": plainly(({ value }) => {
    const { tools, listing = true } = isRecord(value) ? value : { tools: value };
    const consent = { tools: namesIn(tools), isNamed: listing === true };
    return { aspects: ["consent"], particulars: { consents: [consent] } };
  }),
  "said-before-tool": plainly(({ value }) => {
    const { name, said, by = "assistant" } = isRecord(value) ? value : {};
    if (typeof name !== "string") return nothing;
    const phrases = phrasesIn(said).map((phrase) => literalPassage(phrase, true));
    const who: Role[] = by === "either" ? ["user", "assistant"] : [by === "user" ? "user" : "assistant"];
    return { aspects: ["said-before"], particulars: { saidBefore: [{ tool: name, phrases, by: who }] } };
  }),
  "only-if-asked": plainly(({ value }) => {
    const { offer, asked } = isRecord(value) ? value : { offer: value, asked: undefined };
    const offered = phrasesIn(offer);
    return {
      aspects: ["unasked"],
      particulars: { offers: [{ offered, asked: [...offered, ...phrasesIn(asked)] }] },
    };
  }),
  "argument-from": plainly(({ value }) => {
    const argument = argumentIn(value);
    const { from } = isRecord(value) ? value : {};
    const roles: Role[] = from === "user" || from === "tools" ? [rolesOf[from]] : ["user", "tool"];
    return argument
      ? { aspects: ["argument-source"], particulars: { argumentSources: [{ ...argument, from: roles }] } }
      : nothing;
  }),
  "argument-count": plainly(({ value }) => {
    const argument = argumentIn(value);
    if (!argument) return nothing;
    const bounds = boundsIn(value);
    return {
      aspects: bounded(bounds, "fewest-values", "most-values"),
      particulars: { argumentCounts: [{ ...argument, ...bounds }] },
    };
  }),
  "stated-quantity": plainly(({ value }) => {
    const { unit, numbers } = isRecord(value) ? value : {};
    if (typeof unit !== "string" || !Array.isArray(numbers)) return nothing;
    return { aspects: ["quantity"], particulars: { quantities: [{ unit, numbers: numbers.map(Number) }] } };
  }),
  "keyword-count": keywordClaims,
};

/** A form or a manner that must be there, or with `not-` must not. */
function onForm(passage: Passage, more: readonly Aspect[] = []): ClaimMaker {
  return (_, inverse) =>
    inverse
      ? { aspects: ["absence", ...more], forbidden: [passage] }
      : { aspects: ["presence", ...more], required: [[passage]] };
}

/** Some of a word, none of it, or so many. */
function keywordClaims({ value }: Assertion, inverse: boolean): Stated {
  const keyword = isRecord(value) ? value.keyword : undefined;
  if (inverse || typeof keyword !== "string") return nothing;
  const words = phrasesIn(keyword).map((one) => literalPassage(one, true));
  const { min = 0, max } = boundsIn(value);
  if (max === 0) return { aspects: ["absence"], forbidden: words };
  const counted = max === undefined && min <= 1 ? nothing : onParts(keywordPart(keyword), { min, max });
  return min > 0
    ? { ...counted, aspects: ["presence", ...(counted.aspects ?? [])], required: [words] }
    : counted;
}

function onParts(part: Part, value: unknown): Stated {
  const bounds = typeof value === "number" ? { min: value, max: value } : boundsIn(value);
  return {
    aspects: bounded(bounds, "fewest-parts", "most-parts"),
    particulars: { parts: [{ part, ...bounds }] },
  };
}

const bounded = ({ min = 0, max }: Claims["words"], fewest: Aspect, most: Aspect): Aspect[] => [
  ...(min > 0 ? [fewest] : []),
  ...(max === undefined ? [] : [most]),
];

export function boundsIn(value: unknown): { readonly min?: number; readonly max?: number } {
  const { min, max } = isRecord(value) ? value : {};
  return { ...(typeof min === "number" && { min }), ...(typeof max === "number" && { max }) };
}

const rolesOf = { user: "user", tools: "tool" } as const;

function argumentIn(value: unknown): { argument: string; tool: string; like?: string } | undefined {
  if (!isRecord(value) || typeof value.argument !== "string") return undefined;
  const { argument, name, like } = value;
  return {
    ...{ argument, tool: typeof name === "string" ? name : "*" },
    ...(typeof like === "string" && { like }),
  };
}

const namesIn = (value: unknown): string[] => [value].flat().filter((one) => typeof one === "string");

/** A phrase or a list of them; the beginning of a word is written with `*`. */
export const phrasesIn = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (typeof one === "string" ? one.replace(/\*$/, "").trim() || [] : []));
