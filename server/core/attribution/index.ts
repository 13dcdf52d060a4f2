/**
 * attribution: evaluations and instructions come in, figures on instructions go out: pass rates with n, interval and evidence, coverage,
 * what a changed text has of them, and the figures of behaviors. Deterministic: the same input gives the same figures, byte for byte.
 * This room must never read the store, run an evaluator, or give one text the figures of another.
 */
export * from "./ablation/index.ts";
export * from "./attribute.ts";
export * from "./behavior-evidence.ts";
export * from "./behavior-figures.ts";
export * from "./behavior-lines.ts";
export * from "./behavior-prompt.ts";
export * from "./behavior-verdicts.ts";
export * from "./causes/index.ts";
export * from "./comparison/index.ts";
export { type ExerciseEvidence, exerciseEvidence } from "./conditions/evidence.ts";
export { clockIn } from "./conditions/facts.ts";
export { turnTerms } from "./conditions/turn-terms.ts";
export * from "./contrasts.ts";
export * from "./coverage.ts";
export * from "./diagnosis/index.ts";
export * from "./drop-off.ts";
export * from "./evaluator-agreement.ts";
export * from "./evaluator-traffic.ts";
export { ExerciseModel, exerciseThreshold, type TurnTerms } from "./exercise.ts";
export * from "./failed-conversations.ts";
export * from "./figures.ts";
export * from "./issues/index.ts";
export { type CoverResult, foldQuote, resolveCover } from "./links.ts";
export { type MeasuredInstruction, measure } from "./measured-text.ts";
export * from "./outcome-figures.ts";
export { type EvaluatorWords, type ProposedLink, proposeLinks, textsIn } from "./propose-links.ts";
export * from "./proposed-checks/index.ts";
export * from "./request-places.ts";
export * from "./tag-figures.ts";
export * from "./tag-proposals.ts";
export { Tally, type Thresholds } from "./tally.ts";
export { saidTerms, sharesTerm, termsIn } from "./terms.ts";
export * from "./tools/index.ts";
export * from "./unaddressed.ts";
export * from "./unseen-failures.ts";
export * from "./version-trend.ts";
