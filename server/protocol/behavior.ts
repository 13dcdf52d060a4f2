import type { BehaviorIssueItem, BehaviorOutcomeItem, BehaviorTagItem } from "./behaviors.ts";
import type { CoveredBehaviorItem } from "./coverage.ts";
import type { EvaluatorTrust } from "./evaluators.ts";
import type { InFolder } from "./messages.ts";

/** A failure rate: `failed` of `n` judged conversations, with its 95 % interval in 0..1. */
export interface FailureRate {
  readonly failed: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** Failed of judged, without an interval. */
export interface FailedOf {
  readonly failed: number;
  readonly n: number;
}

export interface BehaviorRequest extends InFolder {
  readonly id: string;
}

/** Everything the page of a behavior shows. Texts are on one line and hold no control characters. */
export interface BehaviorDetail {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Name of the group above it. */
  readonly group?: string;
  /** Users' words, each with the query that finds it. */
  readonly words: readonly { readonly text: string; readonly query: string }[];
  readonly size: number;
  readonly share: number;
  readonly issue: boolean;
  readonly issues: readonly Pick<BehaviorIssueItem, "kind" | "text" | "people">[];
  /** Different people who had a failure in it. */
  readonly people: number;
  readonly failure: FailureRate;
  /** Of all behaviors together; absent where nothing is judged. */
  readonly overall?: FailedOf;
  /** Prompts that answered it. */
  readonly prompts: readonly string[];
  readonly evaluators: readonly BehaviorEvaluatorItem[];
  /** Evaluators without a verdict on it. */
  readonly silent: readonly string[];
  /** Its conversations, those that evaluators which read them judged, and trusted ones of these; absent where that is not known. */
  readonly judgedBy?: Pick<CoveredBehaviorItem, "conversations" | "judged" | "trusted" | "hole">;
  readonly exemplars: readonly { readonly conversationId: string; readonly text: string }[];
  /** Newest first; the first of `total`. */
  readonly failing: { readonly total: number; readonly conversations: readonly FailingConversation[] };
  readonly timeline?: BehaviorTimeline;
  /** Newest first. */
  readonly events: readonly BehaviorEventItem[];
  /** Most alike first. */
  readonly neighbours: readonly BehaviorNeighbour[];
  readonly signals: readonly BehaviorSignalItem[];
  /** What users write that cuts across behaviors, each with the query that finds it; absent where nothing is frequent in it. */
  readonly tags?: readonly (BehaviorTagItem & { readonly query: string })[];
  /** What happened later to those who asked for it; absent where no outcomes are known. */
  readonly outcomes?: readonly BehaviorOutcomeItem[];
  /** Best first. */
  readonly addressedBy: readonly AddressingInstruction[];
  readonly notAddressed: boolean;
  /** Where nothing speaks to it: why, what to do, and what comes nearest. */
  readonly notAddressedReason?: string;
  readonly nearest: readonly AddressingInstruction[];
}

export interface BehaviorEvaluatorItem extends FailureRate {
  readonly evaluator: string;
  readonly description?: string;
  readonly trust: EvaluatorTrust;
  /** Over all other conversations. */
  readonly elsewhere?: FailedOf;
}

export interface FailingConversation {
  readonly id: string;
  readonly opening: string;
  readonly startMs?: number;
  readonly failed: readonly { readonly evaluator: string; readonly explanation: string }[];
}

/** Conversations over time; days and weeks are those of UTC. */
export interface BehaviorTimeline {
  readonly unit: "hour" | "day" | "week" | "month" | "quarter" | "year";
  readonly buckets: readonly TimeBucket[];
  /** Conversations that do not say when they were. */
  readonly untimed: number;
}

export interface TimeBucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
  /** The label in few letters. */
  readonly tick: string;
  readonly size: number;
  readonly judged: number;
  readonly failed: number;
}

/** What a search changed. `others`: behaviors it names that are there now. */
export interface BehaviorEventItem {
  readonly atMs: number;
  readonly day: string;
  readonly kind: "born" | "grew" | "split" | "merged" | "faded";
  readonly text: string;
  readonly others: readonly { readonly id: string; readonly name: string }[];
}

export interface BehaviorNeighbour {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly failed: number;
  readonly judged: number;
  readonly likeness: number;
}

/** Shares are of conversations that hold it, in the behavior and in all others. */
export interface BehaviorSignalItem {
  readonly kind: string;
  readonly n: number;
  readonly share: number;
  readonly elsewhere: number;
  /** Clearly more frequent here. */
  readonly isMore: boolean;
}

/** An instruction whose condition holds in `k` of the `n` conversations of the behavior that its prompt answered. */
export interface AddressingInstruction {
  readonly key: string;
  readonly text: string;
  readonly triggers: readonly string[];
  readonly file: string;
  /** Zero-based, in the text as it stands. */
  readonly line: number;
  readonly share: number;
  readonly k: number;
  readonly n: number;
  /** The share of the prompt's other conversations in which it holds. */
  readonly elsewhere?: number;
}
