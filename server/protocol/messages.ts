/**
 * What client, server and webviews say to each other. Own types, plain data: nothing of the core crosses a process as it is.
 * `folder` is the URI of a workspace folder; absent = the first one.
 */
export interface InitializationOptions {
  /** Whether the workspace is trusted; only then is code of the configuration run, or git. */
  readonly trusted: boolean;
  /** Path of the built worker. */
  readonly worker: string;
  /** Another extension validates YAML against our schema: then we do not say the same twice. */
  readonly yamlIsHandled: boolean;
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
  /** The client has our commands, so that actions may lead to them. */
  readonly commands: boolean;
}

export interface InFolder {
  readonly folder?: string;
}

/** Long requests name their progress; steps come as `progress` notifications with the same token. */
export interface LongRequest extends InFolder {
  readonly progressToken: string;
}

export interface ProgressStep {
  readonly token: string;
  readonly message: string;
  /** Per cent done, where known. */
  readonly percent?: number;
}

export interface ImportRequest extends LongRequest {
  /** Paths on the server's machine. */
  readonly paths: readonly string[];
  readonly prompt?: string;
}

export interface ImportResult {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  /** One sentence each: file, place, reason. */
  readonly problems: readonly string[];
  /** What was blacked out, as a sentence; empty where nothing was. */
  readonly redacted: string;
}

export interface EvaluateResult {
  readonly conversations: number;
  readonly evaluations: number;
}

export interface FindBehaviorsResult {
  readonly behaviors: number;
  readonly outliers: number;
  /** What a chat model was asked, as a sentence without its capital and full stop; empty where none is configured. */
  readonly asked: string;
}

export interface Status {
  readonly conversations: number;
  readonly unmatched: number;
  readonly evaluations: number;
  readonly behaviors: number;
  readonly hasConfig: boolean;
  /** Lines of the workspace's prompts, as they are on disk, that are an error or a warning. */
  readonly failing: number;
}

export interface BehaviorItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly words: readonly string[];
  readonly exemplars: readonly { readonly conversationId: string; readonly text: string }[];
  readonly size: number;
  readonly share: number;
  /** Judged conversations and those of them that failed. */
  readonly judged: number;
  readonly failed: number;
  readonly low: number;
  readonly high: number;
  /** It needs a person: `high`, `signals` or `rising` is among its issues. */
  readonly issue: boolean;
  readonly issues: readonly BehaviorIssueItem[];
  /** From 1 on, for those that have an issue: who hits more people comes first. */
  readonly rank?: number;
  /** Different people who had a failure in it. */
  readonly people: number;
  /** At most 12 equal stretches of the data's own time; absent where there are no times. */
  readonly trend?: readonly BehaviorTrendItem[];
  readonly prompts: readonly string[];
  /** The group above it, where behaviors are grouped. */
  readonly groupId?: string;
  /** Tags that are frequent in it, and how many times as often as elsewhere. */
  readonly tags?: readonly {
    readonly tag: string;
    readonly share: number;
    readonly lift?: number;
    readonly isClear: boolean;
  }[];
  /** What happened later to those who asked for it, and how many times as often as to others. */
  readonly outcomes?: readonly {
    readonly kind: string;
    readonly n: number;
    readonly hits: number;
    readonly lift?: number;
    readonly isClear: boolean;
  }[];
  readonly decision?: BehaviorDecision;
}

/** What people decided about a behavior. */
export interface BehaviorDecision {
  readonly pinned?: true;
  readonly muted?: { readonly reason: string; readonly until?: string };
  readonly weight?: number;
  /** A person gave it its name. */
  readonly isNamed?: true;
  /** Ids of behaviors that it has swallowed. */
  readonly merged?: readonly string[];
  /** The behavior that it is a part of. */
  readonly partOf?: string;
}

/** What a person wants of a behavior, named by its id; kept in homeostat/behaviors.yaml. */
export type DecideRequest = LongRequest & {
  readonly decision:
    | {
        readonly kind: "pin" | "unpin" | "unmute" | "unmerge" | "split" | "unsplit";
        readonly behavior: string;
      }
    | { readonly kind: "mute"; readonly behavior: string; readonly reason: string }
    | { readonly kind: "weight"; readonly behavior: string; readonly weight: number }
    | { readonly kind: "rename"; readonly behavior: string; readonly name: string }
    | { readonly kind: "merge"; readonly behavior: string; readonly others: readonly string[] };
};

/** `parts`: sizes of the parts of a split. */
export interface DecideResult {
  readonly file: string;
  readonly parts?: readonly number[];
}

export type BehaviorIssueKind = "high" | "signals" | "rising" | "new" | "drifting";

/** Why a behavior is pointed out: one sentence with the numbers. */
export interface BehaviorIssueItem {
  readonly kind: BehaviorIssueKind;
  readonly text: string;
  readonly sinceMs?: number;
  readonly people: number;
}

/** Conversations that began from `fromMs` on and before `toMs`. */
export interface BehaviorTrendItem {
  readonly fromMs: number;
  readonly toMs: number;
  readonly size: number;
  readonly judged: number;
  readonly failed: number;
}

/** Requests in no behavior: k of n of late, and before. */
export interface UnknownIntentsItem {
  readonly sinceMs: number;
  readonly recent: { readonly k: number; readonly n: number };
  readonly before: { readonly k: number; readonly n: number };
  readonly isRising: boolean;
  readonly newest: readonly { readonly conversationId: string; readonly text: string }[];
}

/** A node above behaviors. */
export interface GroupItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export interface BehaviorsResult {
  readonly behaviors: readonly BehaviorItem[];
  readonly groups: readonly GroupItem[];
  readonly outliers: number;
  readonly unknown?: UnknownIntentsItem;
  readonly conversations: number;
}

export interface ConversationsRequest extends InFolder {
  readonly instructions?: readonly string[];
  readonly behavior?: string;
  readonly evaluator?: string;
  readonly text?: string;
  /** A filter in the language of queries. */
  readonly query?: string;
  readonly failing?: boolean;
  readonly unmatched?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

export interface ConversationItem {
  readonly id: string;
  readonly opening: string;
  readonly outcome?: "pass" | "fail" | "unknown";
  /** Of all that was asked in it, in the order of asking, each once. */
  readonly behaviorIds: readonly string[];
  readonly prompts: readonly string[];
  readonly failed: readonly { readonly evaluator: string; readonly explanation: string }[];
  readonly startMs?: number;
}

export interface ConversationsResult {
  readonly total: number;
  readonly conversations: readonly ConversationItem[];
}

export interface CompleteQueryRequest extends InFolder {
  readonly text: string;
  readonly offset: number;
}

/** What may stand at the offset, best first, and what is wrong with the text. Offsets are UTF-16. */
export interface CompleteQueryResult {
  readonly completions: readonly {
    readonly label: string;
    readonly insert: string;
    readonly range: { readonly start: number; readonly end: number };
    readonly detail: string;
    readonly kind: "field" | "value" | "slice" | "word";
  }[];
  readonly problems: readonly {
    readonly range: { readonly start: number; readonly end: number };
    readonly message: string;
    readonly hint?: string;
  }[];
}

/** A query with a name; the list of them is asked for by the folder alone. */
export interface SliceItem {
  readonly name: string;
  readonly query: string;
}

export interface SaveSliceRequest extends InFolder, SliceItem {}

export interface ConversationRequest extends InFolder {
  readonly id: string;
}

/** The document of a conversation; lines are zero-based. */
export interface ConversationResult {
  readonly text: string;
  readonly messageLines: readonly number[];
  readonly evaluationLines: readonly { readonly line: number; readonly message?: number }[];
  readonly prompts: readonly { readonly file: string; readonly line: number }[];
}

export interface InstructionRequest {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** The instruction at a place, to list its conversations by. */
export interface InstructionResult {
  readonly key: string;
  readonly text: string;
  readonly failing: number;
}

/** A finding by its rule and place, and why it is accepted. */
export interface IgnoreRequest {
  readonly uri: string;
  readonly code: string;
  readonly evaluator?: string;
  readonly at: { readonly line: number; readonly character: number };
  readonly reason: string;
}

export interface IgnoreResult {
  /** The file that holds the entry now; it is not saved. */
  readonly configUri: string;
  readonly applied: boolean;
}

/** Figures of one evaluator; rates are pass rates in 0..1 and absent where it gave no verdict. */
export interface OverviewEvaluator {
  readonly name: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly rate?: number;
  readonly low?: number;
  readonly high?: number;
  /** Whether it covers a line of the prompt. */
  readonly linked: boolean;
  /** The worst that the editor says of the prompt by it. */
  readonly severity?: OverviewSeverity;
}

export type OverviewSeverity = "error" | "warning" | "information";

/** A measured line of a prompt that falls short, by its worst evaluator. */
export interface OverviewLine {
  readonly key: string;
  readonly text: string;
  /** Zero-based, in the text as it stands; absent where the file cannot be read. */
  readonly line?: number;
  readonly evaluator: string;
  readonly passes: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** What the editor says of it; absent where the rate is low and the evidence too thin to say so. */
  readonly severity?: OverviewSeverity;
  readonly failingConversations: number;
}

/** Directives of a prompt; those without an evaluator, and those that no conversation put to work, by their places. */
export interface OverviewCoverage {
  readonly directives: number;
  readonly tested: number;
  readonly exercised: number;
  readonly untested: readonly OverviewPlace[];
  readonly neverExercised: readonly OverviewPlace[];
  /** Lines that were changed after they had been measured. */
  readonly changed: number;
}

export interface OverviewPlace {
  readonly text: string;
  /** Zero-based. */
  readonly line: number;
}

export interface OverviewPrompt {
  readonly name: string;
  /** Relative to the folder, with `/`; outside it, absolute. */
  readonly file: string;
  readonly matched: number;
  readonly ambiguous: number;
  readonly evaluators: readonly OverviewEvaluator[];
  /** Worst first. */
  readonly lines: readonly OverviewLine[];
  /** Absent where the file cannot be read. */
  readonly coverage?: OverviewCoverage;
}

/** Everything the overview page shows of one folder. */
export interface Overview {
  readonly hasFolder: boolean;
  readonly thresholds: { readonly error: number; readonly warning: number; readonly minSamples: number };
  readonly conversations: number;
  readonly unmatched: number;
  readonly evaluations: number;
  /** Conversations in no behavior. */
  readonly outliers: number;
  readonly behaviors: readonly BehaviorItem[];
  readonly prompts: readonly OverviewPrompt[];
}

/** A service that becomes the folder's. */
export interface ClaimRequest extends InFolder {
  readonly service: string;
}

/** Names of the requests and notifications beside the Language Server Protocol's own. */
export const methods = {
  import: "homeostat/import",
  evaluate: "homeostat/evaluate",
  findBehaviors: "homeostat/findBehaviors",
  decide: "homeostat/decide",
  status: "homeostat/status",
  behaviors: "homeostat/behaviors",
  behavior: "homeostat/behavior",
  overview: "homeostat/overview",
  conversations: "homeostat/conversations",
  conversation: "homeostat/conversation",
  trace: "homeostat/trace",
  traceSpan: "homeostat/traceSpan",
  traceText: "homeostat/traceText",
  live: "homeostat/live",
  captureStatus: "homeostat/capture/status",
  startCapture: "homeostat/capture/start",
  stopCapture: "homeostat/capture/stop",
  claimService: "homeostat/capture/claim",
  connectFrameworks: "homeostat/connect/frameworks",
  connectSnippet: "homeostat/connect/snippet",
  connectArrival: "homeostat/connect/arrival",
  completeQuery: "homeostat/completeQuery",
  slices: "homeostat/slices",
  saveSlice: "homeostat/saveSlice",
  instruction: "homeostat/instruction",
  ignore: "homeostat/ignore",
  /** Server to client: figures, behaviors or conversations are not what they were. */
  changed: "homeostat/changed",
  progress: "homeostat/progress",
  /** Client to server: the workspace is trusted now. */
  trusted: "homeostat/trusted",
} as const;
