import { checkpoint, groupBy } from "../base/index.ts";
import {
  type Added,
  addCaptured,
  type CapturedVersions,
  capturedVersions,
  deriveAgain,
  forget,
  insertPacked,
  replaceCaptured,
} from "./add-captured.ts";
import { type Derived, type PackedRows, RowPacker } from "./captured-rows.ts";
import type { CompactionOptions } from "./compaction.ts";
import { type OpenOptions, openDatabase, type Tables } from "./database.ts";
import { countRows, erase, purge, type RowCounts } from "./erase.ts";
import { Forgotten } from "./forgotten.ts";
import { ensureIndexes } from "./indexes.ts";
import type { LanceTable } from "./lance-table.ts";
import { messagesFromSpans } from "./messages.ts";
import type { Captured, Conversation, Message, Span } from "./records.ts";
import { conversationOf, spanOf } from "./rows.ts";
import type { Row } from "./schema.ts";
import { withStoreLock } from "./store-lock.ts";

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
  private readonly forgotten: Forgotten;

  private constructor(
    readonly uri: string,
    readonly tables: Tables,
    private readonly closeDatabase: () => void,
  ) {
    this.forgotten = new Forgotten(tables);
  }

  /** Throws `store-version`, `store-damaged`, `store-unavailable` or `engine-missing`. An older store is migrated. */
  static async open(uri: string, options: OpenOptions = {}): Promise<Store> {
    const { tables, close } = await openDatabase(uri, options);
    return new Store(uri, tables, close);
  }

  /**
   * Writes conversations. Those that were forgotten are left out, also where that happens meanwhile; `sinceMs`: what was forgotten before
   * that moment does not count, since a person imports the file afterwards.
   */
  async addCaptured(
    batch: readonly Captured[],
    derive: (captured: Captured) => Derived,
    sinceMs?: number,
  ): Promise<Added> {
    const forgotten = await this.forgotten.among(batch, sinceMs);
    const kept = batch.filter(({ conversation }) => !forgotten.has(conversation.id));
    const added = await addCaptured(this.tables, kept, derive);
    const late = await this.forgotten.among(kept, sinceMs);
    if (late.size > 0) await this.erase([...late]);
    return { ...added, written: added.written.filter((id) => !late.has(id)) };
  }

  /** Writes conversations that are known to be new or, as `ids` says, to take the place of what was there under their id. */
  async replaceCaptured(
    ids: readonly string[],
    batch: readonly Captured[],
    derive: (captured: Captured) => Derived,
    receivedMs: number,
  ): Promise<void> {
    const forgotten = await this.forgotten.among(batch);
    const kept = batch.filter(({ conversation }) => !forgotten.has(conversation.id));
    await replaceCaptured(this.tables, ids, kept, derive, receivedMs);
    const gone = new Set([...forgotten, ...(await this.forgotten.among(kept))]);
    if (gone.size > 0) await this.erase([...gone]);
  }

  /** Makes anew what is derived from conversations that are there. Of those that were forgotten meanwhile nothing stays. */
  async deriveAgain(batch: readonly Captured[], derive: (captured: Captured) => Derived): Promise<void> {
    await deriveAgain(this.tables, batch, derive);
    const forgotten = await this.forgotten.among(batch);
    if (forgotten.size > 0) await this.erase([...forgotten]);
  }

  /**
   * Writes later outcomes. Those of whom was forgotten after `sinceMs`, when their import began, are left out, also where that happens
   * meanwhile: forgetting notes before it removes, so whoever writes after it has removed finds the note.
   */
  async addOutcomes(rows: readonly Row<"outcomes">[], sinceMs?: number): Promise<void> {
    const { outcomes } = this.tables;
    const early = new Set(await this.forgotten.ofThose(rows, sinceMs));
    const kept = rows.filter((row) => !early.has(row));
    await outcomes.upsert(kept);
    const late = await this.forgotten.ofThose(kept, sinceMs);
    if (late.length === 0) return;
    await outcomes.deleteAny(
      "id",
      late.map(({ id }) => id),
    );
    await outcomes.purge(true);
  }

  /**
   * Writes what was concluded from conversations. Of those that another process removed meanwhile nothing stays. `read`: the content hash of
   * each as it was read, where what was concluded would be wrong of another one; of those that are something else by now nothing stays
   * either, and they count as judged by nobody.
   */
  async conclude<
    T extends
      | "evaluations"
      | "links"
      | "requests"
      | "signals"
      | "tags"
      | "judged"
      | "judgements"
      | "freshRuns"
      | "opinions",
  >(name: T, rows: readonly Row<T>[], read?: ReadonlyMap<string, string>): Promise<void> {
    const table = this.tables[name] as unknown as LanceTable<"evaluations">;
    const column = name === "judged" ? "id" : "conversationId";
    const idOf = (row: Row<"evaluations">): string => row[column] ?? "";
    let own = rows as readonly Row<"evaluations">[];
    if (read) {
      // Found now, it is never written: this process may end before it could be taken back.
      const { gone, grown } = await this.changed(own.map(idOf), read);
      const changed = new Set([...gone, ...grown]);
      own = own.filter((row) => !changed.has(idOf(row)));
    }
    await table.upsert(own);
    const { gone, grown } = await this.changed(own.map(idOf), read);
    if (grown.size > 0) {
      const stale = own.filter((row) => grown.has(idOf(row)));
      await table.deleteAny(
        "id",
        stale.map(({ id }) => id),
      );
      // Whoever judged them as they are now may have written rows under the same ids.
      await this.tables.judged.deleteAny("id", [...grown]);
    }
    if (gone.length === 0) return;
    await table.deleteAny(column, gone);
    await table.purge(true);
  }

  /** Those of the conversations that are not there, and those that are not as they were read. */
  private async changed(
    conversationIds: readonly string[],
    read: ReadonlyMap<string, string> = new Map(),
  ): Promise<{ readonly gone: readonly string[]; readonly grown: ReadonlySet<string> }> {
    const ids = [...new Set(conversationIds)];
    const rows = await this.tables.conversations.readAny("id", ids, ["id", "contentHash"]);
    const contents = new Map(rows.map(({ id, contentHash = "" }) => [id, contentHash]));
    const isGrown = (id: string): boolean =>
      contents.has(id) && contents.get(id) !== (read.get(id) ?? contents.get(id));
    return { gone: ids.filter((id) => !contents.has(id)), grown: new Set(ids.filter(isGrown)) };
  }

  /** Those of the conversations that are not there. */
  async missing(conversationIds: readonly string[]): Promise<string[]> {
    const ids = [...new Set(conversationIds)];
    const there = new Set((await this.tables.conversations.readAny("id", ids, ["id"])).map(({ id }) => id));
    return ids.filter((id) => !there.has(id));
  }

  /** What would go with these conversations. */
  countRows(conversationIds: readonly string[]): Promise<RowCounts> {
    return countRows(this.tables, conversationIds);
  }

  /** Removes conversations with all that is known of them, from the disk and the indexes too. */
  async erase(conversationIds: readonly string[]): Promise<void> {
    await erase(this.tables, conversationIds);
    await purge(this.tables);
  }

  /** The same for good: what is still on its way here of these conversations and users is left out when it comes. */
  async eraseForGood(conversations: readonly string[], users: readonly string[] = []): Promise<void> {
    await this.forgotten.note(conversations, users, Date.now());
    await this.tables.outcomes.deleteAny("userId", users);
    await this.erase(conversations);
  }

  /** Versions of the tables that hold conversations: while they stand, nobody has written one. */
  capturedVersions(): Promise<CapturedVersions> {
    return capturedVersions(this.tables);
  }

  /**
   * Writes conversations (`ids`) that were not there at `absentAt`, by the rows that `RowPacker` made of them. Those that were forgotten go
   * again. Gives the versions that this alone leads to, where it was nothing but rows appended.
   */
  async insertPacked(
    packed: PackedRows,
    ids: readonly string[],
    absentAt?: CapturedVersions,
  ): Promise<CapturedVersions | undefined> {
    const versions = await insertPacked(this.tables, packed, ids, absentAt);
    const forgotten = await this.forgotten.stored(ids);
    if (forgotten.size === 0) return versions;
    await this.erase([...forgotten]);
    return undefined;
  }

  /** The same of conversations whose rows are made here. */
  insertNew(
    batch: readonly Captured[],
    derive: (captured: Captured) => Derived,
    absentAt?: CapturedVersions,
  ): Promise<CapturedVersions | undefined> {
    const nowMs = Date.now();
    const packer = new RowPacker(derive, { importedMs: nowMs, receivedMs: nowMs });
    for (const captured of batch) packer.add(captured);
    const ids = batch.map(({ conversation }) => conversation.id);
    return this.insertPacked(packer.finish(), ids, absentAt);
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
    const { signals, marks, tags, outcomes, behaviorEvents, mutationTests, ablations, opinions } =
      this.tables;
    const tables = [
      ...[conversations, evaluations, links, behaviors, requests, promptVersions],
      ...[signals, marks, tags, outcomes, behaviorEvents, mutationTests, ablations, opinions],
    ];
    return (await Promise.all(tables.map((table) => table.version()))).join(".");
  }

  /**
   * Joins the many small files that writing leaves and brings the indexes up to date, table by table where it is worth its cost. Failures
   * are harmless and said to nobody.
   */
  async compact(options: CompactionOptions = {}): Promise<void> {
    for (const table of Object.values(this.tables))
      await (table as LanceTable<"spans">).compact(options).catch(() => undefined);
    await ensureIndexes(this.tables);
  }

  /** Does something that no other process does to this store at the same time, by its name; waits for those. */
  alone<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withStoreLock(this.uri, work, { name, signal, waitMs: Number.POSITIVE_INFINITY });
  }

  close(): void {
    this.closeDatabase();
  }
}

function wholeOf(row: Row<"conversations">, spans: readonly Span[]): WholeConversation {
  const ordered = [...spans].sort((a, b) => a.seq - b.seq);
  return { conversation: conversationOf(row), spans: ordered, messages: messagesFromSpans(ordered) };
}
