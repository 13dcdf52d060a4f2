export * from "./diagnose-prompt.ts";
export * from "./diagnosis.ts";
export * from "./diagnosis-input.ts";
export { type DiagnosisModel, diagnosisModel } from "./model.ts";
