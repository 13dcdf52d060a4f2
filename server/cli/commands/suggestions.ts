import pc from "picocolors";
import {
  type ApprovalRequest,
  type DecisionRequest,
  decidedSentence,
  type ListedSuggestion,
  readSuggestionFiles,
  type SuggestionDecided,
  type SuggestionDecision,
  suggestionRow,
  suggestionText,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";
import { suggestionPaint } from "./improve.ts";

export interface SuggestionsOptions {
  readonly all?: boolean;
  readonly write?: boolean;
}

/** Lists what cycles suggest, or shows one whole, or writes it into a file for others. Exit 0. */
export async function suggestionsCommand(
  session: Session,
  id: string | undefined,
  { all = false, write = false }: SuggestionsOptions,
): Promise<number> {
  const { problems } = await readSuggestionFiles(session.root);
  for (const { message } of problems) process.stderr.write(`${pc.yellow(message)}\n`);
  const listed = await session.host.suggestions();
  if (id !== undefined) {
    const found = suggestionCalled(id, listed);
    if (write) await writeSuggestion(session, found.suggestion.id);
    else
      session.print(session.json ? JSON.stringify(found) : suggestionText(found.suggestion, suggestionPaint));
    return 0;
  }
  const shown = listed.filter(({ state }) => all || state === "waiting" || state === "accepted");
  if (session.json) session.print(JSON.stringify({ suggestions: shown, problems }));
  else if (shown.length === 0)
    session.print("No suggestion waits for a decision. Look for one: homeostat improve --target EVALUATOR");
  else session.print(shown.map((one) => suggestionRow(one, suggestionPaint)).join("\n"));
  return 0;
}

function suggestionCalled(id: string, listed: readonly ListedSuggestion[]): ListedSuggestion {
  const found = listed.find(
    ({ suggestion }) => suggestion.id === id || (id.length >= 4 && suggestion.id.startsWith(id)),
  );
  if (found) return found;
  throw new UserError(
    "suggestion-unknown",
    `There is no suggestion ${id}.`,
    "List them: homeostat suggestions --all",
  );
}

/** Into homeostat/suggestions/, where others find it who have the prompts and not the store. */
export async function writeSuggestion(session: Session, id: string): Promise<void> {
  const file = await session.host.writeSuggestion(id);
  session.print(
    session.json
      ? JSON.stringify({ file })
      : `Written to ${file}. Whoever has that file can decide about it, in the editor or here: commit it.`,
  );
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
