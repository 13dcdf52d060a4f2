import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Suggestion } from "../../improve/index.ts";
import { promptVersion, readPrompt } from "../../prompt/index.ts";
import { placeSuggestion, type SuggestionState, suggestionState } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { type Approval, type ApprovalRequest, Approver, type DecisionRequest } from "../approval/approver.ts";
import { loadAuditTrail } from "../approval/audit-file.ts";
import { attemptsOfDecision } from "./attempts-of-trail.ts";
import { keepAttempts } from "./kept-attempts.ts";
import { cycleSuggesting, type KnownCycle, knownCycles } from "./known-cycles.ts";
import { readSuggestionFiles, suggestionFilesRevision, writeSuggestionFile } from "./suggestion-files.ts";

/** A suggestion as it stands: what was decided, and whether its lines are still there in the file on disk. */
export interface ListedSuggestion {
  readonly suggestion: Suggestion;
  readonly state: SuggestionState;
  /** Its hunks cannot be placed any more; or all of them are in the file already. */
  readonly isStale: boolean;
  readonly isDone: boolean;
  /** The file that it came with, relative to the workspace: its evidence was measured elsewhere. */
  readonly from?: string;
}

/** `accept`: its edits were made in the file, by whoever made them there. `approve`, `revert`: committed, and taken back by a commit. */
export type SuggestionDecision =
  | (DecisionRequest & { readonly kind: "accept" | "reject" })
  | (ApprovalRequest & { readonly kind: "approve" | "revert" });

export type SuggestionDecided = Pick<Approval, "entry"> & Partial<Approval>;

export interface SuggestionsWorld {
  readonly store: Store;
  readonly root: string;
  readonly trusted: boolean;
}

/** What these cycles suggest, as it stands now. The newest first. */
export async function listedSuggestions(
  root: string,
  cycles: readonly KnownCycle[],
): Promise<ListedSuggestion[]> {
  const { entries } = await loadAuditTrail(root);
  const listed = cycles.flatMap(({ suggestion, from }) =>
    suggestion
      ? [
          placed(root, suggestion).then((standing) => ({
            ...{ suggestion, state: suggestionState(suggestion, entries), ...standing },
            ...(from !== undefined && { from }),
          })),
        ]
      : [],
  );
  return (await Promise.all(listed)).reverse();
}

async function placed(
  root: string,
  suggestion: Suggestion,
): Promise<Pick<ListedSuggestion, "isStale" | "isDone">> {
  const all = await Promise.all(
    Object.keys(suggestion.base).map(async (file) => {
      const text = await readFile(join(root, file), "utf8").catch(() => "");
      return placeSuggestion(suggestion, file, text);
    }),
  );
  return {
    isStale: all.some(({ stale }) => stale.length > 0),
    isDone: all.every(({ hunks, stale }) => hunks.length === 0 && stale.length === 0),
  };
}

/** Those that came with files alone, for who has no store. */
export const filedSuggestions = async (root: string): Promise<ListedSuggestion[]> =>
  listedSuggestions(root, (await readSuggestionFiles(root)).cycles);

/** Suggestions that cycles made, and what people decide about them. */
export class Suggestions {
  private readonly approver: Approver;
  /** Cycles are read anew only where there are others: each of them holds whole texts. */
  private kept: { readonly version: string; readonly cycles: readonly KnownCycle[] } | undefined;

  constructor(private readonly world: SuggestionsWorld) {
    const { root, trusted } = world;
    this.approver = new Approver({
      ...{ root, trusted },
      find: async (id) => (await cycleSuggesting(world, id)).suggestion,
      versionOf: (file, text) => this.versionOf(file, text),
      contextOf: async ({ id }) => (await cycleSuggesting(world, id)).context,
    });
  }

  /** The newest first. */
  async list(): Promise<ListedSuggestion[]> {
    return listedSuggestions(this.world.root, await this.found());
  }

  /** Writes one into a file that travels with the prompts, and gives its path. Throws `suggestion-unknown`, `suggestions-unwritable`. */
  async write(id: string): Promise<string> {
    return writeSuggestionFile(this.world.root, await cycleSuggesting(this.world, id));
  }

  private async found(): Promise<readonly KnownCycle[]> {
    const { store, root } = this.world;
    const version = `${await store.tables.cycles.version()} ${await suggestionFilesRevision(root)}`;
    if (this.kept?.version !== version) this.kept = { version, cycles: await knownCycles(this.world) };
    return this.kept.cycles;
  }

  /** Throws `suggestion-unknown`, `suggestion-unconfirmed`, `reason-missing`, and what git makes impossible. */
  async decide(decision: SuggestionDecision, signal?: AbortSignal): Promise<SuggestionDecided> {
    const { approver } = this;
    switch (decision.kind) {
      case "accept":
        return this.learnt({ entry: await approver.accepted(decision) });
      case "reject":
        return this.learnt({ entry: await approver.reject(decision) });
      case "approve":
        return this.learnt(await approver.approve(decision, signal));
      case "revert":
        return this.learnt(await approver.revert(decision, signal));
    }
  }

  /** The store knows at once what the audit trail says. */
  private async learnt<T extends SuggestionDecided>(decided: T): Promise<T> {
    await keepAttempts(this.world.store, attemptsOfDecision(decided.entry));
    return decided;
  }

  private versionOf(file: string, text: string): string {
    try {
      return readPrompt(file, text).version;
    } catch {
      return promptVersion(text);
    }
  }
}
