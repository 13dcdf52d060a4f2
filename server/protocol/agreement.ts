import type { InFolder } from "./messages.ts";

/** What evaluators are held against: labels that people gave, or the recorded outcome. */
export type AgreementAgainst = "labels" | "outcome";

export interface AgreementRequest extends InFolder {
  /** Default: labels where there are any, else the outcome. */
  readonly against?: AgreementAgainst;
}

/** k of n with its 95 % interval in 0..1; where n is 0 it says nothing. */
export interface CountedShare {
  readonly k: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** Everything the page of agreement shows. Texts are on one line and hold no control characters. */
export interface AgreementView {
  readonly against: AgreementAgainst;
  readonly hasFolder: boolean;
  readonly conversations: number;
  /** The figures come from a committed file, without conversations. */
  readonly isBaseline: boolean;
  readonly labels: number;
  readonly people: readonly string[];
  /** As they are configured. */
  readonly evaluators: readonly AgreementItem[];
  /** Evaluators of which nothing can be said, and what is wrong with labels: sentences. */
  readonly notes: readonly string[];
  /** Conversations that nobody labelled: first some that fail, then some that pass. */
  readonly toLabel: readonly ConversationToLabel[];
}

export interface AgreementItem {
  readonly evaluator: string;
  readonly kind: "evaluator" | "recorded" | "outcome";
  /** Held against labels of how conversations went: no label goes by its criterion. */
  readonly isOnWhole: boolean;
  readonly agree: CountedShare;
  /** Of what it fails, how much the others fail. */
  readonly precision: CountedShare;
  /** Of what the others fail, how much it fails. */
  readonly recall: CountedShare;
  readonly f1?: number;
  /** Absent where there is no chance to differ; without ends where too few tasks repeat. */
  readonly kappa?: { readonly value: number; readonly low?: number; readonly high?: number };
  readonly table: {
    readonly bothFail: number;
    readonly onlyEvaluatorFails: number;
    readonly onlyOthersFail: number;
    readonly bothPass: number;
  };
  /** What was left out of the counts, as a clause; absent where nothing was. */
  readonly notCounted?: string;
  /** The first of `disagreeing`, those worth looking at first come first. */
  readonly disagreements: readonly DisagreementItem[];
  readonly disagreeing: number;
  /** Of the samples counted, those labelled under an older definition alone. */
  readonly older: number;
  readonly olderLabels: { readonly total: number; readonly first: readonly OlderLabelItem[] };
  readonly change?: {
    /** As a clause, with what flipped. */
    readonly text: string;
    /** Lines of the definitions with `-`, `+` or a blank in front. */
    readonly lines: readonly string[];
    /** The first samples that flipped, of either way; and how many more did. */
    readonly flipped: readonly FlippedSample[];
    readonly moreFlipped: number;
  };
}

export interface DisagreementItem {
  readonly conversationId: string;
  /** "turn 2", "call 1"; absent = the whole conversation. */
  readonly part?: string;
  readonly opening: string;
  readonly evaluator: "pass" | "fail";
  readonly others: "pass" | "fail";
  /** 0 to 1; absent where the evaluator says nothing of it. */
  readonly confidence?: number;
  readonly isSure: boolean;
  /** What the evaluator says. */
  readonly explanation: string;
  readonly references: readonly {
    readonly who?: string;
    readonly label: "pass" | "fail" | "unknown";
    readonly why?: string;
    readonly isOlder: boolean;
  }[];
}

export interface OlderLabelItem {
  readonly conversationId: string;
  readonly part?: string;
  readonly opening: string;
  readonly who?: string;
  readonly label: "pass" | "fail" | "unknown";
}

export interface FlippedSample {
  readonly conversationId: string;
  readonly part?: string;
  readonly to: "pass" | "fail";
}

export interface ConversationToLabel {
  readonly id: string;
  readonly opening: string;
  /** Evaluators that fail it. */
  readonly failed: readonly string[];
}
