export * from "./diagnose-prompt.ts";
export * from "./diagnosis.ts";
export * from "./diagnosis-input.ts";
export { extendedModel } from "./extended-model.ts";
export { fittedConversations, isFittedOnAll } from "./fitted-conversations.ts";
export { type DiagnosisModel, diagnosisModel } from "./model.ts";
