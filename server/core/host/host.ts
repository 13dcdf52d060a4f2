import type {
  BehaviorLines,
  Diagnosis,
  DiagnosisSubject,
  PromptComparison,
  TagProposal,
} from "../attribution/index.ts";
import type { LongWork } from "../base/index.ts";
import type {
  AgreementQuery,
  AgreementReport,
  BehaviorDetail,
  BehaviorProposalQuery,
  BehaviorProposals,
  CapabilityQueue,
  ConversationDetail,
  ConversationPage,
  ConversationQuery,
  EvaluatorHistory,
  FailureList,
  FailuresQuery,
  Labels,
  LiveList,
  OpinionReport,
  ProposalQuery,
  ProposalsReport,
  QueryHelp,
  QueuedTarget,
  ReasonsQuery,
  ReasonsReport,
  RubricQuery,
  Slice,
  Snapshot,
  SpanView,
  TraceView,
} from "../review/index.ts";
import type { AblationReport } from "./ablation/ablate-lines.ts";
import type { AblationPlan, AblationQuery } from "./ablation/plan-ablation.ts";
import type { WaitingService } from "./capturing/inbox.ts";
import type { CompareQuery } from "./comparison/compare.ts";
import type { ConditionMet, ConditionQuery } from "./condition-evidence.ts";
import type { Decision, DecisionResult } from "./decisions/decide.ts";
import type { EvaluateSummary } from "./evaluate-conversations.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";
import type { ImportSummary } from "./import-conversations.ts";
import type { EvaluationImport } from "./import-evaluations.ts";
import type { CaseAnswers, CaseQuery } from "./improve/case-answers.ts";
import type { CycleEvidence, EndedCycle } from "./improve/cycle-evidence.ts";
import type { CyclePlan, CycleReport, ImproveQuery } from "./improve/cycle-report.ts";
import type { DatasetQuery, DatasetReport } from "./improve/make-dataset.ts";
import type { MemoryQuery, MemoryReport } from "./improve/memory-report.ts";
import type { ListedSuggestion, SuggestionDecided, SuggestionDecision } from "./improve/suggestions.ts";
import type { LabelRequest, LabelResult } from "./labels/give-labels.ts";
import type { TestQuery, TestSummary } from "./mutation/test-evaluators.ts";
import type { OpinionQuery } from "./opinions/opinion-asker.ts";
import type { OutcomeReport } from "./outcomes/outcome-report.ts";
import type { QueueRequest, QueueResult } from "./queue/queue-file.ts";
import type { BehaviorsSummary } from "./refresh-behaviors.ts";
import type { ChooseQuery, ChosenConversations } from "./replay/choose-conversations.ts";
import type { ReplayPlan } from "./replay/plan-replay.ts";
import type { ReplayQuery, ReplayReport } from "./replay/replay.ts";

/** Where the host works and what it may do there. */
export interface Workspace {
  readonly root: string;
  /** Default: homeostat.yaml at the root. */
  readonly configFile?: string;
  /** A LanceDB URI that goes before the configured one. */
  readonly store?: string;
  /** Only then: git is run, `javascript` checks run, the configuration may name places outside the workspace. */
  readonly trusted: boolean;
  /** Path of the built javascript-child.cjs. */
  readonly sandboxEntry?: string;
  /** Prompt files beside the configured ones, as named on the command line. */
  readonly prompts?: readonly string[];
}

/**
 * All slow work on one workspace. Every method may take long and says so through `work`; readers on the typing path use the
 * snapshot it gives and never wait for it. The same interface stands in front of a host in another process (`spawnHost`).
 */
export interface Host {
  importConversations(
    paths: readonly string[],
    promptHint: string | undefined,
    work?: LongWork,
  ): Promise<ImportSummary>;
  /** Reads evaluations that were made elsewhere, of conversations that are here. Throws `file-unreadable`, `evaluations-unusable`. */
  importEvaluations(path: string, work?: LongWork): Promise<EvaluationImport>;
  /** Records prompt versions, finds each conversation's prompt, judges what is not judged. */
  evaluate(work?: LongWork): Promise<EvaluateSummary>;
  /** The same by some of the evaluators, or of what came by itself. Throws `evaluator-unknown`, `prompt-unknown`. */
  evaluateOnly(which: EvaluateOptions, work?: LongWork): Promise<EvaluateSummary>;
  /** What failed, with everything that is needed to look into it, the latest first. Throws `evaluator-unknown`, `prompt-unknown`. */
  failures(query: FailuresQuery): Promise<FailureList>;
  findBehaviors(work?: LongWork): Promise<BehaviorsSummary>;
  /**
   * Keeps what a person decided about a behavior in homeostat/behaviors.yaml; merges and splits search anew. Throws `behavior-unknown`,
   * `decision-invalid`, `decisions-unreadable`.
   */
  decide(decision: Decision, work?: LongWork): Promise<DecisionResult>;
  /** Changes homeostat/capability.yaml. Throws `queue-unknown`, `queue-unreadable`, `-busy`, `-too-large`, `-unwritable`. */
  changeQueue(request: QueueRequest): Promise<QueueResult>;
  /** What that file says. */
  queue(): Promise<CapabilityQueue>;
  /** Writes labels of people into homeostat/labels.yaml. Throws `labels-unreadable`, `-busy`, `-too-large`, `-unwritable`. */
  label(requests: readonly LabelRequest[]): Promise<LabelResult>;
  /** What that file says. */
  labels(): Promise<Labels>;
  /** Evaluators against what people say, or against the recorded outcome. Throws `evaluator-unknown`. */
  agreement(query: AgreementQuery, work?: LongWork): Promise<AgreementReport>;
  /** The definitions that an evaluator had, and what flipped from one to the next. Throws `evaluator-unknown`. */
  evaluatorHistory(name: string): Promise<EvaluatorHistory>;
  /** Figures of now; made anew only where the store, the configuration or a prompt file changed. */
  snapshot(): Promise<Snapshot>;
  /** Which behavior puts which lines of a prompt file to work; none where no behaviors were found, or the file is no prompt. */
  behaviorLines(file: string): Promise<readonly BehaviorLines[]>;
  /** Conversations that met the conditions of a line, two at most, and by what. */
  conditionEvidence(query: ConditionQuery): Promise<readonly ConditionMet[]>;
  conversations(query: ConversationQuery): Promise<ConversationPage>;
  conversation(id: string): Promise<ConversationDetail | undefined>;
  /** Everything that is known of one behavior; undefined where there is none of that id, or no store. */
  behavior(id: string): Promise<BehaviorDetail | undefined>;
  /** The same with its spans, for the trace viewer; long texts in it are cut. */
  trace(id: string): Promise<TraceView | undefined>;
  traceSpan(id: string, spanId: string): Promise<SpanView | undefined>;
  /** The whole of a text that was cut in one of the two. */
  traceText(id: string, place: string): Promise<string | undefined>;
  /** What waits in the inbox of this machine, whatever the workspace; makes no store. */
  waitingServices(): Promise<readonly WaitingService[]>;
  /** The conversations that came last. */
  live(limit: number): Promise<LiveList>;
  /** What may stand at an offset of a query, and what is wrong with it. */
  completeQuery(text: string, offset: number): Promise<QueryHelp>;
  /** Queries that were given names. */
  slices(): Promise<readonly Slice[]>;
  /** Keeps a query under a name. Throws `query-invalid`. */
  saveSlice(slice: Slice): Promise<void>;
  /** The behaviors that account for something that went wrong. Throws `reason-unknown`. */
  reasons(query: ReasonsQuery): Promise<ReasonsReport>;
  /** Words that could be tags of this product: of conversations that go wrong, whatever people ask for. Throws `no-behaviors`, `nothing-judged`. */
  proposeTags(work?: LongWork): Promise<readonly TagProposal[]>;
  /**
   * Mutation-tests evaluators, all or those named, and keeps what it shows; a test that could not be run to its end takes no other's place.
   * With `model` a chat model writes answers as well, within its limits; it is never asked otherwise. Throws `evaluator-unknown`, `no-chat`.
   */
  testEvaluators(query?: TestQuery, work?: LongWork): Promise<TestSummary>;
  /** Evaluators that could test lines of a prompt, each run on its conversations. Throws `prompt-unknown`. */
  proposeChecks(query: ProposalQuery, work?: LongWork): Promise<ProposalsReport>;
  /**
   * Rubrics that a model writes for lines of a prompt, each tried on some samples and tested. Asks models, and stores their verdicts on
   * samples. Throws `no-chat`, `prompt-unknown`.
   */
  proposeRubrics(query: RubricQuery, work?: LongWork): Promise<ProposalsReport>;
  /**
   * Evaluators that tell what fails in a behavior from what passes there, with the conversations they were made from; `byModel` asks a model,
   * and stores its verdicts on samples. Throws `behavior-unknown`, `no-chat`.
   */
  proposeForBehavior(query: BehaviorProposalQuery, work?: LongWork): Promise<BehaviorProposals>;
  /**
   * What the difference in pass rate between two prompts is put down to, by evaluator. Throws `prompt-unknown`, `version-unknown`,
   * `evaluator-unknown`, `same-prompt`, `nothing-to-compare`.
   */
  comparePrompts(query: CompareQuery, work?: LongWork): Promise<readonly PromptComparison[]>;
  /**
   * What failures are put down to: lines, what else was in the conversations, or nothing that is known; asks no model itself. Throws
   * `prompt-unknown`, `evaluator-unknown`, `behavior-unknown`, `conversation-unknown`.
   */
  diagnose(subject: DiagnosisSubject, work?: LongWork): Promise<Diagnosis>;
  /**
   * Asks a chat model what the diagnosis of prompts leaves open, within its limits, and keeps the answers, which diagnoses count from then on as
   * far as they proved right on control questions. Throws `no-chat`, `prompt-unknown`.
   */
  askOpinions(query: OpinionQuery, work?: LongWork): Promise<OpinionReport>;
  /**
   * Finds the lines that failures point to most, which snapshots show from then on; nothing where that is done. It takes seconds where there are
   * many conversations, so that no snapshot waits for it.
   */
  refreshSuspects(work?: LongWork): Promise<void>;
  /** What a kind of outcome has to do with behaviors. Throws `outcome-unknown`, `query-invalid`. */
  outcomes(kind: string): Promise<OutcomeReport>;
  /** Conversations of a prompt to run again for fresh answers. Throws `prompt-unknown`, `evaluator-unknown`. */
  chooseConversations(query: ChooseQuery): Promise<ChosenConversations>;
  /**
   * What running conversations again will take, without asking anybody. Throws `no-agent`, `agent-unknown`, `prompt-unknown`, `no-chat`,
   * `conversation-unknown`.
   */
  planReplay(query: ReplayQuery): Promise<ReplayPlan>;
  /** Runs conversations again with a text of a prompt, by its agent. Stores nothing. Throws the same, and what no call can do without. */
  replay(query: ReplayQuery, work?: LongWork): Promise<ReplayReport>;
  /**
   * What changing lines of a prompt and running conversations again will take, without asking anybody. Throws what `planReplay` throws,
   * `ablation-empty`, `evaluator-unknown`.
   */
  planAblation(query: AblationQuery, work?: LongWork): Promise<AblationPlan>;
  /**
   * Changes lines of a prompt one at a time, runs conversations that put them to work with both texts, and keeps what it shows. Each run is kept
   * as soon as it is finished and is never made again. Throws the same, and what no call can do without.
   */
  ablate(query: AblationQuery, work?: LongWork): Promise<AblationReport>;
  /** What a cycle of improvement is about to take. Throws `target-unknown`, `target-untrusted`, `cases-missing`, `no-chat`, and what a replay throws. */
  planImprove(query: ImproveQuery, work?: LongWork): Promise<CyclePlan>;
  /** What fell below `improve.when` of the configuration and waits for somebody to begin a search, the worst first. */
  queuedTargets(): Promise<readonly QueuedTarget[]>;
  /** Looks for an edit that mends what fails and breaks nothing. It changes no file: what it finds waits for a person. Throws what `planImprove` throws. */
  improve(query: ImproveQuery, work?: LongWork): Promise<CycleReport>;
  /** Cycles however they ended, the newest first. */
  cycles(): Promise<readonly EndedCycle[]>;
  /** All that is known of a cycle, by its id or that of what it suggests. Throws `suggestion-unknown`. */
  cycleEvidence(id: string): Promise<CycleEvidence>;
  /** What was said in a case of a suggestion, with either text: from kept runs, nobody is asked. Throws `suggestion-unknown`, and what a replay throws. */
  caseAnswers(query: CaseQuery, work?: LongWork): Promise<CaseAnswers>;
  /** What cycles suggest, here or in files of homeostat/suggestions/, the newest first. */
  suggestions(): Promise<readonly ListedSuggestion[]>;
  /** Writes a suggestion into a file there, for others to decide on. Gives its path. Throws `suggestion-unknown`, `suggestions-unwritable`. */
  writeSuggestion(id: string): Promise<string>;
  /**
   * Carries out what a person decides about a suggestion, and writes it into homeostat/audit.jsonl. Throws `suggestion-unknown`,
   * `suggestion-unconfirmed`, `reason-missing`, and what git makes impossible.
   */
  decideSuggestion(decision: SuggestionDecision, work?: LongWork): Promise<SuggestionDecided>;
  /**
   * Cases for a behavior or an evaluator that is to become better. With `write` they are kept in homeostat/datasets/; with `model` as well a
   * chat model writes some, else none is asked. Throws `no-chat`, `target-unknown`, `prompt-unknown`, `no-cases`, `dataset-unreadable`, `tests-unreadable`, `-busy`, `-too-large`, `-unwritable`.
   */
  dataset(query: DatasetQuery, work?: LongWork): Promise<DatasetReport>;
  /** What was tried to mend prompts, and what of it would be tried next. Throws `prompt-unknown`. */
  memory(query: MemoryQuery): Promise<MemoryReport>;
  /** Forgets what was tried, of one prompt or of all. Gives how many attempts there were. Throws `prompt-unknown`. */
  resetMemory(query: Pick<MemoryQuery, "prompt">): Promise<number>;
  /** The prompt files of the workspace, as paths relative to it. */
  promptFiles(): Promise<readonly string[]>;
  /** A short text that changes when anybody writes to the store, or decides something about behaviors. */
  revision(): Promise<string>;
  close(): Promise<void>;
}
