import {
  type ApprovalRequest,
  type DecisionRequest,
  decidedSentence,
  type SuggestionDecided,
  type SuggestionDecision,
  suggestionRow,
  suggestionText,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";
import { suggestionPaint } from "./improve.ts";

/** Lists what cycles suggest, or shows one whole. Exit 0. */
export async function suggestionsCommand(
  session: Session,
  [id]: readonly string[],
  { all = false }: { readonly all?: boolean },
): Promise<number> {
  const listed = await session.host.suggestions();
  if (id !== undefined) {
    const found = listed.find(
      (one) => one.suggestion.id === id || (id.length >= 4 && one.suggestion.id.startsWith(id)),
    );
    if (!found)
      throw new UserError(
        "suggestion-unknown",
        `There is no suggestion ${id}.`,
        "List them: homeostat suggestions --all",
      );
    session.print(session.json ? JSON.stringify(found) : suggestionText(found.suggestion, suggestionPaint));
    return 0;
  }
  const shown = listed.filter(({ state }) => all || state === "waiting" || state === "accepted");
  if (session.json) session.print(JSON.stringify({ suggestions: shown }));
  else if (shown.length === 0)
    session.print("No suggestion waits for a decision. Look for one: homeostat improve --target EVALUATOR");
  else session.print(shown.map((one) => suggestionRow(one, suggestionPaint)).join("\n"));
  return 0;
}

export interface DecideOptions {
  readonly reason?: string;
  readonly hunk?: readonly string[];
  readonly confirm?: readonly string[];
  readonly branch?: string;
  readonly current?: boolean;
  readonly pullRequest?: boolean;
}

/** Carries out a decision. Exit 0. */
export async function decideCommand(
  session: Session,
  kind: SuggestionDecision["kind"],
  id: string,
  options: DecideOptions,
): Promise<number> {
  const { reason, hunk, confirm, branch, current, pullRequest } = options;
  if (branch !== undefined && current)
    throw new UserError("option-invalid", "--branch and --current exclude each other.");
  const request: DecisionRequest = {
    suggestion: id,
    ...(reason !== undefined && { reason }),
    ...(hunk && { hunks: hunk }),
    ...(confirm && { confirmed: confirm }),
  };
  const more: Pick<ApprovalRequest, "onto" | "pullRequest"> = {
    ...(current ? { onto: "current" as const } : branch !== undefined && { onto: { branch } }),
    ...(pullRequest && { pullRequest }),
  };
  const decided = await session.host.decideSuggestion({ kind, ...request, ...more }, session.work);
  session.print(session.json ? JSON.stringify(decided) : decidedText(decided));
  return 0;
}

function decidedText({ entry, commit, pullRequest }: SuggestionDecided): string {
  return [
    decidedSentence(entry, commit),
    ...(commit?.isNewBranch ? [`Look at it: git show ${tame(commit.branch, 120)}`] : []),
    ...(pullRequest?.url ? [pullRequest.url] : []),
    ...(pullRequest?.next ? [tame(pullRequest.next, 300)] : []),
  ].join("\n");
}
