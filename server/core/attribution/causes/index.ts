export { type CauseRule, causeMarks, causeRules } from "./cause-marks.ts";
export { type ContextGap, contextGap, type FoundDocument, filledGap } from "./context-gap.ts";
export { DocumentIndex, type RankedDocument, type StoredDocument } from "./document-index.ts";
export {
  type BadStep,
  badSteps,
  firstBadStep,
  type StepHints,
  type StepShare,
  stepWeights,
} from "./first-bad-step.ts";
export { type Step as StepTraits, stepsOf, traitNames } from "./step-traits.ts";
