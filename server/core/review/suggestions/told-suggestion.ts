import type { Range } from "../../base/index.ts";
import { applyHunks, evidenceLine, type SuggestedHunk, type Suggestion } from "../../improve/index.ts";
import { type AuditEntry, auditFileName } from "../audit/audit-trail.ts";
import { plural, tame } from "../wording.ts";

/** "12/40 to 38/40, 0 of 212 broken". */
export const suggestionEvidence = (suggestion: Suggestion): string => evidenceLine(suggestion);

/** Where it edits, in a few words: "shop.prompt.md, 2 edits". */
export function suggestionSummary({ hunks }: Suggestion): string {
  const files = [...new Set(hunks.map(({ file }) => file))];
  const where = files.length === 1 ? tame(files[0]!, 80) : plural(files.length, "file");
  return `${where}, ${plural(hunks.length, "edit")}`;
}

/** A text with hunks that were placed in it. */
export const suggestedTextOver = (text: string, placed: readonly SuggestedHunk[]): string =>
  applyHunks(text, placed);

/**
 * The stretch that a placed hunk is about: hunks of whole lines begin with the line break before them, which belongs to a line that stays
 * as it is. Of an insertion that is the end of that line.
 */
export function touchedRange({ range: { start, end }, replaced }: SuggestedHunk): Range {
  const breaks = /^[\r\n]+/.exec(replaced)?.[0].length ?? 0;
  return breaks < end - start ? { start: start + breaks, end } : { start, end };
}

/** What was done, in a sentence or two. */
export function decidedSentence(
  { action }: Pick<AuditEntry, "action">,
  commit: { readonly commit: string; readonly branch: string } | undefined,
): string {
  const did = `${action[0]!.toUpperCase()}${action.slice(1)}`;
  const where = commit ? `: commit ${commit.commit.slice(0, 10)} on ${tame(commit.branch, 120)}` : "";
  return `${did}${where}. It stands in ${auditFileName}.`;
}
