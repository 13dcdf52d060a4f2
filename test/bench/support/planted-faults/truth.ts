import type { Expected } from "./latent.ts";
import type { EventKind, FaultKind } from "./plan.ts";

/** Raised with every change of what a seed makes. */
export const truthVersion = 1;

/** What was planted. A tool under test never sees it. */
export interface Truth {
  readonly version: number;
  readonly seed: number;
  readonly domain: string;
  /** `line`: 1-based in prompt.md. `isCovert`: conversations show its condition in none of its words. */
  readonly lines: readonly {
    readonly line: number;
    readonly text: string;
    readonly kind: string;
    readonly needs: readonly string[];
    readonly isCovert: boolean;
  }[];
  readonly faults: readonly {
    readonly id: string;
    readonly kind: FaultKind;
    readonly lines: readonly number[];
    readonly needs: readonly string[];
    readonly event?: EventKind;
    readonly rate: number;
  }[];
  readonly evaluators: readonly {
    readonly name: string;
    readonly themes?: readonly string[];
    readonly falseFail: number;
    readonly falsePass: number;
  }[];
  readonly conversations: readonly {
    readonly id: string;
    readonly tasks: readonly string[];
    readonly situations: readonly string[];
    readonly events: readonly string[];
    /** Lines whose condition is met; those that always are at work are not listed. */
    readonly atWork: readonly number[];
    readonly fired: readonly string[];
    readonly failures: readonly { readonly evaluator: string; readonly causes: readonly string[] }[];
  }[];
  readonly expected: readonly Expected[];
}

export type AnsweredCause = "prompt" | "context" | "capability" | "tool" | "user" | "unknown";

/** Who a tool suspects. `line`: 1-based; absent where it says that a line is missing. */
export interface AnsweredSuspect {
  readonly blame?: "wrong" | "ignored" | "missing" | "conflict";
  readonly line?: number;
  readonly other?: number;
  readonly probability?: number;
  /** Of `missing`: conversations in which that is asked which no line speaks to. */
  readonly conversations?: readonly string[];
  readonly effect?: { readonly difference: number; readonly low: number; readonly high: number };
}

/** What a tool answers about one seed. */
export interface Answers {
  /** The probability from which on it says that something is so. */
  readonly threshold: number;
  /** One for each failure that was asked about; most suspect first. */
  readonly failures: readonly {
    readonly conversation: string;
    readonly evaluator: string;
    readonly suspects: readonly AnsweredSuspect[];
    readonly causes?: Readonly<Partial<Record<AnsweredCause, number>>>;
  }[];
  readonly evaluators?: readonly {
    readonly evaluator: string;
    readonly suspects: readonly AnsweredSuspect[];
  }[];
  /** Pass rates of lines by an evaluator, with 95 % intervals. */
  readonly figures?: readonly {
    readonly line: number;
    readonly evaluator: string;
    readonly rate: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  }[];
}
