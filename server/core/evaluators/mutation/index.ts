/**
 * Mutation tests of evaluators: samples that an evaluator passes come in, changed in known ways; out comes how many of the breaks it
 * catches and how many harmless changes it fails.
 *
 * The plan. **Claims first**: `claims-of.ts` reads what an evaluator claims to test, from its checks (`check-claims.ts`: a `word-count`
 * claims a length, `contains` that something is there, `not-contains` that it is not, tool checks the calls, a judge what its
 * criterion says, `rubric-claims.ts`), from its name, description and `covers:` and from the lines that it covers (`spoken-claims.ts`: that an answer is right, how
 * many words a line allows); what a claim is about (which tools need consent, which figures may be stated) are its `particulars`. **Then
 * operators**: `planOf` takes those that break what is claimed, and of the harmless ones those that do not touch it. Neither looks at a sample or a verdict, so which operators apply is fixed before anything is scored. **Then mutants**: an operator
 * (`breaks/`, `harmless/`) makes a whole new sample of one that passes, or none where there is nothing to change; whether a mutant is broken
 * is decided by the claim (the required part is gone, the length is over), never by the evaluator. **Then verdicts**: the real `evaluate`
 * judges them, `when` included; a mutant to which the evaluator does not apply counts for nothing. **Then trust**: `trustOf` in `report.ts`.
 *
 * **Answers that a model wrote** (`written/`) come beside all this where somebody asks for them: kinds of breaks and a paraphrase, each as an order
 * to a chat model (`written-kinds.ts`); what comes back is held against the answer it was made of (`written-fault.ts`), judged, and reported by
 * kind. A model may have broken nothing, so these are for a person to read, and `trustOf` does not look at them.
 *
 * A narrow check is tested on what it claims and on nothing else. One whose words claim more than its checks see (contains "the", said to
 * check that an answer is right) is tested on what its words claim. To add an operator: a row in a table of `breaks/` or `harmless/`, and
 * raise `operatorsVersion`. To add a claim: `aspects` in `claims.ts`. A check type without a row in `check-claims.ts` is in
 * `claims-nothing.ts`, and claims what its evaluator's words say.
 */
export { type Aspect, aspects, type Claims } from "./claims.ts";
export { claimsOf } from "./claims-of.ts";
export { breaks, harmless, operatorsVersion } from "./operators.ts";
export {
  defaultTrust,
  type Example,
  type MutationReport,
  type OperatorResult,
  type Tested,
  type TrustLimits,
  trustOf,
} from "./report.ts";
export { fewestSamples, type MutationTest, planOf, testEvaluator } from "./test-evaluator.ts";
export {
  testWritten,
  type WrittenReport,
  type WrittenResult,
  writtenPerKind,
} from "./written/test-written.ts";
export { writtenForm } from "./written/written-form.ts";
export { writtenKinds, writtenPlan } from "./written/written-kinds.ts";
