/**
 * evaluators: samples in, evaluations out. This room turns the `evaluators:` of the configuration into checks, cuts conversations
 * into samples, and labels each sample pass, fail, unknown or not applicable with a score and an explanation that quotes the
 * evidence. Models are asked through `services.judge` alone. It must never read or write the store or a file, run code of an untrusted workspace, or let one bad sample,
 * pattern or script stop or hang the rest.
 */
export { assertionsOfParts } from "./aggregate.ts";
export type { Assertion, CheckType, JsonSchema } from "./check-type.ts";
export { checkTypes, namesOf } from "./check-types.ts";
export { commonFinishReason } from "./checks/recorded/finish-reason.ts";
export { actionWords, wordsOfTool } from "./checks/verifiable/tool-words.ts";
export type { CallProcess } from "./code/call-process.ts";
export { codeReference } from "./code/code-reference.ts";
export { codeFilesOf, keyedByCode } from "./code/keyed-by-code.ts";
export { stdioCalls } from "./code/stdio-script.ts";
export { DEFAULT_DEADLINE_MS, underDeadline } from "./deadline.ts";
export { didYouMean, editDistance } from "./did-you-mean.ts";
export { evaluate } from "./evaluate.ts";
export {
  assertedIn,
  type Definition,
  defaultEvaluators,
  type Evaluator,
  isRepeated,
  judgesIn,
  mayCost,
  needs,
  runsJavascript,
} from "./evaluator.ts";
export { assertionDefinitions, evaluatorSchema, suiteSchema } from "./evaluator-schema.ts";
export { isRecord } from "./is-record.ts";
export { javascriptCalls } from "./javascript-sandbox.ts";
export { addressesJudge } from "./judges/addressed.ts";
export type { AnswerForm, Judge, JudgeTally, Shown, Spending, Spent } from "./judges/judge.ts";
export { keyedByModels } from "./judges/keyed-by-models.ts";
export {
  type CallBudget,
  type KeptAnswer,
  type KeptAnswers,
  ModelJudge,
  type ModelJudgeOptions,
} from "./judges/model-judge.ts";
export * from "./mutation/index.ts";
export { type ConfigProblem, parseEvaluators } from "./parse-evaluators.ts";
export { type RawTest, testOfRow } from "./promptfoo/csv-test.ts";
export {
  completeTests,
  defaultValues,
  type FoundTest,
  type Origin,
  type Suite,
  type SuiteProblem,
  type SuitePrompt,
  type SuiteProvider,
  type SuiteTest,
  scenarioTests,
  testId,
} from "./promptfoo/suite.ts";
export { type SuiteEntry, suiteEvaluator } from "./promptfoo/suite-cases.ts";
export { parseSuiteEntry, type SuiteReference } from "./promptfoo/suite-entry.ts";
export { type EvaluationRun, type RunTally, runEvaluators } from "./run-evaluators.ts";
export { type SampleMeta, samplesOf } from "./samples.ts";
export { type EvaluationServices, openServices, type ServiceOptions } from "./services.ts";
export { render as renderTemplate } from "./templates/render.ts";
export { transformedValue, withOutput } from "./transformed.ts";
