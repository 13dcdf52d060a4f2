import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptContext, Suggestion } from "../../improve/index.ts";
import { promptVersion, readPrompt } from "../../prompt/index.ts";
import { placeSuggestion, type SuggestionState, suggestionState } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { type Approval, type ApprovalRequest, Approver, type DecisionRequest } from "../approval/approver.ts";
import { loadAuditTrail } from "../approval/audit-file.ts";
import { attemptsOfDecision } from "./attempts-of-trail.ts";
import { keepAttempts } from "./kept-attempts.ts";
import { keptCycles, keptSuggestion } from "./kept-cycles.ts";

/** A suggestion as it stands: what was decided, and whether its lines are still there in the file on disk. */
export interface ListedSuggestion {
  readonly suggestion: Suggestion;
  readonly state: SuggestionState;
  /** Its hunks cannot be placed any more; or all of them are in the file already. */
  readonly isStale: boolean;
  readonly isDone: boolean;
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

/** Suggestions that cycles made, and what people decide about them. */
export class Suggestions {
  private readonly approver: Approver;
  /** Cycles are read anew only where there are others: each of them holds whole texts. */
  private kept: { readonly version: string; readonly suggestions: readonly Suggestion[] } | undefined;

  constructor(private readonly world: SuggestionsWorld) {
    const { root, trusted, store } = world;
    this.approver = new Approver({
      ...{ root, trusted },
      find: (id) => keptSuggestion(store, id),
      versionOf: (file, text) => this.versionOf(file, text),
      contextOf: ({ id }) => this.contextOf(id),
    });
  }

  /** The newest first. */
  async list(): Promise<ListedSuggestion[]> {
    const { entries } = await loadAuditTrail(this.world.root);
    const found = await this.found();
    return Promise.all(
      found.map(async (suggestion) => ({
        suggestion,
        state: suggestionState(suggestion, entries),
        ...(await this.placed(suggestion)),
      })),
    );
  }

  private async found(): Promise<readonly Suggestion[]> {
    const { store } = this.world;
    const version = String(await store.tables.cycles.version());
    if (this.kept?.version !== version) {
      const suggestions = (await keptCycles(store)).flatMap(({ suggestion }) => suggestion ?? []).reverse();
      this.kept = { version, suggestions };
    }
    return this.kept.suggestions;
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

  /** What was known of the failures that it is for. */
  private async contextOf(suggestion: string): Promise<AttemptContext> {
    const cycle = (await keptCycles(this.world.store)).find((one) => one.suggestion?.id === suggestion);
    return cycle?.context ?? {};
  }

  private async placed(suggestion: Suggestion): Promise<Pick<ListedSuggestion, "isStale" | "isDone">> {
    const placed = await Promise.all(
      Object.keys(suggestion.base).map(async (file) => {
        const text = await readFile(join(this.world.root, file), "utf8").catch(() => "");
        return placeSuggestion(suggestion, file, text);
      }),
    );
    return {
      isStale: placed.some(({ stale }) => stale.length > 0),
      isDone: placed.every(({ hunks, stale }) => hunks.length === 0 && stale.length === 0),
    };
  }

  private versionOf(file: string, text: string): string {
    try {
      return readPrompt(file, text).version;
    } catch {
      return promptVersion(text);
    }
  }
}
