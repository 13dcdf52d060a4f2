/**
 * The one door of the core. Slow work goes through a `Host`: `openHost` in this process, `spawnHost` in another. What people see is
 * computed from a prompt's text and a `Snapshot` by the functions of the review room, at once and without waiting for anything.
 */
export {
  type BehaviorFigures,
  type BehaviorIssue,
  type BehaviorTag,
  type Diagnosis,
  type DiagnosisSubject,
  type EvaluatorFigure,
  isDirectiveKind,
  type LineOperator,
  lineOperators,
  type MeasuredInstruction,
  type OutcomeFigures,
  type OutcomeLift,
  type PromptComparison,
  type PromptFigures,
  type PromptTraffic,
  type TagFigures,
  type TagProposal,
} from "./attribution/index.ts";
export * from "./base/index.ts";
export {
  type FileReport,
  type ImportProblem,
  noKnownFormat,
  type RedactionCounts,
} from "./capture/index.ts";
export { checkTypes, type JsonSchema } from "./evaluators/index.ts";
export type { AblatedLine, AblationReport } from "./host/ablation/ablate-lines.ts";
export type { FlippedConversation } from "./host/ablation/flipped-conversation.ts";
export {
  type AblationPlan,
  type AblationQuery,
  defaultSamples,
  operatorsNamed,
  type PlannedLine,
} from "./host/ablation/plan-ablation.ts";
export type { ApprovalRequest, DecisionRequest } from "./host/approval/approver.ts";
export { parseBaseline, readBaseline, writeBaseline } from "./host/baseline-file.ts";
export { baselineSnapshot, testedStamp } from "./host/baseline-snapshot.ts";
export {
  type CapturedService,
  type CaptureOptions,
  type CaptureStatus,
  captureStatus,
  claim,
  startCapture,
  stopCapture,
  type Waiting,
} from "./host/capturing/capture-host.ts";
export {
  type FirstArrival,
  firstArrival,
  frameworksAtHand,
  type SentBefore,
  serviceNameOf,
} from "./host/capturing/connect-agent.ts";
export type { CompareQuery } from "./host/comparison/compare.ts";
export type { ConditionMet } from "./host/condition-evidence.ts";
export {
  type Config,
  type ConfigIssue,
  configFileName,
  configPath,
  loadConfig,
  loadSettings,
  parseConfig,
  requireReadable,
} from "./host/config.ts";
export { completeConfig } from "./host/config-completion.ts";
export { configMistakes } from "./host/config-mistakes.ts";
export { gaveUp } from "./host/config-outcomes.ts";
export { configSchema } from "./host/config-schema.ts";
export type { Decision, DecisionResult } from "./host/decisions/decide.ts";
export { decidedSnapshot } from "./host/decisions/decided-snapshot.ts";
export { loadDecisions } from "./host/decisions/decisions-file.ts";
export {
  type CheckStatus,
  type DoctorCheck,
  type DoctorReport,
  type DoctorTools,
  diagnose,
} from "./host/doctor.ts";
export { inspectInChild } from "./host/doctor-probe.ts";
export { doctorText } from "./host/doctor-text.ts";
export type { EvaluateSummary } from "./host/evaluate-conversations.ts";
export type { EvaluateOptions } from "./host/evaluate-options.ts";
export { FormHost } from "./host/form-host.ts";
export type { Host, Workspace } from "./host/host.ts";
export {
  type CollectorRound,
  importCollectorFolder,
} from "./host/import-collector-folder.ts";
export type { ImportSummary } from "./host/import-conversations.ts";
export type { EvaluationImport } from "./host/import-evaluations.ts";
export type { CaseAnswers, CaseQuery } from "./host/improve/case-answers.ts";
export type { CycleEvidence, EndedCycle } from "./host/improve/cycle-evidence.ts";
export type { CyclePlan, CycleReport, ImproveQuery } from "./host/improve/cycle-report.ts";
export type { CycleStep } from "./host/improve/cycle-steps.ts";
export { cycleTraceId } from "./host/improve/cycle-trace.ts";
export type { DatasetQuery, DatasetReport } from "./host/improve/make-dataset.ts";
export type { MemoryQuery, MemoryReport } from "./host/improve/memory-report.ts";
export { readSuggestionFiles } from "./host/improve/suggestion-files.ts";
export type {
  ListedSuggestion,
  SuggestionDecided,
  SuggestionDecision,
} from "./host/improve/suggestions.ts";
export { type KeyPlace, keyPlaces } from "./host/key-places.ts";
export { type LabelRequest, type LabelResult, refuseProblems } from "./host/labels/give-labels.ts";
export { labelRequestsIn } from "./host/labels/label-requests.ts";
export { migrateWorkspace, repairWorkspace } from "./host/maintenance.ts";
export type { TestedEvaluator, TestQuery } from "./host/mutation/test-evaluators.ts";
export { testsText } from "./host/mutation/tests-text.ts";
export type { WritingPlan } from "./host/mutation/writing-plan.ts";
export { openExisting, openHost, openStored, storeExists, storeOf } from "./host/open-host.ts";
export { forgetOutcomes } from "./host/outcomes/forget-outcomes.ts";
export { importOutcomes, type OutcomeImport } from "./host/outcomes/import-outcomes.ts";
export type { OutcomeColumns } from "./host/outcomes/outcome-columns.ts";
export type { OutcomeReport } from "./host/outcomes/outcome-report.ts";
export { exportConversations } from "./host/privacy/export.ts";
export {
  type ForgetPlace,
  type ForgetReport,
  forgetConversations,
  planForget,
} from "./host/privacy/forget.ts";
export { redactedText } from "./host/privacy/redacted-text.ts";
export { type RetainReport, retainInWorkspace } from "./host/privacy/retain.ts";
export {
  applyRetention,
  dropQuietReceived,
  planRetention,
  type RetentionReport,
} from "./host/privacy/retention.ts";
export type { Selection } from "./host/privacy/select-conversations.ts";
export { promptPathMatcher, readOptionsOf, relativeFile } from "./host/prompt-files.ts";
export type { SuiteResult } from "./host/promptfoo/run-suite.ts";
export { isSuiteFile, runSuiteFile, type SuiteReport } from "./host/promptfoo/run-suite-file.ts";
export { loadQueue, type QueueRequest, type QueueResult } from "./host/queue/queue-file.ts";
export type { BehaviorsSummary } from "./host/refresh-behaviors.ts";
export type { ChooseQuery, ChosenConversations } from "./host/replay/choose-conversations.ts";
export type { ReplayPlan } from "./host/replay/plan-replay.ts";
export type { Replayed, ReplayQuery, ReplayReport } from "./host/replay/replay.ts";
export type { Spent } from "./host/replay/replay-budget.ts";
export { replayLine } from "./host/replay/replay-line.ts";
export { type LogLevel, spawnHost } from "./host/spawn-host.ts";
export type { SuggestedHunk, Suggestion } from "./improve/index.ts";
export type { Editor } from "./models/index.ts";
export {
  formatOf,
  isPromptPath,
  type PromptDocument,
  PromptReader,
  promptGlobs,
  promptVersion,
  type ReadOptions,
  readPrompt,
  shortVersion,
  type TextEdit,
} from "./prompt/index.ts";
export * from "./review/index.ts";
export { type RepairReport, type TableRepair, unsupportedPlatform } from "./store/index.ts";
