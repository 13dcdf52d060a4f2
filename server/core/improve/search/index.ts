export * from "./adapter.ts";
export { type Candidate as SearchCandidate, textsKey } from "./candidate.ts";
export * from "./events.ts";
export type { HunkWorth } from "./hunk-worth.ts";
export type { Finalist } from "./race.ts";
export * from "./record.ts";
export { type SearchResult, search } from "./search.ts";
export type { SearchProblem, SearchWork } from "./search-state.ts";
export * from "./settings.ts";
