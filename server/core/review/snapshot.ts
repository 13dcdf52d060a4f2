import type {
  EvaluatorTraffic,
  ForbiddenCalls,
  JudgedBehavior,
  LineAblation,
  OutcomeFigures,
  PromptFigures,
  PromptTools,
  PromptTraffic,
  Suspect,
  TagFigures,
  Thresholds,
  Trust,
  UnaddressedBehavior,
  UnknownRequests,
  UnseenFailures,
} from "../attribution/index.ts";
import type { Scope } from "../store/index.ts";
import type { DecidedBehavior, DecisionProblem } from "./decisions/laid-over.ts";
import type { FindingPolicy } from "./finding-policy.ts";

/** An evaluator as people see it; where it stands in the configuration, for links to it. */
export interface EvaluatorInfo {
  readonly name: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly trust: Trust;
  /** What its mutation test showed, in one sentence without a full stop; absent where it never had one. */
  readonly tested?: string;
  /** What that test was of; absent with it, and in a snapshot that a baseline made. */
  readonly test?: TestStamp;
  /** Of n samples that its judges were asked about repeatedly, those k whose trials disagreed. */
  readonly flips?: { readonly k: number; readonly n: number };
  /** Which of the traffic it had something to say of; absent where nothing that it was put to has a time, and in a snapshot that a baseline made. */
  readonly traffic?: EvaluatorTraffic;
  /** Zero-based line in homeostat.yaml; absent for the built-in one. */
  readonly line?: number;
}

/** What a mutation test was of, as two hashes: the evaluator with its words, our operators and the limits; and the lines that it covers. */
export interface TestStamp {
  readonly definition: string;
  readonly lines: string;
}

/** A node above behaviors. */
export interface GroupInfo {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** Requests in no behavior: how many of late, how many before, and what the newest say. */
export interface UnknownIntents extends Omit<UnknownRequests, "newest"> {
  readonly newest: readonly { readonly conversationId: string; readonly text: string }[];
}

/** Which evaluators judge what people ask for, and the failures that people or tools show and no evaluator does. */
export interface BehaviorCoverage {
  readonly behaviors: readonly JudgedBehavior[];
  readonly unseen: readonly UnseenFailures[];
  /** Conversations that wait for their first evaluation: they count nowhere here. */
  readonly waiting: number;
}

/**
 * The lines of one prompt that its failures point to most, most probable first; of the version whose text is on disk. Their evidence is
 * without quotes: no text of messages is in a snapshot.
 */
export interface PromptSuspects {
  readonly file: string;
  readonly version: string;
  readonly suspects: readonly Suspect[];
}

/** The last time that a line of a prompt was changed to see what it does. */
export interface KeptAblation extends LineAblation {
  readonly file: string;
}

/**
 * Everything the editor answers from: figures and taxonomy of one moment, frozen. It holds no rows and no message text, so it stays
 * small whatever the store holds, and it crosses a process boundary as JSON.
 */
export interface Snapshot {
  /** Of the store it was made from. */
  readonly revision: string;
  readonly thresholds: Thresholds;
  readonly configFile?: string;
  readonly prompts: readonly PromptFigures[];
  readonly behaviors: readonly DecidedBehavior[];
  readonly groups: readonly GroupInfo[];
  /** Conversations whose request is like no other. */
  readonly outliers: number;
  /** Absent where no behaviors were looked for, or nothing has a time. */
  readonly unknown?: UnknownIntents;
  readonly evaluators: readonly EvaluatorInfo[];
  /** Absent where nothing was judged, and in a snapshot that a baseline made. */
  readonly behaviorCoverage?: BehaviorCoverage;
  /** How much of what each prompt was asked a line speaks to and an evaluator judges; absent without behaviors, and in a baseline. */
  readonly promptTraffic?: readonly PromptTraffic[];
  /** Behaviors that no line of a prompt speaks to, by prompts, most conversations first; absent where there are none. */
  readonly unaddressed?: readonly UnaddressedBehavior[];
  /** Of each prompt, the tools that its conversations had; absent where none had any. */
  readonly tools?: readonly PromptTools[];
  /** Tools that a line forbids outright, and that were called under it; absent where there are none. */
  readonly forbidden?: readonly ForbiddenCalls[];
  /** Those that occur, the most frequent first; absent where none does. */
  readonly tags?: readonly TagFigures[];
  /** Kinds of later outcomes; absent where none are known. */
  readonly outcomes?: readonly OutcomeFigures[];
  /** Absent where nothing was diagnosed, and in a snapshot that a baseline made. */
  readonly suspects?: readonly PromptSuspects[];
  /** Absent where no line was changed to see what it does, and in a snapshot that a baseline made. */
  readonly ablations?: readonly KeptAblation[];
  readonly totals: {
    readonly conversations: number;
    readonly unmatched: number;
    readonly evaluations: number;
  };
  /** What the configuration makes of findings; absent where it says nothing. */
  readonly policy?: FindingPolicy;
  /** What is not as it should be in the file of what people decided about behaviors; absent where all is well. */
  readonly decisionProblems?: readonly DecisionProblem[];
  /** Set where the figures come from the committed baseline and not from a store: then there is no evidence to open. */
  readonly baseline?: BaselineOrigin;
}

export interface BaselineOrigin {
  readonly file: string;
  /** ISO date of the newest conversation in it. */
  readonly until?: string;
  /** Evaluators whose definition or `covers:` is not what it was: their figures are left out. */
  readonly changed: readonly string[];
}

export const emptySnapshot: Snapshot = {
  revision: "",
  thresholds: { error: 0.5, warning: 0.8, minSamples: 10 },
  prompts: [],
  behaviors: [],
  groups: [],
  outliers: 0,
  evaluators: [],
  totals: { conversations: 0, unmatched: 0, evaluations: 0 },
};
