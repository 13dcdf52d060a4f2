/** guard: what speaks against an edit of a prompt, by rules alone: before anything is spent on it, and again on what came out. */
export { type GuardInput, sentencesIn } from "./change.ts";
export * from "./check-edit.ts";
export { guardRules } from "./rules.ts";
export type { GuardSeverity, Violation } from "./violation.ts";
