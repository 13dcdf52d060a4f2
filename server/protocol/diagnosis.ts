import type { InFolder, LongRequest } from "./messages.ts";

/** What is asked for a diagnosis of. `file` as figures name it: relative to the folder unless it lies outside. */
export type DiagnosisTarget =
  | { readonly kind: "workspace" }
  | { readonly kind: "prompt"; readonly file: string }
  | { readonly kind: "evaluator"; readonly name: string }
  | { readonly kind: "behavior"; readonly id: string }
  /** `evaluator`: by its verdict alone. */
  | { readonly kind: "conversation"; readonly id: string; readonly evaluator?: string };

export interface DiagnoseRequest extends LongRequest {
  readonly of: DiagnosisTarget;
}

export type Cause = "prompt" | "context" | "capability" | "tool" | "user" | "unknown";

/** A line of a prompt, by the key of its instruction. Where it stands by now is asked for by that. */
export interface DiagnosedLine {
  readonly file: string;
  readonly key: string;
  readonly text: string;
  /** Zero-based, when this was made; absent where the text holds it no more. */
  readonly line?: number;
  /** Another text has taken its place there. */
  readonly isChanged?: true;
}

/** A place in a conversation; `quote` is captured text. */
export interface DiagnosisEvidence {
  readonly conversationId: string;
  readonly messageIndex?: number;
  readonly spanId?: string;
  readonly quote?: string;
}

export interface DiagnosedCause {
  readonly cause: Cause;
  /** As it stands in a list of shares, and what it means. */
  readonly name: string;
  readonly meaning: string;
  readonly probability: number;
  readonly why: readonly string[];
  readonly evidence: readonly DiagnosisEvidence[];
  /** What to do about it. */
  readonly next: string;
}

/** A name for people, and the id by which it is asked for. */
export interface NamedBehavior {
  readonly id: string;
  readonly name: string;
}

export interface DiagnosedSuspect {
  readonly id: string;
  readonly blame: "wrong" | "ignored" | "missing" | "conflict";
  readonly probability: number;
  /** With `missing` the line after which one belongs. */
  readonly line?: DiagnosedLine;
  readonly other?: DiagnosedLine;
  readonly behavior?: NamedBehavior;
  /** With `missing`, where it is no behavior: the word that what was asked and found there has in common. */
  readonly situation?: string;
  /** As a clause that follows the line. */
  readonly said: string;
  readonly evaluators: readonly string[];
  readonly failing: number;
  readonly exercised: number;
  readonly otherwise: { readonly failing: number; readonly n: number };
  readonly effect: { readonly difference: number; readonly low: number; readonly high: number };
  readonly why: readonly string[];
  readonly evidence: readonly DiagnosisEvidence[];
  readonly next: string;
}

export interface DiagnosedExemplar {
  readonly conversationId: string;
  readonly evaluator: string;
  readonly explanation: string;
  /** The message at which the evaluator found it. */
  readonly evidenceAt?: number;
  readonly firstStep?: DiagnosisEvidence & { readonly probability: number; readonly why?: string };
  /** What the agent was not given and what would fetch it. */
  readonly gap?: readonly string[];
}

/** Failures that go wrong in one way. */
export interface DiagnosedMechanism {
  readonly id: string;
  readonly title: string;
  readonly cause: Cause;
  readonly causeName: string;
  readonly probability: number;
  readonly failing: number;
  /** Of the failures that were diagnosed. */
  readonly share: number;
  readonly evaluators: readonly string[];
  readonly behaviors: readonly NamedBehavior[];
  readonly suspects: readonly DiagnosedSuspect[];
  readonly causes: readonly DiagnosedCause[];
  /** All of them, or the first thousand. */
  readonly conversations: readonly string[];
  readonly exemplars: readonly DiagnosedExemplar[];
  readonly next: string;
}

export interface DiagnosedInteraction {
  readonly line: DiagnosedLine;
  readonly other?: DiagnosedLine;
  readonly behavior?: NamedBehavior;
  /** As a clause that follows the line. */
  readonly said: string;
  readonly evidence: readonly DiagnosisEvidence[];
}

export interface DiagnosedPrompt {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** Judged ones, and those of them that failed. */
  readonly samples: number;
  readonly failures: number;
  readonly conversations: number;
  /** What it comes to: a sentence. */
  readonly verdict: string;
  /** Where a chat model was asked: what its answers were worth, in sentences. */
  readonly asked?: readonly string[];
  readonly causes: readonly DiagnosedCause[];
  readonly suspects: readonly DiagnosedSuspect[];
  readonly mechanisms: readonly DiagnosedMechanism[];
  readonly interactions: readonly DiagnosedInteraction[];
}

/** Everything the page of a diagnosis shows. Texts are on one line and hold no control characters. */
export interface DiagnosisView {
  readonly subject: { readonly kind: DiagnosisTarget["kind"]; readonly name: string };
  readonly prompts: readonly DiagnosedPrompt[];
  /** Where there is nothing to show: why, and the step that helps. */
  readonly nothing?: { readonly why: string; readonly step?: "import" | "evaluate" | "config" };
}

/** A diagnosis, with the same as text for the clipboard. `basis`: another one, once what it was made from has changed. */
export interface DiagnoseResult {
  readonly view: DiagnosisView;
  readonly text: string;
  readonly basis: string;
}

/** Where an instruction stands by now. */
export interface LinePlaceRequest extends InFolder {
  readonly file: string;
  readonly key: string;
}

/** `line`: zero-based. */
export interface LinePlace {
  readonly line: number;
}
