import { isMoment } from "../base/index.ts";
import type { Outcome, Usage } from "../store/index.ts";

/** An object as JSON gives it. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first of these fields that is there and not null. `names` come from our own tables, never from a file. */
export function fieldOf(fields: Fields, names: readonly string[]): unknown {
  for (const name of names) if (fields[name] !== undefined && fields[name] !== null) return fields[name];
  return undefined;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** An id: texts as they are, numbers written out. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === "number" && Number.isFinite(value) ? String(value) : textOf(value);

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/**
 * Epoch milliseconds of an ISO time or of an epoch number in s, ms, us or ns: the magnitude tells, as between 1973 and 5138 the four
 * do not overlap. A time without a zone is read as UTC, so that the same file gives the same records everywhere.
 */
export function timeMsOf(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) {
    const size = Math.abs(number);
    if (size < 1e11) return Math.round(number * 1e3);
    if (size < 1e14) return Math.round(number);
    const ms = Math.round(number / (size < 1e17 ? 1e3 : 1e6));
    return isMoment(ms) ? ms : undefined;
  }
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const hasZone = /(?:z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10).trim());
  const hasTime = value.trim().length > 10;
  const ms = Date.parse(hasZone || !hasTime ? value : `${value.trim()}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * Token counts under the names of OpenAI (both APIs), Anthropic, Gemini, LangChain and our own. What was thought or cached stands in an
 * object of details beside them, or beside them itself.
 */
export function usageOf(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const count = (names: readonly string[]): number | undefined => countOf(fieldOf(value, names));
  const detail = (around: readonly string[], names: readonly string[]): number | undefined => {
    const details = fieldOf(value, around);
    return isFields(details) ? countOf(fieldOf(details, names)) : undefined;
  };
  return usageFrom({
    inputTokens: count(["prompt_tokens", "input_tokens", "inputTokens", "prompt_token_count"]),
    outputTokens: count(["completion_tokens", "output_tokens", "outputTokens", "candidates_token_count"]),
    reasoningTokens:
      count(["reasoningTokens", "reasoning_tokens", "thoughts_token_count"]) ??
      detail(OUTPUT_DETAILS, ["reasoning_tokens", "reasoning"]),
    cacheReadTokens:
      count(["cacheReadTokens", "cache_read_input_tokens", "cached_content_token_count"]) ??
      detail(INPUT_DETAILS, ["cached_tokens", "cache_read"]),
    cacheWriteTokens:
      count(["cacheWriteTokens", "cache_creation_input_tokens", "cache_write_input_tokens"]) ??
      detail(INPUT_DETAILS, ["cache_creation", "cache_write"]),
  });
}

const INPUT_DETAILS = ["prompt_tokens_details", "input_tokens_details", "input_token_details"];
const OUTPUT_DETAILS = ["completion_tokens_details", "output_tokens_details", "output_token_details"];

/** A count is not negative: instrumentations write -1 where they know nothing. */
const countOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
};

/** Undefined where nothing was counted: nothing recorded is not nothing spent. */
export function usageFrom(counts: { readonly [K in keyof Usage]: number | undefined }): Usage | undefined {
  const usage: Record<string, number> = {};
  for (const name of usageNames) {
    const count = countOf(counts[name]);
    if (count !== undefined) usage[name] = count;
  }
  return usage.inputTokens === undefined && usage.outputTokens === undefined ? undefined : (usage as Usage);
}

export const usageNames = [
  "inputTokens",
  "outputTokens",
  "reasoningTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
] as const satisfies readonly (keyof Usage)[];

const LABELS = new Map<string, Outcome["label"]>([
  ...["pass", "passed", "success", "succeeded", "true"].map((word) => [word, "pass"] as const),
  ...["fail", "failed", "failure", "false"].map((word) => [word, "fail"] as const),
  ["unknown", "unknown"],
]);

export const labelOf = (value: unknown): Outcome["label"] | undefined =>
  typeof value === "boolean" ? (value ? "pass" : "fail") : LABELS.get(String(value).toLowerCase());

/**
 * A verdict from a bare number in 0..1. 1 passes and 0 fails; what lies between is a score without a verdict, since the source does
 * not say from where on it passes.
 */
export function outcomeOfScore(score: number): Outcome {
  const label = score >= 1 - 1e-6 ? "pass" : score <= 1e-6 ? "fail" : "unknown";
  return { label, score };
}

const MAX_ATTRIBUTES = 50;
const MAX_ATTRIBUTE_CHARS = 2000;

/** What may ride along as attributes of a conversation: small values only, `skip` being the fields that have a place of their own. */
export function smallAttributes(
  fields: Fields,
  skip: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const kept = Object.entries(fields).filter(
    ([name, value]) =>
      !skip.has(name) &&
      value !== null &&
      value !== undefined &&
      JSON.stringify(value).length <= MAX_ATTRIBUTE_CHARS,
  );
  return Object.fromEntries(kept.slice(0, MAX_ATTRIBUTES));
}

/** The object without the fields that are undefined: absent means absent, also once written as JSON. */
export function defined<T extends object>(fields: T): T {
  for (const name in fields) if (fields[name] === undefined) return withoutUndefined(fields);
  return fields;
}

function withoutUndefined<T extends object>(fields: T): T {
  const made: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) made[name] = fields[name];
  return made as T;
}
