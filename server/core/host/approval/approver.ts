import { join, relative, sep } from "node:path";
import { UserError } from "../../base/index.ts";
import {
  type AttemptContext,
  applyHunks,
  diffHunks,
  evidenceLine,
  type Hunk,
  hunksByFile,
  rebaseHunks,
  type SuggestedHunk,
  type Suggestion,
} from "../../improve/index.ts";
import { type AuditAction, type AuditEntry, suggestionState } from "../../review/index.ts";
import { labellerName } from "../labels/give-labels.ts";
import { addAuditEntry, loadAuditTrail } from "./audit-file.ts";
import { type CommitOrder, commitChange, type FileChange, type MadeCommit } from "./commit-change.ts";
import { commitMessage } from "./commit-message.ts";
import { runGit } from "./git.ts";
import { learntOf } from "./learnt-of.ts";
import { type OpenedPullRequest, openPullRequest } from "./pull-request.ts";

/** What a person wants done with a suggestion. */
export interface DecisionRequest {
  readonly suggestion: string;
  /** Default: what git calls the person, else the user of this machine. */
  readonly who?: string;
  readonly reason?: string;
  /** Ids of the hunks that are taken. Default: all. */
  readonly hunks?: readonly string[];
  /** Rules whose flags got a second explicit yes. */
  readonly confirmed?: readonly string[];
}

export interface ApprovalRequest extends DecisionRequest {
  /** Default: a branch of its own, named after the target. */
  readonly onto?: CommitOrder["onto"];
  readonly pullRequest?: boolean;
}

export interface Approval {
  readonly commit: MadeCommit;
  readonly message: string;
  readonly pullRequest?: OpenedPullRequest;
  readonly entry: AuditEntry;
}

export interface ApproverWorld {
  readonly root: string;
  readonly trusted: boolean;
  /** Throws `suggestion-unknown`. */
  readonly find: (id: string) => Promise<Suggestion>;
  /** Version of a prompt's text, as its format counts it. */
  readonly versionOf: (file: string, text: string) => string;
  /** What was known of the failures that a suggestion is for. */
  readonly contextOf?: (suggestion: Suggestion) => Promise<AttemptContext>;
}

/** Carries out what people decide about suggestions, and writes each decision into the audit trail. Nothing here is ever done unasked. */
export class Approver {
  constructor(private readonly world: ApproverWorld) {}

  /** Records that the edits were made in the text, by whoever made them there. Throws `suggestion-unconfirmed`. */
  async accepted(request: DecisionRequest): Promise<AuditEntry> {
    const suggestion = await this.world.find(request.suggestion);
    const taken = takenHunks(suggestion, request);
    checkConfirmed(suggestion, taken, request);
    return this.record("accepted", suggestion, request, { to: this.versionWith(suggestion, taken) });
  }

  /** Throws `reason-missing`: what is turned down for a reason teaches the next search. */
  async reject(request: DecisionRequest): Promise<AuditEntry> {
    const suggestion = await this.world.find(request.suggestion);
    if (oneLine(request.reason ?? "") === "")
      throw new UserError(
        "reason-missing",
        "A suggestion is rejected for a reason.",
        "Say why in a few words.",
      );
    return this.record("rejected", suggestion, request, {});
  }

  /** Commits the hunks that are taken, with their evidence. Throws `suggestion-unconfirmed`, `suggestion-decided`, and what git makes impossible. */
  async approve(request: ApprovalRequest, signal?: AbortSignal): Promise<Approval> {
    this.checkTrusted();
    const suggestion = await this.world.find(request.suggestion);
    const { entries } = await loadAuditTrail(this.world.root);
    if (suggestionState(suggestion, entries) === "approved")
      throw new UserError(
        "suggestion-decided",
        "It is approved already.",
        "Revert it, or look for a new one.",
      );
    const taken = takenHunks(suggestion, request);
    checkConfirmed(suggestion, taken, request);
    const who = await this.whoOf(request);
    const message = commitMessage({
      ...{ target: suggestion.target.name, prompt: suggestion.prompt.name, suggestion: suggestion.id },
      ...{ cycle: suggestion.cycle, base: suggestion.prompt.version, approver: who },
      body: [suggestion.analysis, ...taken.flatMap(({ reason }) => reason ?? [])],
      evidence: evidenceLine(suggestion),
      conversations: suggestion.fixed.flatMap(({ conversationId }) => conversationId ?? []),
      ...(request.confirmed && { confirmed: request.confirmed }),
    });
    const onto = request.onto ?? { branch: branchFor(suggestion) };
    const changes = this.changesOf(suggestion.base, taken);
    const commit = await commitChange({ changes, message, onto, signal });
    const entry = await this.record("approved", suggestion, request, {
      ...{ to: this.versionWith(suggestion, taken), commit: commit.commit, branch: commit.branch },
    });
    if (!request.pullRequest) return { commit, message, entry };
    const [title = "", ...body] = message.split("\n\n");
    const order = { folder: this.world.root, branch: commit.branch, title, body: body.join("\n\n"), signal };
    return { commit, message, entry, pullRequest: await openPullRequest(order) };
  }

  /** Takes an approved change back by a commit of its own, on the branch at hand where that has it, else on the one that it was put on. Throws `suggestion-unapproved`, and what git makes impossible. */
  async revert(request: ApprovalRequest, signal?: AbortSignal): Promise<Approval> {
    this.checkTrusted();
    const suggestion = await this.world.find(request.suggestion);
    const { entries } = await loadAuditTrail(this.world.root);
    const approved = entries.findLast(
      ({ action, suggestion: id }) => action === "approved" && id === suggestion.id,
    );
    if (!approved?.commit || suggestionState(suggestion, entries) !== "approved")
      throw new UserError("suggestion-unapproved", "It is not approved, so there is nothing to take back.");
    const who = await this.whoOf(request);
    const message = commitMessage({
      ...{ target: `revert “${suggestion.target.name}”`, prompt: suggestion.prompt.name },
      ...{ suggestion: suggestion.id, cycle: suggestion.cycle, base: approved.to ?? "", approver: who },
      body: [`This takes back commit ${approved.commit}.`, request.reason ?? ""],
      evidence: evidenceLine(suggestion),
    });
    const changes = await this.reversed(approved.commit, suggestion, signal);
    const there = (await this.isAtHand(changes)) || !approved.branch;
    const onto = request.onto ?? (there ? "current" : { branch: approved.branch! });
    const commit = await commitChange({ changes, message, onto, signal });
    const taken = { ...request, ...(approved.hunks && { hunks: approved.hunks }) };
    const entry = await this.record("reverted", suggestion, taken, {
      ...{ to: suggestion.prompt.version, commit: commit.commit, branch: commit.branch },
    });
    return { commit, message, entry };
  }

  /** Whether what is checked out has what is to be taken back: it may be on another branch that nobody merged. */
  private async isAtHand(changes: Changes): Promise<boolean> {
    const { root } = this.world;
    const fits = await Promise.all(
      changes.map(async ({ file, change }) => {
        const path = relative(root, file).split(sep).join("/");
        const shown = await runGit(["show", `HEAD:./${path}`], { cwd: root });
        if (!("out" in shown)) return false;
        const changed = change(shown.out);
        return changed !== undefined && changed !== shown.out;
      }),
    );
    return fits.every(Boolean);
  }

  /** What the commit changed, backwards, wherever its lines stand now. */
  private async reversed(commit: string, { base }: Suggestion, signal?: AbortSignal): Promise<Changes> {
    const { root } = this.world;
    const at = async (ref: string, file: string): Promise<string> => {
      const shown = await runGit(["show", `${ref}:./${file}`], { cwd: root, signal });
      if ("out" in shown) return shown.out;
      throw new UserError(
        "git-unknown-commit",
        `The commit ${commit} is not in this repository.`,
        "Fetch the branch that it is on, then revert.",
      );
    };
    const changes = await Promise.all(
      Object.keys(base).map(async (file): Promise<FileChange | undefined> => {
        const [before, after] = [await at(`${commit}^`, file), await at(commit, file)];
        if (before === after) return undefined;
        return changeBy(join(root, file), after, diffHunks(after, before));
      }),
    );
    return nonEmpty(changes.filter((one) => one !== undefined));
  }

  private changesOf(base: Suggestion["base"], taken: readonly SuggestedHunk[]): Changes {
    const files = [...hunksByFile(taken)];
    return nonEmpty(
      files.map(([file, hunks]) => changeBy(join(this.world.root, file), base[file] ?? "", hunks)),
    );
  }

  private versionWith({ base, prompt: { file } }: Suggestion, taken: readonly SuggestedHunk[]): string {
    return this.world.versionOf(file, applyHunks(base[file] ?? "", hunksByFile(taken).get(file) ?? []));
  }

  private async record(
    action: AuditAction,
    suggestion: Suggestion,
    request: DecisionRequest,
    more: Pick<AuditEntry, "to" | "commit" | "branch">,
  ): Promise<AuditEntry> {
    const { id, cycle, hunks: all, target, prompt } = suggestion;
    const { hunks, confirmed, reason = "" } = request;
    const context = (await this.world.contextOf?.(suggestion)) ?? {};
    const entry: AuditEntry = {
      at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      ...{ who: await this.whoOf(request), action, suggestion: id, cycle },
      ...{ file: prompt.file, from: prompt.version, ...more, target: target.name },
      evidence: evidenceLine(suggestion),
      ...(oneLine(reason) !== "" && { reason: oneLine(reason) }),
      ...(hunks && hunks.length < all.length && { hunks }),
      ...(confirmed && confirmed.length > 0 && { confirmed }),
      learnt: learntOf(suggestion, context, {
        ...{ taken: hunks, mends: action === "accepted" || action === "approved" },
      }),
    };
    await addAuditEntry(this.world.root, entry);
    return entry;
  }

  private whoOf = async ({ who = "" }: DecisionRequest): Promise<string> =>
    oneLine(who) || labellerName(this.world);

  private checkTrusted(): void {
    if (this.world.trusted) return;
    throw new UserError(
      "untrusted-workspace",
      "This workspace is not trusted, so git is not run in it.",
      "Trust the workspace, or commit the change by hand.",
    );
  }
}

type Changes = CommitOrder["changes"];

function nonEmpty(changes: readonly FileChange[]): Changes {
  const [first, ...others] = changes;
  if (first) return [first, ...others];
  throw new UserError("suggestion-empty", "None of its hunks is taken.", "Take one at least.");
}

/** Git keeps line ends as it is told to, so the text that a commit has may have others than the one that was measured: it keeps its own. */
function changeBy(file: string, base: string, hunks: readonly Hunk[]): FileChange {
  const change = (from: string, own: readonly Hunk[], text: string): string | undefined => {
    const { hunks: moved, stale } = rebaseHunks(from, text, own);
    return stale.length > 0 ? undefined : applyHunks(text, moved);
  };
  return {
    file,
    change: (text) => {
      const isWindows = text.includes("\r\n");
      if (isWindows === base.includes("\r\n")) return change(base, hunks, text);
      const from = unix(base);
      const changed = change(from, diffHunks(from, unix(applyHunks(base, hunks))), unix(text));
      return isWindows ? changed?.replaceAll("\n", "\r\n") : changed;
    },
  };
}

const unix = (text: string): string => text.replaceAll("\r\n", "\n");

function takenHunks({ hunks }: Suggestion, { hunks: wanted }: DecisionRequest): readonly SuggestedHunk[] {
  if (!wanted) return hunks;
  const unknown = wanted.find((id) => !hunks.some((hunk) => hunk.id === id));
  if (unknown !== undefined) throw new UserError("hunk-unknown", `It has no hunk ${unknown}.`);
  return hunks.filter(({ id }) => wanted.includes(id));
}

function checkConfirmed(
  { flags }: Suggestion,
  taken: readonly SuggestedHunk[],
  { confirmed = [] }: DecisionRequest,
): void {
  const open = flags.filter(
    ({ rule, hunk }) =>
      !confirmed.includes(rule) && (hunk === undefined || taken.some(({ id }) => id === hunk)),
  );
  if (open.length === 0) return;
  throw new UserError(
    "suggestion-unconfirmed",
    `It changes what needs a second yes: ${open.map(({ message }) => message).join(" ")}`,
    "Read what is flagged, then confirm each of its rules.",
  );
}

/** "homeostat/knee-pain-triage-3f2a". */
function branchFor({ id, target }: Suggestion): string {
  const words =
    target.name
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.slice(0, 5) ?? [];
  return `homeostat/${[...words, id.slice(0, 6)].join("-")}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
