/**
 * review: a prompt's text and a snapshot of figures come in, what people see goes out as plain data: findings, inlay hints, code
 * lenses, hovers, the outline, reports, readable conversations. Positions are offsets; faces translate them. This room must never
 * wait for anything: it runs on every keystroke, so no store, no model, no file, no clock.
 */

export { addEvaluatorEdit } from "./add-evaluator.ts";
export * from "./agent-edit.ts";
export * from "./annotated.ts";
export * from "./asked-judges.ts";
export * from "./asked-model.ts";
export * from "./baseline.ts";
export * from "./baseline-difference.ts";
export * from "./behavior-coverage.ts";
export * from "./behavior-detail.ts";
export * from "./behavior-events.ts";
export * from "./behavior-proposals.ts";
export * from "./behavior-timeline.ts";
export * from "./code-lenses.ts";
export { type ConnectReport, connectReport, type SentService } from "./connect/connect-report.ts";
export { type ConnectSnippet, connectSnippet, frameworks, frameworksOf } from "./connect/connect-snippet.ts";
export type { ConnectNotes, ConnectTarget, Framework } from "./connect/framework.ts";
export { dependencyFiles, type Packages, packagesIn } from "./connect/packages-in.ts";
export { type SnippetDocument, snippetDocument } from "./connect/snippet-document.ts";
export * from "./conversation-list.ts";
export * from "./conversation-text.ts";
export * from "./decisions/edit-decisions.ts";
export * from "./decisions/laid-over.ts";
export * from "./decisions/named-behavior.ts";
export * from "./decisions/read-decisions.ts";
export * from "./diagnosis/diagnosis-text.ts";
export * from "./diagnosis/diagnosis-words.ts";
export * from "./diagnosis/told-diagnosis.ts";
export * from "./evaluated-text.ts";
export * from "./evaluator-coverage.ts";
export * from "./evaluator-findings.ts";
export * from "./evaluator-list.ts";
export * from "./failure.ts";
export * from "./failure-text.ts";
export * from "./finding-policy.ts";
export * from "./findings.ts";
export * from "./fingerprints.ts";
export * from "./fresh-verdicts.ts";
export * from "./hover.ts";
export * from "./ignore-edit.ts";
export * from "./inlay-hints.ts";
export * from "./labels/agreement-report.ts";
export * from "./labels/agreement-text.ts";
export * from "./labels/edit-labels.ts";
export * from "./labels/evaluator-history.ts";
export * from "./labels/read-labels.ts";
export * from "./labels/whole-labels.ts";
export * from "./live-list.ts";
export * from "./outline.ts";
export * from "./prompt-coverage.ts";
export * from "./prompt-view.ts";
export { assertionsText, leftToJudge, proposalText, rubricPlanText, wouldFlag } from "./proposal-text.ts";
export * from "./proposed-line.ts";
export * from "./query/index.ts";
export * from "./quick-fixes.ts";
export * from "./reasons.ts";
export * from "./replay-text.ts";
export * from "./report.ts";
export * from "./rules.ts";
export * from "./snapshot.ts";
export { tagProposalsText } from "./tag-proposals-text.ts";
export type { SpanView } from "./trace-span.ts";
export * from "./trace-view.ts";
export * from "./wording.ts";
