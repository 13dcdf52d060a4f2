import type { Sample } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";
import type { ToolMatcher, ToolStep } from "../tool-steps.ts";
import { matches, toolStepsOf } from "../tool-steps.ts";

/** The calls of a sample that a matcher means, all where there is none. */
export const stepsOf = (sample: Sample, matcher: ToolMatcher | undefined): ToolStep[] =>
  toolStepsOf(sample).filter((step) => !matcher || matches(matcher, step));

/** Deeper than any tool's arguments; a nest without end is not followed. */
const deepest = 12;

/** Every value that stands under a key, at any depth; the items of a list each. Keys compare without case. */
export function valuesUnder(args: unknown, key: string, depth = 0): unknown[] {
  if (depth > deepest) return [];
  if (Array.isArray(args)) return args.flatMap((item) => valuesUnder(item, key, depth + 1));
  if (!isRecord(args)) return [];
  return Object.entries(args).flatMap(([name, value]) =>
    name.toLowerCase() === key.toLowerCase() ? [value].flat() : valuesUnder(value, key, depth + 1),
  );
}

/** Whether a key stands anywhere in the arguments, whatever its value. */
export function hasKey(args: unknown, key: string, depth = 0): boolean {
  if (depth > deepest) return false;
  if (Array.isArray(args)) return args.some((item) => hasKey(item, key, depth + 1));
  if (!isRecord(args)) return false;
  return Object.entries(args).some(
    ([name, value]) => name.toLowerCase() === key.toLowerCase() || hasKey(value, key, depth + 1),
  );
}

/** Texts and numbers anywhere in the arguments. */
export function leavesOf(args: unknown, depth = 0): string[] {
  if (typeof args === "string" || typeof args === "number") return [String(args)];
  if (depth > deepest || typeof args !== "object" || args === null) return [];
  return Object.values(args).flatMap((value) => leavesOf(value, depth + 1));
}
