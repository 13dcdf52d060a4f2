import type { Role } from "../../store/index.ts";
import type { StepType } from "../checks/recorded/trajectory-steps.ts";
import type { Part } from "./parts.ts";
import type { Passage } from "./passage.ts";

/** What an evaluator may claim to test, and how a report names it. */
export const aspects = {
  presence: "that something stands in the answer",
  absence: "that something does not stand in it",
  reference: "that it is like a given answer",
  topic: "that it answers what was asked",
  demand: "that something is said in it",
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
  "valid-call": "that calls follow what the model was told of its tools",
  skill: "that a skill is used",
  "no-skill": "that a skill is not used",
  "most-steps": "that there are not too many steps",
  "fewest-steps": "that there are enough steps",
  "most-parts": "that it has not too many of its parts",
  "fewest-parts": "that it has enough of its parts",
  "letter-case": "its capitals",
  quoted: "that it stands in quotation marks",
  unquoted: "that it stands in no quotation marks",
  "closing-question": "that it ends with a question",
  "no-closing-question": "that it does not end with a question",
  "request-repeated": "that it begins with what was asked",
  "request-unrepeated": "that it does not begin with what was asked",
  units: "its units",
  alternative: "that it says what can be done where it refuses",
  consent: "that the user agreed before a call",
  "said-before": "that something was said before a call",
  unasked: "that nothing is offered unasked",
  "argument-source": "where the arguments of a call come from",
  "most-values": "that an argument has not too many values",
  "fewest-values": "that an argument has enough values",
  quantity: "the figures that it states",
  sources: "that what it says has a source",
  "source-claims": "that its claims follow from their sources",
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
  /** Of which tools there are at most so many. */
  readonly counted: readonly string[];
  readonly atOnce: number;
}

/**
 * What some claims are about, where a word for the aspect is not enough. Each is a list, since an evaluator may hold several checks of a
 * kind. Names of tools may hold `*` and `?`.
 */
export interface Particulars {
  readonly parts: { readonly part: Part; readonly min?: number; readonly max?: number };
  readonly letterCases: "lower" | "upper" | "title";
  readonly units: "metric" | "imperial";
  /** Codes of languages; `as-asked` is the user's own. */
  readonly languages: string;
  /** `isNamed`: what was agreed to must name the call. */
  readonly consents: { readonly tools: readonly string[]; readonly isNamed: boolean };
  readonly saidBefore: {
    readonly tool: string;
    readonly phrases: readonly Passage[];
    readonly by: readonly Role[];
  };
  /** What is offered, and all words by which the user may ask for it. */
  readonly offers: { readonly offered: readonly string[]; readonly asked: readonly string[] };
  readonly argumentSources: ClaimedArgument & { readonly from: readonly Role[] };
  readonly argumentCounts: ClaimedArgument & { readonly min?: number; readonly max?: number };
  readonly quantities: { readonly unit: string; readonly numbers: readonly number[] };
  readonly skills: {
    readonly needed: readonly string[];
    readonly forbidden: readonly string[];
    readonly max?: number;
  };
  readonly steps: {
    readonly types?: readonly StepType[];
    readonly pattern?: string;
    readonly min?: number;
    readonly max?: number;
  };
}

/** An argument at any depth of a call; `like`: only values of that form. */
export interface ClaimedArgument {
  readonly argument: string;
  readonly tool: string;
  readonly like?: string;
}

export type ClaimedParticulars = { readonly [K in keyof Particulars]: readonly Particulars[K][] };

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
  readonly particulars: ClaimedParticulars;
  /** A mean of scores decides, so one broken part alone need not fail. */
  readonly isWeighed: boolean;
}
