import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Suggestion } from "../../improve/index.ts";
import { promptVersion, readPrompt } from "../../prompt/index.ts";
import type { AuditEntry } from "../../review/index.ts";
import { placeSuggestion, type SuggestionState, suggestionState } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { type Approval, type ApprovalRequest, Approver, type DecisionRequest } from "../approval/approver.ts";
import { loadAuditTrail } from "../approval/audit-file.ts";
import { decidedAttempts } from "./attempts-of.ts";
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
      case "accept": {
        const entry = await approver.accepted(decision);
        await this.learn(decision, "accepted", entry);
        return { entry };
      }
      case "reject": {
        const entry = await approver.reject(decision);
        await this.learn(decision, "rejected", entry);
        return { entry };
      }
      case "approve": {
        const approval = await approver.approve(decision, signal);
        await this.learn(decision, "accepted", approval.entry);
        return approval;
      }
      case "revert":
        return approver.revert(decision, signal);
    }
  }

  private async learn(
    { suggestion: id, hunks, reason }: DecisionRequest,
    end: "accepted" | "rejected",
    { who }: AuditEntry,
  ): Promise<void> {
    const { store } = this.world;
    const suggestion = await keptSuggestion(store, id);
    const cycle = (await keptCycles(store)).find((one) => one.suggestion?.id === suggestion.id);
    await keepAttempts(
      store,
      decidedAttempts(suggestion, cycle?.context ?? {}, {
        ...{ end, who },
        ...(reason !== undefined && { why: reason }),
        ...(hunks && { taken: hunks }),
      }),
    );
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
