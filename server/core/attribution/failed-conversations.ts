import type { Verdict } from "./attribute.ts";

/** What decides whether something passed or failed; the other labels say why nothing was decided. */
export const isDecided = ({ label }: Pick<Verdict, "label">): boolean => label === "pass" || label === "fail";

/** By conversation that was judged, whether a verdict failed it. */
export function failedConversations(verdicts: readonly Verdict[]): Map<string, boolean> {
  const failed = new Map<string, boolean>();
  for (const verdict of verdicts)
    if (isDecided(verdict))
      failed.set(
        verdict.conversationId,
        (failed.get(verdict.conversationId) ?? false) || verdict.label === "fail",
      );
  return failed;
}
