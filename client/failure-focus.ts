import type { FailureItem, TraceFocus } from "../server/protocol/index.ts";

/** Where the trace of a failure opens: at its evidence. */
export const focusOf = ({ evaluator, messageIndex }: FailureItem): TraceFocus => ({
  evaluator,
  ...(messageIndex !== undefined && { message: messageIndex }),
});
