import type { EvaluateResult } from "../server/protocol/index.ts";

/** What an evaluation by one evaluator came to, and what judges were asked for it, in sentences. */
export const judgedBy = (name: string, { evaluations, asked }: EvaluateResult): string =>
  evaluations === 0 && asked.length === 0
    ? `${name} has judged everything already.`
    : `${[`${evaluations} new evaluations by ${name}`, ...asked].join(". ")}.`;
