import type { Assertion } from "../check-type.ts";
import { parseCommaSeparated } from "../checks/comma-separated.ts";
import { isRecord } from "../is-record.ts";
import type { Aspect, ClaimedCalls, Claims } from "./claims.ts";
import {
  closingPassage,
  jointPassage,
  literalPassage,
  openingPassage,
  type Passage,
  patternPassage,
  wholePassage,
} from "./passage.ts";
import { rubricAspects } from "./spoken-claims.ts";

/** What one check states; what it leaves out it does not claim. */
export type Stated = {
  readonly aspects?: readonly Aspect[];
  readonly calls?: Partial<ClaimedCalls>;
} & Partial<Pick<Claims, "required" | "forbidden" | "words" | "keys">>;

type ClaimMaker = (assertion: Assertion, isInverse: boolean) => Stated;

const nothing: Stated = {};

/** By type of check, without `not-`. A type that is not here claims what its evaluator's words say, as code does. */
export const claimMakers: Readonly<Record<string, ClaimMaker>> = {
  contains: onText(({ value }) => [[literalPassage(String(value))]]),
  icontains: onText(({ value }) => [[literalPassage(String(value), true)]]),
  "contains-any": onText(({ value }) => [listed(value, false)]),
  "icontains-any": onText(({ value }) => [listed(value, true)]),
  "contains-all": onTexts(false),
  "icontains-all": onTexts(true),
  "starts-with": onText(({ value }) => [[openingPassage(String(value))]], ["beginning"]),
  says: onText(({ value }) => [phrases(value).map((one) => literalPassage(one, true))]),
  "begins-with": onText(
    ({ value }) => [phrases(value).map((one) => openingPassage(one, true))],
    ["beginning"],
  ),
  "ends-with": onText(({ value }) => [phrases(value).map((one) => closingPassage(one, true))], ["ending"]),
  "keyword-count": keywordClaims,
  comma: (_, inverse) => (inverse ? forbidding(",") : nothing),
  exclamation: (_, inverse) => (inverse ? forbidding("!") : nothing),
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
    inverse ? nothing : { aspects: ["json"], keys: requiredKeys(value) },
  "is-xml": onMarkup,
  "contains-xml": onMarkup,
  "is-sql": onMarkup,
  "contains-sql": onMarkup,
  "is-html": onMarkup,
  "contains-html": onMarkup,
  "is-refusal": (_, inverse) => ({ aspects: [inverse ? "compliance" : "refusal"] }),
  levenshtein: onReference,
  "rouge-n": onReference,
  bleu: onReference,
  gleu: onReference,
  meteor: onReference,
  similar: onReference,
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
  pi: onRubric,
  "conversation-relevance": () => ({ aspects: ["topic"] }),
  "answer-relevance": () => ({ aspects: ["topic"] }),
  "model-graded-closedqa": onRubric,
  "model-graded-factuality": () => ({ aspects: ["topic", "truth"] }),
  factuality: () => ({ aspects: ["topic", "truth"] }),
  "context-faithfulness": () => ({ aspects: ["truth"] }),
  "context-recall": () => ({ aspects: ["topic"] }),
  "trajectory:goal-success": () => ({ aspects: ["topic"] }),
  moderation: () => ({ aspects: ["safety"] }),
  grounding: () => ({ aspects: ["truth"] }),
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

const forbidding = (text: string): Stated => ({ aspects: ["absence"], forbidden: [literalPassage(text)] });

/** A phrase or a list of them; the beginning of a word is written with `*`. */
const phrases = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (typeof one === "string" ? one.replace(/\*$/, "").trim() || [] : []));

/** Some of a word, or none; how many of it no operator can tell. */
function keywordClaims({ value }: Assertion, inverse: boolean): Stated {
  const { keyword, min = 0, max } = isRecord(value) ? value : {};
  const words = phrases(keyword).map((one) => literalPassage(one, true));
  if (inverse || words.length === 0) return nothing;
  if (Number(min) > 0) return { aspects: ["presence"], required: [words] };
  return max === 0 ? { aspects: ["absence"], forbidden: words } : nothing;
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

function onMarkup(_: Assertion, inverse: boolean): Stated {
  return inverse ? nothing : { aspects: ["markup"] };
}

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

function stepClaims({ value }: Assertion, inverse: boolean): Stated {
  if (inverse) return nothing;
  const names = toolNames(value);
  return countClaims(value, names.length > 0 ? names : ["*"], 0);
}

function countClaims(value: unknown, names: readonly string[], least: number): Stated {
  const { min = least, max } = isRecord(value) ? value : {};
  const most = typeof max === "number" ? max : undefined;
  return {
    aspects: [
      ...(Number(min) > 0 ? (["call"] as const) : []),
      ...(most === undefined ? [] : (["most-calls"] as const)),
    ],
    calls: { ...(Number(min) > 0 && { needed: names }), ...(most !== undefined && { most }) },
  };
}

function onRubric({ value }: Assertion): Stated {
  return { aspects: ["topic", ...rubricAspects([value].flat().join("\n"))] };
}
