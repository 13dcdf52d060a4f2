/**
 * Checks that are read off a line of a prompt, by patterns and without a model. A pattern says what it is sure of and stays silent
 * otherwise; what a check would flag is measured elsewhere, before anybody is offered it.
 */

export { coverOf } from "./cover-of.ts";
export { type CheckPattern, type LineToCheck, nameFrom, type ProposedCheck } from "./line-to-check.ts";
export { checkPatterns, proposeChecks } from "./propose-checks.ts";
export { type SeenTool, ToolsSeen } from "./seen-tools.ts";
