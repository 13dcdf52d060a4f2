/**
 * improve: a base text, cases and answers of models come in; candidates come out, as hunks with what each of them is worth. It thinks alone:
 * agents are run, evaluators judged and models asked by whoever hands an `Adapter` in (`host/improve/`). It never edits a prompt, never
 * reads the source of a check, and draws no number that did not come from a seed.
 */
export * from "./components/index.ts";
export * from "./datasets/index.ts";
export * from "./edits/index.ts";
export * from "./gate/index.ts";
export * from "./guard/index.ts";
export * from "./memory/index.ts";
export * from "./operators/apply-instruction-edits.ts";
export * from "./operators/instruction-edit.ts";
export * from "./search/index.ts";
export * from "./suggestion.ts";
