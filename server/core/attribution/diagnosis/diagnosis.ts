import { type CauseKind, type CauseMark, causeKinds } from "../../store/index.ts";
import type { SuspectAblation } from "../ablation/with-ablations.ts";
import type { ContextGap } from "../causes/context-gap.ts";
import type { AskedOpinions } from "./told-opinions.ts";

export { type CauseKind, type CauseMark, causeKinds };

/**
 * How a prompt is to blame. `wrong`: the agent did what the line says, and that fails. `ignored`: the line was put to work and not followed.
 * `missing`: no line speaks to what was asked. `conflict`: two lines that cannot both be followed.
 */
export const blameKinds = ["wrong", "ignored", "missing", "conflict"] as const;
export type Blame = (typeof blameKinds)[number];

/** A place in a conversation. `quote` is captured text: hostile, and cut to a line. */
export interface Evidence {
  readonly conversationId: string;
  readonly messageIndex?: number;
  readonly spanId?: string;
  readonly quote?: string;
}

/** How probable a cause is for what was diagnosed; over one diagnosis they sum to 1. `why`: full sentences without captured text. */
export interface CauseShare {
  readonly cause: CauseKind;
  readonly probability: number;
  readonly why: readonly string[];
  readonly evidence: readonly Evidence[];
}

/**
 * A line to suspect, or with `missing` the absence of one. `probability`: that it is to blame for a failure of what was diagnosed, all
 * suspects and causes beside it considered. `failing` of `exercised` samples that put it to work failed; `otherwise` the same where it was not put to work.
 */
export interface Suspect {
  readonly blame: Blame;
  readonly probability: number;
  /** Key of the instruction; absent where one is missing. */
  readonly key?: string;
  /** `conflict`: the key of the other one. */
  readonly other?: string;
  /** `missing`: the behavior that no line speaks to, and the key of the instruction after which such a line belongs. */
  readonly behaviorId?: string;
  /** `missing`, where it is no behavior: the stem that what was asked and found there has in common, and the conversations that hold it. */
  readonly situation?: { readonly word: string; readonly conversations: readonly string[] };
  readonly after?: string;
  /** Evaluators whose failures it explains, most first. */
  readonly evaluators: readonly string[];
  readonly failing: number;
  readonly exercised: number;
  readonly otherwise: { readonly failing: number; readonly n: number };
  /**
   * How much more often samples fail that put it to work: difference of the rates counted, with the 95 % interval of the one that the line
   * makes, which knows that samples may be taken wrongly to put it to work. `counted`: the interval as if they never were, by design effect.
   */
  readonly effect: {
    readonly difference: number;
    readonly low: number;
    readonly high: number;
    readonly counted?: { readonly low: number; readonly high: number };
  };
  readonly why: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Where changing the line was tried on this version: its probability is the one after that. */
  readonly ablation?: SuspectAblation;
}

/** An instruction that fails only with a kind of input, or beside another one. */
export interface Interaction {
  readonly key: string;
  /** Exactly one of the three. `input`: a kind of input by its name, as "tool refund" or "variable plan: pro"; captured text. */
  readonly other?: string;
  readonly behaviorId?: string;
  readonly input?: string;
  /** Whose verdicts these are. */
  readonly evaluator?: string;
  readonly failing: number;
  readonly n: number;
  readonly elsewhere: { readonly failing: number; readonly n: number };
  /** One-sided, held to a false discovery rate of 5 % over all that were tried. */
  readonly p: number;
  readonly evidence: readonly Evidence[];
}

/** Failures that go wrong in one way. `share` of the failures diagnosed; exemplars: three conversations at most, the clearest first. */
export interface Mechanism {
  readonly id: string;
  readonly title: string;
  readonly cause: CauseKind;
  readonly probability: number;
  readonly suspects: readonly Suspect[];
  readonly causes: readonly CauseShare[];
  readonly evaluators: readonly string[];
  readonly behaviorIds: readonly string[];
  readonly failing: number;
  readonly share: number;
  readonly conversations: readonly string[];
  readonly exemplars: readonly Exemplar[];
}

/** A failing conversation with the step that went wrong first, as far as that could be told. */
export interface Exemplar {
  readonly conversationId: string;
  readonly evaluator: string;
  readonly explanation: string;
  /** The message at which the evaluator found what it fails. */
  readonly evidenceAt?: number;
  readonly firstStep?: Evidence & { readonly probability: number; readonly why?: string };
  /** For failures of context: what was not there. */
  readonly gap?: ContextGap;
}

/** What is asked for a diagnosis of. */
export type DiagnosisSubject =
  | { readonly kind: "prompt"; readonly file: string }
  | { readonly kind: "evaluator"; readonly name: string }
  | { readonly kind: "behavior"; readonly id: string }
  /** With `evaluator`: of what that one failed in it alone. */
  | { readonly kind: "conversation"; readonly id: string; readonly evaluator?: string };

/** The diagnosis of one prompt's part in what was asked about. `samples`: judged ones, `failures` of them failed. */
export interface PromptDiagnosis {
  readonly file: string;
  readonly name: string;
  /** The version whose lines are pointed at: the text as it is. */
  readonly version: string;
  readonly samples: number;
  readonly failures: number;
  readonly conversations: number;
  /** Most probable first; they sum to 1. */
  readonly causes: readonly CauseShare[];
  /** Most probable first. */
  readonly suspects: readonly Suspect[];
  /** Those with most failures first. */
  readonly mechanisms: readonly Mechanism[];
  readonly interactions: readonly Interaction[];
  /** Where a chat model was asked. */
  readonly asked?: AskedOpinions;
}

export interface Diagnosis {
  readonly subject: DiagnosisSubject;
  readonly prompts: readonly PromptDiagnosis[];
}
