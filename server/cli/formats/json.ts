import type { CheckReport } from "../check-report.ts";

/** The same figures give the same bytes, whether they come from a store or from a baseline. */
export const jsonReport = ({ prompts, issues, since }: CheckReport): string =>
  JSON.stringify({ prompts, issues, ...(since && { baseline: since }) });
