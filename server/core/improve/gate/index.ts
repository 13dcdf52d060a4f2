/** gate: which trials a candidate needs, and whether they show that it makes nothing worse. It runs nothing itself. */
export { fewestCases } from "./class-test.ts";
export * from "./gate.ts";
export * from "./gate-outcome.ts";
export * from "./gate-plan.ts";
export type { LimitOutcome } from "./limit-test.ts";
export type { Tally } from "./results-so-far.ts";
