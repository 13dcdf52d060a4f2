import { type AttemptContext, caseId, type Suggestion } from "../../improve/index.ts";
import type { AuditLearnt } from "../../review/index.ts";

/** Characters of an edit's text that are kept: enough to know it by. */
const mostOfText = 600;

/**
 * What a decision on a suggestion teaches, as the audit trail keeps it: of the hunks that are taken, or of all. The file is committed, so an example,
 * which is made of a conversation, is told without its words, and conversations by their ids.
 */
export function learntOf(
  { target, hunks, fixed }: Suggestion,
  context: AttemptContext,
  { taken, mends }: { readonly taken?: readonly string[] | undefined; readonly mends: boolean },
): AuditLearnt {
  const recorded = fixed.flatMap((one) =>
    one.conversationId !== undefined && one.case === caseId({ conversation: one.conversationId })
      ? one.conversationId
      : [],
  );
  return {
    ...{ target: target.id, context },
    edits: hunks
      .filter(({ id }) => taken === undefined || taken.includes(id))
      .map(({ id, operator = "rewrite", text, worth }) => ({
        ...{ hunk: id, operator },
        ...(worth && { effect: worth.effect }),
        ...(operator !== "add-example" && wordsOf(text) !== "" && { text: wordsOf(text) }),
      })),
    ...(mends && recorded.length > 0 && { fixed: [...new Set(recorded)] }),
  };
}

/** Without the mark of a list, under which it may stand elsewhere. */
const wordsOf = (text: string): string =>
  text
    .trim()
    .replace(/^(?:[-*+]|\d{1,9}[.)])[ \t]+/, "")
    .slice(0, mostOfText);
