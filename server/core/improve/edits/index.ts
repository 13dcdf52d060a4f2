export * from "./compose-hunks.ts";
export { alikeByWords, type DiffOptions, diffHunks } from "./diff-hunks.ts";
export * from "./hunk.ts";
export * from "./rebase-hunks.ts";
export * from "./units.ts";
