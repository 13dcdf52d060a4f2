export * from "./complete-query.ts";
export * from "./fields.ts";
export * from "./parse-query.ts";
export * from "./pattern.ts";
export * from "./query.ts";
export * from "./query-field.ts";
export * from "./query-help.ts";
export * from "./query-text.ts";
export { holdsPhrase } from "./words.ts";
