import type { Passage } from "./passage.ts";

/** What an evaluator may claim to test, and how a report names it. */
export const aspects = {
  presence: "that something stands in the answer",
  absence: "that something does not stand in it",
  reference: "that it is like a given answer",
  topic: "that it answers what was asked",
  truth: "that it is right",
  numbers: "that its numbers are right",
  dates: "that its dates are right",
  names: "that its names are right",
  safety: "that it is safe",
  tone: "its tone",
  language: "its language",
  refusal: "that it declines",
  compliance: "that it does not decline",
  longest: "that it is not too long",
  shortest: "that it is not too short",
  json: "that it holds JSON",
  "only-json": "that it is JSON and nothing else",
  markup: "that it is well-formed",
  question: "that it closes with one question",
  beginning: "how it begins",
  ending: "how it ends",
  wording: "its exact words",
  call: "that a tool is called",
  "no-call": "that a tool is not called",
  arguments: "the arguments of a call",
  order: "the order of calls",
  "calls-at-once": "how many calls a message makes",
  "most-calls": "that there are not too many calls",
  "silent-call": "that nothing is said beside a call",
} as const;

export type Aspect = keyof typeof aspects;

/** Which calls are meant: names, `*` and `?` allowed. */
export interface ClaimedCalls {
  readonly needed: readonly string[];
  readonly forbidden: readonly string[];
  /** The arguments that the first of `needed` must have. */
  readonly args?: unknown;
  readonly order: readonly string[];
  /** Most calls in all, and in one message. */
  readonly most?: number;
  readonly atOnce: number;
}

/** What an evaluator claims to test, read from its definition and its words before anything is scored. */
export interface Claims {
  /** Each aspect with where the claim is made: a check's type, or its words. */
  readonly aspects: ReadonlyMap<Aspect, string>;
  /** Each group must be met; a group is met by any of its passages. */
  readonly required: readonly (readonly Passage[])[];
  readonly forbidden: readonly Passage[];
  /** Words of the answer. */
  readonly words: { readonly min?: number; readonly max?: number };
  /** Keys that its JSON must have. */
  readonly keys: readonly string[];
  readonly calls: ClaimedCalls;
  /** A mean of scores decides, so one broken part alone need not fail. */
  readonly isWeighed: boolean;
}
