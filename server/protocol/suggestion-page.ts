import type { InFolder } from "./messages.ts";
import type { SuggestionStateName } from "./suggestions.ts";

/** Of what an evidence page is: a suggestion, or a cycle that found none, by its id. */
export interface SuggestionPageTarget extends InFolder {
  readonly id: string;
}

export interface SuggestionPageResult {
  readonly view: SuggestionPageView;
  /** The same for the clipboard. */
  readonly text: string;
}

/** A cycle and what it suggests: what, why, what it showed, where it comes from, what it cost, who decided. */
export interface SuggestionPageView {
  readonly cycle: string;
  /** What the cycle is opened by as a trace. */
  readonly trace: string;
  readonly title: string;
  readonly atMs: number;
  readonly target: { readonly kind: "behavior" | "evaluator"; readonly id: string; readonly name: string };
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  /** How the cycle ended, as a sentence. */
  readonly says: string;
  /** It found nothing that may be suggested, and can be taken up again. */
  readonly canGoOn: boolean;
  /** What was found wrong, sentence by sentence. */
  readonly why: readonly string[];
  /** Absent where nothing passed the gate. */
  readonly suggestion?: ShownSuggestion;
  readonly lineage: ShownLineage;
  readonly cost: readonly { readonly name: string; readonly value: string }[];
  /** The newest last. */
  readonly history: readonly ShownDecision[];
}

/** `edit`: accept, and go on from there. `compare`: the text and the text after, side by side. */
export type ShownAct = "accept" | "approve" | "compare" | "edit" | "reject" | "revert";

export interface ShownSuggestion {
  readonly id: string;
  readonly state: SuggestionStateName;
  readonly standing: string;
  /** How it stands needs a look: it is stale, or gone from the text. */
  readonly isStale: boolean;
  /** What is possible now, the likeliest first. */
  readonly acts: readonly ShownAct[];
  readonly gate: string;
  readonly effects: readonly ShownEffect[];
  readonly fixed: readonly ShownCase[];
  readonly broken: readonly ShownCase[];
  readonly hunks: readonly ShownHunk[];
  /** What needs a second explicit yes. */
  readonly flags: readonly { readonly rule: string; readonly message: string; readonly hunk?: string }[];
}

export interface ShownRate {
  readonly pass: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface ShownEffect {
  readonly kind: "behavior" | "evaluator";
  readonly id: string;
  readonly name: string;
  readonly isTarget: boolean;
  readonly before: ShownRate;
  readonly after: ShownRate;
}

export interface ShownCase {
  readonly case: string;
  readonly conversationId?: string;
  readonly behavior?: string;
  readonly evaluators: readonly string[];
}

export interface ShownHunk {
  readonly id: string;
  readonly file: string;
  /** Zero-based, in the text as it is now; of a stale one in the text it was made for. */
  readonly line: number;
  readonly place: "open" | "done" | "stale";
  readonly operator?: string;
  readonly reason?: string;
  readonly worth: string;
  readonly diff: readonly ShownDiffLine[];
}

export interface ShownDiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly pieces: readonly { readonly text: string; readonly isChanged: boolean }[];
}

export interface ShownLineage {
  readonly conversations: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly tried: readonly ShownTry[];
  readonly steps: readonly string[];
  readonly gate?: ShownGate;
}

export interface ShownTry {
  readonly operator: string;
  readonly text: string;
  readonly isTaken: boolean;
  readonly times?: number;
  readonly gave: string;
  readonly look: "better" | "worse" | "same";
}

export interface ShownGate {
  readonly verdict: "passed" | "failed" | "undecided";
  readonly says: string;
  readonly classes: readonly ShownClass[];
  readonly against: readonly string[];
  readonly needs: readonly string[];
}

export interface ShownClass {
  readonly name: string;
  readonly evaluator: string;
  readonly state: "held" | "worse" | "undecided";
  readonly isBetter: boolean;
  readonly before: { readonly pass: number; readonly n: number };
  readonly after: { readonly pass: number; readonly n: number };
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly cases: number;
}

export interface ShownDecision {
  readonly action: "accepted" | "approved" | "rejected" | "reverted";
  /** ISO date with time, UTC. */
  readonly at: string;
  readonly who: string;
  readonly reason?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly hunks?: number;
  readonly confirmed?: readonly string[];
}

/** What was answered in a case with the text as it was and with the edit. */
export interface CaseAnswersRequest extends SuggestionPageTarget {
  readonly case: string;
}

export interface CaseAnswersResult {
  readonly case: string;
  /** The last answers; absent where the runs are not kept, and `reason` says why. */
  readonly before?: string;
  readonly after?: string;
  readonly reason?: string;
  /** The same conversations whole, as documents to be laid side by side. */
  readonly documents?: { readonly before: string; readonly after: string };
}

export interface CyclesResult {
  /** However they ended, the newest first. */
  readonly cycles: readonly CycleItem[];
}

export interface CycleItem {
  readonly id: string;
  /** What it is opened by as a trace. */
  readonly trace: string;
  readonly atMs: number;
  readonly target: { readonly kind: "behavior" | "evaluator"; readonly id: string; readonly name: string };
  readonly prompt: string;
  readonly end: "suggestion" | "nothing" | "failed" | "undecided" | "escalated" | "budget" | "cancelled";
  /** Why it ended so, as a sentence. */
  readonly says: string;
  readonly suggestion?: string;
  readonly tried: number;
}
