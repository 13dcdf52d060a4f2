import { checkpoint, groupBy, type Progress } from "../base/index.ts";
import { type Added, addCaptured, forget, insertPacked, replaceCaptured } from "./add-captured.ts";
import type { Derived, PackedRows } from "./captured-rows.ts";
import { openDatabase, type Tables } from "./database.ts";
import { ensureIndexes } from "./indexes.ts";
import { messagesFromSpans } from "./messages.ts";
import type { Captured, Conversation, Message, Span } from "./records.ts";
import { conversationOf, spanOf } from "./rows.ts";
import type { Row } from "./schema.ts";

/** A conversation read whole: what evaluators and people look at. */
export interface WholeConversation {
  readonly conversation: Conversation;
  readonly spans: readonly Span[];
  readonly messages: readonly Message[];
}

/** Conversations held in memory at once while reading all: spans of a few hundred are some megabytes. */
const conversationsPerPage = 400;

/**
 * The store behind one LanceDB URI. Rows are reached through `tables`; the methods here are the steps that span tables.
 * Several processes may have the same store open: writes merge by id, and each read sees what was written before it.
 */
export class Store {
  private constructor(
    readonly uri: string,
    readonly tables: Tables,
    private readonly closeDatabase: () => void,
  ) {}

  /** Throws `store-version`, `store-damaged`, `store-unavailable` or `engine-missing`. An older store is migrated. */
  static async open(uri: string, progress?: Progress): Promise<Store> {
    const { tables, close } = await openDatabase(uri, progress && { progress });
    return new Store(uri, tables, close);
  }

  addCaptured(batch: readonly Captured[], derive: (captured: Captured) => Derived): Promise<Added> {
    return addCaptured(this.tables, batch, derive);
  }

  /** Writes conversations that are known to be new or, as `ids` says, to take the place of what was there under their id. */
  replaceCaptured(
    ids: readonly string[],
    batch: readonly Captured[],
    derive: (captured: Captured) => Derived,
    receivedMs: number,
  ): Promise<void> {
    return replaceCaptured(this.tables, ids, batch, derive, receivedMs);
  }

  /** Writes conversations that are known to be new, by the rows that `packRows` made of them. */
  insertPacked(packed: PackedRows): Promise<void> {
    return insertPacked(this.tables, packed);
  }

  forget(
    conversationIds: readonly string[],
    options: { readonly keepReceived?: boolean } = {},
  ): Promise<void> {
    return forget(this.tables, conversationIds, options);
  }

  /** Whole conversations by id, in the order of `ids`; ids nobody knows are left out. */
  async conversations(ids: readonly string[]): Promise<WholeConversation[]> {
    const rows = await this.tables.conversations.readAny("id", ids);
    const spans = groupBy(
      (await this.tables.spans.readAny("conversationId", ids)).map(spanOf),
      (span) => span.conversationId,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [wholeOf(row, spans.get(id) ?? [])] : [];
    });
  }

  /** Whole conversations page by page, so that a store of any size passes through bounded memory. */
  async *pages(ids: readonly string[], signal?: AbortSignal): AsyncGenerator<WholeConversation[]> {
    for (let from = 0; from < ids.length; from += conversationsPerPage) {
      await checkpoint(signal);
      yield await this.conversations(ids.slice(from, from + conversationsPerPage));
    }
  }

  /** Changes whenever any process wrote to what figures are made from. */
  async revision(): Promise<string> {
    const { conversations, evaluations, links, behaviors, requests, promptVersions } = this.tables;
    const tables = [conversations, evaluations, links, behaviors, requests, promptVersions];
    return (await Promise.all(tables.map((table) => table.version()))).join(".");
  }

  /** Joins the many small files that writing leaves and brings the indexes up to date; failures are harmless and said to nobody. */
  async compact(): Promise<void> {
    await ensureIndexes(this.tables);
    for (const table of Object.values(this.tables))
      await (table as { compact(): Promise<void> }).compact().catch(() => undefined);
  }

  close(): void {
    this.closeDatabase();
  }
}

function wholeOf(row: Row<"conversations">, spans: readonly Span[]): WholeConversation {
  const ordered = [...spans].sort((a, b) => a.seq - b.seq);
  return { conversation: conversationOf(row), spans: ordered, messages: messagesFromSpans(ordered) };
}
