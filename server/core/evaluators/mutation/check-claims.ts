import type { Assertion } from "../check-type.ts";
import { parseCommaSeparated } from "../checks/comma-separated.ts";
import type { StepType } from "../checks/recorded/trajectory-steps.ts";
import { isRecord } from "../is-record.ts";
import type { Aspect, ClaimedCalls, ClaimedParticulars, Claims } from "./claims.ts";
import { formPassages } from "./form-passages.ts";
import {
  closingPassage,
  jointPassage,
  literalPassage,
  openingPassage,
  type Passage,
  patternPassage,
  wholePassage,
} from "./passage.ts";
import { rubricClaims } from "./rubric-claims.ts";
import { boundsIn, phrasesIn, verifiableClaims } from "./verifiable-claims.ts";

/** What one check states; what it leaves out it does not claim. */
export type Stated = {
  readonly aspects?: readonly Aspect[];
  readonly calls?: Partial<ClaimedCalls>;
  readonly particulars?: Partial<ClaimedParticulars>;
} & Partial<Pick<Claims, "required" | "forbidden" | "words" | "keys">>;

export type ClaimMaker = (assertion: Assertion, isInverse: boolean) => Stated;

const nothing: Stated = {};

/** By type of check, without `not-`. A type that is not here is in `claims-nothing.ts`, with the reason. */
export const claimMakers: Readonly<Record<string, ClaimMaker>> = {
  ...verifiableClaims,
  contains: onText(({ value }) => [[literalPassage(String(value))]]),
  icontains: onText(({ value }) => [[literalPassage(String(value), true)]]),
  "contains-any": onText(({ value }) => [listed(value, false)]),
  "icontains-any": onText(({ value }) => [listed(value, true)]),
  "contains-all": onTexts(false),
  "icontains-all": onTexts(true),
  "starts-with": onText(({ value }) => [[openingPassage(String(value))]], ["beginning"]),
  says: onText(({ value }) => [phrasesIn(value).map((one) => literalPassage(one, true))]),
  "begins-with": onText(
    ({ value }) => [phrasesIn(value).map((one) => openingPassage(one, true))],
    ["beginning"],
  ),
  "ends-with": onText(({ value }) => [phrasesIn(value).map((one) => closingPassage(one, true))], ["ending"]),
  "any-tool-used": ({ value }, inverse) => {
    const names = [value].flat().flatMap(toolNames);
    if (inverse) return { aspects: ["no-call"], calls: { forbidden: names } };
    // Of several any one will do, so no single call is needed.
    return names.length === 1 ? { aspects: ["call"], calls: { needed: names } } : nothing;
  },
  equals: equalsClaims,
  regex: regexClaims,
  "word-count": ({ value }, inverse) => (inverse ? nothing : wordClaims(value)),
  "is-json": ({ value }, inverse) =>
    inverse ? nothing : { aspects: ["json", "only-json"], keys: requiredKeys(value) },
  "contains-json": ({ value }, inverse) =>
    inverse ? forbidden("contains-json") : { aspects: ["json"], keys: requiredKeys(value) },
  "is-xml": onMarkup(),
  "contains-xml": onMarkup("contains-xml"),
  "is-sql": onMarkup(),
  "contains-sql": onMarkup("contains-sql"),
  "is-html": onMarkup(),
  "contains-html": onMarkup("contains-html"),
  "is-refusal": (_, inverse) => ({ aspects: [inverse ? "compliance" : "refusal"] }),
  levenshtein: onReference,
  "rouge-n": onReference,
  bleu: onReference,
  gleu: onReference,
  meteor: onReference,
  similar: onReference,
  "similar:cosine": onReference,
  "similar:dot": onReference,
  "similar:euclidean": onReference,
  "trajectory:tool-used": toolClaims,
  "trajectory:tool-args-match": ({ value }, inverse) => {
    if (!isRecord(value) || inverse) return nothing;
    return {
      aspects: ["call", "arguments"],
      calls: { needed: toolNames(value), args: "args" in value ? value.args : value.arguments },
    };
  },
  "trajectory:tool-sequence": ({ value }, inverse) => {
    const steps = isRecord(value) ? value.steps : value;
    if (inverse || !Array.isArray(steps)) return nothing;
    const order = steps.flatMap(toolNames);
    return { aspects: ["call", "order"], calls: { needed: order, order } };
  },
  "trajectory:step-count": stepClaims,
  "is-valid-function-call": onValidCalls,
  "is-valid-openai-function-call": onValidCalls,
  "is-valid-openai-tools-call": onValidCalls,
  "skill-used": skillClaims,
  "tool-call-f1": ({ value, threshold = 1 }, inverse) => {
    const listed = Array.isArray(value) ? value.flatMap(toolNames) : String(value).split(",");
    const needed = [...new Set(listed.map((name) => name.trim()))];
    // With all but one of the tools called the recall is (n - 1) / n, and F1 this: what asks for no more lets one go.
    const withoutOne = (2 * (needed.length - 1)) / (2 * needed.length - 1);
    return inverse || threshold <= withoutOne ? nothing : { aspects: ["call"], calls: { needed } };
  },
  "tool-calls-per-message": ({ threshold = 1 }, inverse) =>
    inverse ? nothing : { aspects: ["calls-at-once"], calls: { atOnce: threshold } },
  "no-text-beside-tool-call": (_, inverse) => (inverse ? nothing : { aspects: ["silent-call"] }),
  "llm-rubric": onRubric,
  "g-eval": onRubric,
  "model-graded-closedqa": onRubric,
  "conversation-relevance": judging(["topic"]),
  "answer-relevance": judging(["topic"]),
  factuality: judging(["topic", "truth"]),
  grounded: judging(["sources"]),
  "grounded-claims": judging(["sources", "source-claims", "truth"]),
  "context-faithfulness": judging(["sources", "source-claims", "truth"]),
  "context-recall": judging(["source-claims"]),
  "trajectory:goal-success": judging(["topic"]),
};

/** Checks that look for texts: required, or with `not-` forbidden. */
function onText(
  groupsOf: (assertion: Assertion) => readonly (readonly Passage[])[],
  more: readonly Aspect[] = [],
): ClaimMaker {
  return (assertion, inverse) => {
    const groups = groupsOf(assertion);
    return inverse
      ? { aspects: ["absence"], forbidden: groups.flat() }
      : { aspects: ["presence", ...more], required: groups };
  };
}

/** Checks that look for all of several texts: with `not-` each may stand there, but not all of them. */
function onTexts(ignoresCase: boolean): ClaimMaker {
  return ({ value }, inverse) => {
    const all = listed(value, ignoresCase);
    return inverse
      ? { aspects: ["absence"], forbidden: [jointPassage(all)] }
      : { aspects: ["presence"], required: all.map((one) => [one]) };
  };
}

function listed(value: unknown, ignoresCase: boolean): Passage[] {
  const parts = typeof value === "string" ? parseCommaSeparated(value) : value;
  return Array.isArray(parts) ? parts.map((part) => literalPassage(String(part), ignoresCase)) : [];
}

/** Words that stand for a label, at most so many: then they are meant to the letter. */
const labelWords = 3;

function equalsClaims({ value }: Assertion, inverse: boolean): Stated {
  if (typeof value === "object" && value !== null)
    return inverse ? nothing : { aspects: ["json", "only-json", "reference"], keys: Object.keys(value) };
  const text = String(value);
  if (inverse) return { aspects: ["absence"], forbidden: [wholePassage(text)] };
  const isLabel = text.split(/\s+/).length <= labelWords;
  return {
    aspects: ["presence", "reference", ...(isLabel ? (["wording"] as const) : [])],
    required: [[literalPassage(text)]],
  };
}

function regexClaims({ value, config }: Assertion, inverse: boolean): Stated {
  const { flags } = isRecord(config) ? config : {};
  const passage = patternPassage(String(value), typeof flags === "string" ? flags : "");
  if (inverse) return { aspects: ["absence"], forbidden: [passage] };
  const source = String(value);
  const aspects: Aspect[] = ["presence"];
  if (source.startsWith("^") && !/^\^(?:\.|\[\^[^\]]*\]|\[\\s\\S\]|\\s)[*+]/.test(source))
    aspects.push("beginning");
  if (source.endsWith("$") && !source.endsWith("\\$") && !/(?:\.|\]|\[\\s\\S\])[*+]\??\$$/.test(source))
    aspects.push("ending");
  return { aspects, required: [[passage]] };
}

function wordClaims(value: unknown): Stated {
  const bounds = isRecord(value) ? value : { min: Number(value), max: Number(value) };
  const [min, max] = [bounds.min, bounds.max].map((one) => (typeof one === "number" ? one : undefined));
  return {
    aspects: [...(max === undefined ? [] : (["longest"] as const)), ...(min ? (["shortest"] as const) : [])],
    words: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
  };
}

const requiredKeys = (schema: unknown): string[] =>
  isRecord(schema) && Array.isArray(schema.required)
    ? schema.required.filter((key) => typeof key === "string")
    : [];

/** `form`: what must not stand in the answer by the `not-` form. That an answer is not markup as a whole breaks in one way alone. */
function onMarkup(form?: string): ClaimMaker {
  return (_, inverse) => {
    if (inverse) return form ? forbidden(form) : nothing;
    return { aspects: ["markup"] };
  };
}

const forbidden = (form: string): Stated => ({ aspects: ["absence"], forbidden: [formPassages[form]!] });

function onReference(_: Assertion, inverse: boolean): Stated {
  return inverse ? nothing : { aspects: ["reference"] };
}

function toolNames(step: unknown): string[] {
  if (typeof step === "string") return [step];
  const name = isRecord(step) ? (step.pattern ?? step.name) : undefined;
  return typeof name === "string" ? [name] : [];
}

function toolClaims({ value }: Assertion, inverse: boolean): Stated {
  const names = Array.isArray(value) ? value.flatMap(toolNames) : toolNames(value);
  if (inverse) return { aspects: ["no-call"], calls: { forbidden: names } };
  return { ...countClaims(value, names, 1) };
}

/** Steps are spans, or where only tools count calls; what is no call of a tool leaves the calls alone. */
function stepClaims({ value }: Assertion, inverse: boolean): Stated {
  if (inverse || !isRecord(value)) return nothing;
  const { type, pattern, name } = value;
  const bounds = boundsIn(value);
  const wanted = pattern || name;
  return {
    aspects: [
      ...(Number(bounds.min) > 0 ? (["fewest-steps"] as const) : []),
      ...(bounds.max === undefined ? [] : (["most-steps"] as const)),
    ],
    particulars: {
      steps: [
        {
          ...bounds,
          ...(type !== undefined && { types: [type].flat() as StepType[] }),
          ...(typeof wanted === "string" && { pattern: wanted }),
        },
      ],
    },
  };
}

function onValidCalls(_: Assertion, inverse: boolean): Stated {
  return inverse ? nothing : { aspects: ["valid-call"] };
}

function skillClaims({ value }: Assertion, inverse: boolean): Stated {
  const names = [value].flat().flatMap(toolNames);
  const { min = 1, max } = boundsIn(value);
  if (inverse || max === 0)
    return { aspects: ["no-skill"], particulars: { skills: [{ needed: [], forbidden: names }] } };
  return {
    aspects: [
      ...(min > 0 ? (["skill"] as const) : []),
      ...(max === undefined ? [] : (["no-skill"] as const)),
    ],
    particulars: {
      skills: [
        {
          needed: min > 0 ? names : [],
          forbidden: max === undefined ? [] : names,
          ...(max !== undefined && { max }),
        },
      ],
    },
  };
}

function countClaims(value: unknown, names: readonly string[], least: number): Stated {
  const { min = least, max } = isRecord(value) ? value : {};
  const most = typeof max === "number" ? max : undefined;
  return {
    aspects: [
      ...(Number(min) > 0 ? (["call"] as const) : []),
      ...(most === undefined ? [] : (["most-calls"] as const)),
    ],
    calls: { ...(Number(min) > 0 && { needed: names }), ...(most !== undefined && { most, counted: names }) },
  };
}

function onRubric({ value }: Assertion, inverse: boolean): Stated {
  if (inverse) return nothing;
  const { aspects, languages } = rubricClaims([value].flat().join("\n"));
  return { aspects, ...(languages.length > 0 && { particulars: { languages } }) };
}

/** What a judge claims by its type, whatever it is given. */
function judging(aspects: readonly Aspect[]): ClaimMaker {
  return (_, inverse) => (inverse ? nothing : { aspects });
}
