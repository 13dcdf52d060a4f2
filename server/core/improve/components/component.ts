import type { Range } from "../../base/index.ts";

/** What a value may be. One without bounds is never touched. */
export type ValueBounds =
  | { readonly min: number; readonly max: number }
  | { readonly oneOf: readonly (string | number | boolean)[] };

/** What of a file an edit may change beside the prompt, as a person named it. */
export interface ComponentSpec {
  /** Relative to the workspace. */
  readonly file: string;
  /** Name of a value in it; absent: the descriptions of the tools that it defines. */
  readonly at?: string;
  readonly bounds?: ValueBounds;
}

/** A text or value of a file, as it stands there. */
export interface Component {
  /** Name of the value in its file. */
  readonly at: string;
  /** What people call it. */
  readonly title: string;
  readonly kind: "tool" | "text" | "value";
  readonly text: string;
  /** A text in its file's syntax, and no number or truth value. */
  readonly isText: boolean;
  readonly range: Range;
  readonly bounds?: ValueBounds;
  readonly encode: (text: string) => string;
}

/** Other words for one component, other values for another. */
export interface ComponentEdit {
  readonly operator: "tool-description" | "rewrite" | "change-value";
  readonly at: string;
  readonly text: string;
  readonly why?: string;
}

const asNumber = /^-?\d+(?:\.\d+)?$/;

/** Why a value may not be this one, as a sentence; undefined where it may. What was whole stays whole. */
export function outOfBounds(text: string, before: string, bounds: ValueBounds): string | undefined {
  if ("oneOf" in bounds)
    return bounds.oneOf.some((one) => String(one) === text)
      ? undefined
      : `It has to be one of ${bounds.oneOf.map(String).join(", ")}.`;
  const value = Number(text);
  if (!asNumber.test(text) || value < bounds.min || value > bounds.max)
    return `It has to be a number from ${bounds.min} to ${bounds.max}.`;
  return Number.isInteger(Number(before)) && !Number.isInteger(value) && isWhole(bounds)
    ? "It has to be a whole number."
    : undefined;
}

/** 0 and 1 around a whole number say nothing: temperatures have them. */
const isWhole = ({ min, max }: { readonly min: number; readonly max: number }): boolean =>
  Number.isInteger(min) && Number.isInteger(max) && max - min > 2;

/** "a number from 1 to 20", "one of fast, exact". */
export const boundsText = (bounds: ValueBounds): string =>
  "oneOf" in bounds
    ? `one of ${bounds.oneOf.map(String).join(", ")}`
    : `a number from ${bounds.min} to ${bounds.max}`;
