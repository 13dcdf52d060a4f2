import type { Disagreement, EvaluatorAgreement, Reference } from "../../attribution/index.ts";
import type { Flips } from "./evaluator-history.ts";

/** What evaluators are held against: labels that people gave, or the recorded outcome. */
export type AgreementReference = "labels" | "outcome";

export interface AgreementQuery {
  /** Default: all, those whose verdicts came with the traces among them. */
  readonly evaluator?: string;
  /** Default: labels where there are any, else the outcome. */
  readonly against?: AgreementReference;
  /** Disagreements that are read with their texts, and labels of before its definition changed, of each evaluator. Default: 100. */
  readonly mostShown?: number;
}

/** A disagreement with what a person needs to see which of both is right. */
export interface ShownDisagreement extends Disagreement {
  /** What the user asked first. */
  readonly opening: string;
  /** What the evaluator says of it. */
  readonly explanation: string;
}

/** A label that was given under another definition of the evaluator than the one that is in force. */
export interface OlderLabel extends Omit<Reference, "isOlder"> {
  /** What the user asked first. */
  readonly opening: string;
}

/** How the definition that is in force came in the place of the one before it. */
export interface DefinitionChange {
  /** Of the first run with it; absent where it was not run yet. */
  readonly atMs?: number;
  /** Lines of both with `-`, `+` or a blank in front; absent where one of them was not kept. */
  readonly lines?: readonly string[];
  /** Over the samples that both judged. */
  readonly flips?: Flips;
}

export interface RaterAgreement extends Omit<EvaluatorAgreement, "disagreements"> {
  readonly evaluator: string;
  /** One of ours; verdicts that came with the traces or were imported; the recorded outcome as a rater beside the evaluators. */
  readonly kind: "evaluator" | "recorded" | "outcome";
  /** No label goes by its criterion: it is held against labels of how the conversations went. */
  readonly isOnWhole: boolean;
  /** The first of them, with their texts; `disagreeing` says how many there are. */
  readonly disagreements: readonly ShownDisagreement[];
  readonly disagreeing: number;
  /** Labels by its criterion that were given before it changed: the first of them, and how many there are. */
  readonly olderLabels: { readonly total: number; readonly first: readonly OlderLabel[] };
  /** Absent where it has one definition. */
  readonly change?: DefinitionChange;
}

export interface AgreementReport {
  readonly against: AgreementReference;
  /** What precision and recall are about. */
  readonly positive: "fail";
  readonly evaluators: readonly RaterAgreement[];
  /** Evaluators of which nothing can be said, and why. */
  readonly without: readonly { readonly evaluator: string; readonly why: string }[];
  readonly labels: {
    readonly total: number;
    readonly people: readonly string[];
    /** Conversations or samples that labels name and that are not in the store. */
    readonly lost: readonly string[];
    /** What is wrong in the file, by zero-based line. */
    readonly problems: readonly { readonly line: number; readonly message: string }[];
  };
}
