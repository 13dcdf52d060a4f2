/** protocol: what the faces say to each other. It imports nothing, so that every face can import it. */

export * from "./ablation.ts";
export * from "./agreement.ts";
export * from "./agreement-intents.ts";
export * from "./behavior.ts";
export * from "./behavior-intents.ts";
export * from "./behaviors.ts";
export * from "./connect.ts";
export * from "./coverage.ts";
export * from "./diagnosis.ts";
export * from "./diagnosis-intents.ts";
export * from "./evaluators.ts";
export * from "./fresh-answers.ts";
export * from "./ids.ts";
export * from "./intents.ts";
export * from "./labels.ts";
export * from "./live.ts";
export * from "./messages.ts";
export * from "./models.ts";
export * from "./overview.ts";
export * from "./prompt-coverage.ts";
export * from "./proposals.ts";
export * from "./replay.ts";
export * from "./trace.ts";
export * from "./trace-intents.ts";
export * from "./wording.ts";
