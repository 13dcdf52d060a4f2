import type { CaseResult } from "./adapter.ts";

/** Scores that differ by less are the same where complaints say more: a penalty on length must not hide what was mended. */
const sameScore = 0.05;
/** What mending all complaints is worth beside a score that rises from 0 to 1. */
const complaintWorth = 0.5;

/**
 * By how much one case went better, -1 to 1. The score counts; where it stays, the share of complaints that are gone: with a score that is
 * all or nothing the first of three mended complaints is progress already. It is their number that counts and not their words, since a hint may
 * be wrong and a judge words the same thing anew. Worked: 0 to 1 is 1; 3 complaints to 2 at score 0 is 0.5 / 3 = 0.17.
 */
export function progress(before: CaseResult, after: CaseResult): number {
  const byScore = after.score - before.score;
  if (Math.abs(byScore) >= sameScore || before.passed !== after.passed) return byScore;
  const [were, are] = [before.complaints.length, after.complaints.length];
  return byScore + (were === are ? 0 : (complaintWorth * (were - are)) / Math.max(were, are));
}
