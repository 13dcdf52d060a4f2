export * from "./compare-prompts.ts";
export * from "./prompt-changes.ts";
