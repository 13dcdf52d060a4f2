import type { Sample } from "../../store/index.ts";
import { shown } from "../evidence.ts";
import { isRecord } from "../is-record.ts";

/** One tool call of a sample, and the index of the message that made it. */
export interface ToolStep {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
  readonly messageIndex: number;
}

/** The assistant's tool calls in the order it made them. */
export function toolStepsOf(sample: Sample): ToolStep[] {
  const steps: ToolStep[] = [];
  for (let index = sample.from; index < sample.to; index++) {
    const message = sample.messages[index]!;
    if (message.role !== "assistant") continue;
    for (const { id, name, args } of message.toolCalls ?? [])
      steps.push({ id, name, args, messageIndex: index });
  }
  return steps;
}

/** Which calls are meant: a tool's name, or a pattern with `*` and `?`, in upper or lower case. */
export interface ToolMatcher {
  readonly pattern: string;
}

/** Reads a matcher as promptfoo writes it, a text or `{name | pattern, type}`, or says what is wrong with it. */
export function toolMatcherOf(value: unknown): ToolMatcher | string {
  if (typeof value === "string") return value === "" ? "a tool's name must not be empty" : { pattern: value };
  if (!isRecord(value)) return "a tool is a name, or an object with `name` or `pattern`";
  const types = typeProblem(value.type);
  if (types) return types;
  const pattern = value.pattern || value.name;
  if (typeof pattern !== "string") return "needs a tool's `name`, or a `pattern` as text";
  return { pattern };
}

/** Conversations hold tool calls, not the spans of other kinds that promptfoo can also match. */
function typeProblem(type: unknown): string | undefined {
  const all = type === undefined ? [] : Array.isArray(type) ? type : [type];
  return all.every((one) => one === "tool")
    ? undefined
    : "`type` can only be `tool`: tool calls are the steps that are recorded";
}

export const matches = ({ pattern }: ToolMatcher, step: ToolStep): boolean =>
  matchesWildcard(step.name.toLowerCase(), pattern.toLowerCase());

/**
 * `*` stands for any run of characters, `?` for one. Greedy with one step back (Krauss, "Matching Wildcards", 2008), so at worst
 * length times length where a regular expression with several `.*` can run away.
 */
export function matchesWildcard(text: string, pattern: string): boolean {
  let t = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** "it called a, b": the evidence of checks over all calls. */
export const called = (steps: readonly Pick<ToolStep, "name">[]): string =>
  steps.length === 0 ? "it called no tool" : `it called ${shown(steps.map((step) => step.name).join(", "))}`;

export interface CountBounds {
  readonly min?: number;
  readonly max?: number;
}

/** `min` and `max` of a matcher, or what is wrong with them. */
export function countBoundsOf({ min, max }: Record<string, unknown>): CountBounds | string {
  const usable = (bound: unknown): bound is number | undefined =>
    bound === undefined || (typeof bound === "number" && bound >= 0);
  if (!usable(min) || !usable(max)) return "`min` and `max` must be numbers of at least 0";
  if (min !== undefined && max !== undefined && min > max)
    return `\`min\` (${min}) is above \`max\` (${max})`;
  return { min, max };
}

export const within = (count: number, { min = 0, max = Number.POSITIVE_INFINITY }: CountBounds): boolean =>
  count >= min && count <= max;

export function boundsText({ min, max }: CountBounds): string {
  if (min !== undefined && max !== undefined) return min === max ? `exactly ${min}` : `${min} to ${max}`;
  return max === undefined ? `at least ${min}` : `at most ${max}`;
}
