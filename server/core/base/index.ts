/**
 * base: ranges, errors, hashing, seeded randomness, progress, statistics and whole files. It knows nothing of prompts, stores or editors and
 * imports no other room.
 */
export * from "./agreement.ts";
export * from "./collections.ts";
export * from "./errors.ts";
export * from "./hash.ts";
export * from "./mantel-haenszel.ts";
export * from "./monte-carlo.ts";
export * from "./on-demand.ts";
export * from "./paired-rate-difference.ts";
export * from "./progress.ts";
export * from "./random.ts";
export * from "./ranges.ts";
export * from "./rate-difference.ts";
export * from "./read-ahead.ts";
export * from "./relative-risk.ts";
export * from "./statistics.ts";
export * from "./text-if-there.ts";
export * from "./wording.ts";
export * from "./write-whole.ts";
