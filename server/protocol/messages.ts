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
  /** What was judged, what judges were asked, how much has to wait and why, as sentences without their full stops. */
  readonly said: readonly string[];
  /** Evaluators of which verdicts have to wait: how many and why, as a sentence. */
  readonly waiting: readonly { readonly evaluator: string; readonly said: string }[];
  /** Code of the error by which a judge was asked no more; `said` says it in words. */
  readonly trouble?: string;
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

export interface ConversationsRequest extends InFolder {
  readonly instructions?: readonly string[];
  /** Only these. */
  readonly ids?: readonly string[];
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
  /** What people said of how it went. */
  readonly label?: "pass" | "fail" | "unknown";
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

/** Tags in the words of this product, as text for homeostat.yaml; empty where there is nothing to propose. */
export interface ProposeTagsResult {
  readonly text: string;
}

/** Mutation tests of all evaluators. `calls`: a model is asked to write answers as well, so many times at most. */
export interface TestEvaluatorsRequest extends LongRequest {
  readonly calls?: number;
}

/** How many evaluators mutation tests found trusted or not, and the report as text. */
export interface TestEvaluatorsResult {
  readonly text: string;
  readonly trusted: number;
  readonly untrusted: number;
  readonly untested: number;
  /** What models were asked, as sentences without their full stops. */
  readonly asked: readonly string[];
  /** Who could write answers as well, and in how many calls at most; absent where there is none, or it was asked. */
  readonly plan?: { readonly model: string; readonly calls: number };
}

/** A service that becomes the folder's. */
export interface ClaimRequest extends InFolder {
  readonly service: string;
}

/** Names of the requests and notifications beside the Language Server Protocol's own. */
export const methods = {
  import: "homeostat/import",
  evaluate: "homeostat/evaluate",
  evaluateOnly: "homeostat/evaluateOnly",
  evaluators: "homeostat/evaluators",
  failures: "homeostat/failures",
  findBehaviors: "homeostat/findBehaviors",
  proposeTags: "homeostat/proposeTags",
  testEvaluators: "homeostat/testEvaluators",
  proposeChecks: "homeostat/proposeChecks",
  proposeRubrics: "homeostat/proposeRubrics",
  proposeForBehavior: "homeostat/proposeForBehavior",
  addCheck: "homeostat/addCheck",
  decide: "homeostat/decide",
  status: "homeostat/status",
  behaviors: "homeostat/behaviors",
  behavior: "homeostat/behavior",
  overview: "homeostat/overview",
  promptCoverage: "homeostat/coverage/prompts",
  coverageDetails: "homeostat/coverage/details",
  conversations: "homeostat/conversations",
  conversation: "homeostat/conversation",
  trace: "homeostat/trace",
  label: "homeostat/label",
  agreement: "homeostat/agreement",
  agreementText: "homeostat/agreement/text",
  diagnose: "homeostat/diagnose",
  diagnosisBasis: "homeostat/diagnose/basis",
  linePlace: "homeostat/linePlace",
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
  replayPlan: "homeostat/replay/plan",
  replay: "homeostat/replay",
  addAgent: "homeostat/replay/addAgent",
  comparable: "homeostat/comparison/versions",
  compare: "homeostat/comparison",
  queue: "homeostat/queue",
  queueProposals: "homeostat/queue/proposals",
  changeQueue: "homeostat/queue/change",
  suggestions: "homeostat/suggestions",
  suggestion: "homeostat/suggestion",
  suggestionEdits: "homeostat/suggestion/edits",
  decideSuggestion: "homeostat/suggestion/decide",
  suggestionPage: "homeostat/suggestion/page",
  caseAnswers: "homeostat/suggestion/answers",
  cycles: "homeostat/cycles",
  improveTargets: "homeostat/improve/targets",
  improvePlan: "homeostat/improve/plan",
  improve: "homeostat/improve",
  memory: "homeostat/memory",
  resetMemory: "homeostat/memory/reset",
  dataset: "homeostat/dataset",
  ablationChoices: "homeostat/ablation/choices",
  ablationPlan: "homeostat/ablation/plan",
  ablate: "homeostat/ablation/run",
  freshPlan: "homeostat/fresh/plan",
  freshRun: "homeostat/fresh/run",
  keyPlaces: "homeostat/models/keyPlaces",
  /** Server to client: the key for a place. */
  key: "homeostat/models/key",
  /** Server to client: a question to one of the editor's language models. */
  askModel: "homeostat/models/ask",
  /** Server to client: figures, behaviors or conversations are not what they were. */
  changed: "homeostat/changed",
  /** Server to client: suggestions came, or somebody decided about one. */
  suggestionsChanged: "homeostat/suggestions/changed",
  progress: "homeostat/progress",
  /** Client to server: the workspace is trusted now. */
  trusted: "homeostat/trusted",
} as const;
