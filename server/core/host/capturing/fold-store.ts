import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { groupBy } from "../../base/index.ts";
import { conversationOfTrace, packRecords, type withCosts } from "../../capture/index.ts";
import {
  anyOf,
  type CapturedVersions,
  type CompactionOptions,
  equals,
  type Row,
  Store,
} from "../../store/index.ts";
import { capturedIn, giveRecorded } from "../captured-in.ts";
import { derive } from "../import-conversations.ts";
import { type Batch, type Move, newAmong, type Plan, regrouped } from "./fold-plan.ts";
import {
  type PackConversations,
  type Packed,
  type PackOrder,
  packConversations,
} from "./packed-conversations.ts";
import { type RawTraces, RecentTraces, recordsOfPacks } from "./raw-traces.ts";
import { rewriteConversations } from "./rewrite-conversations.ts";

/** What folding a batch into one store came to. */
export interface Folded {
  readonly records: number;
  readonly conversations: number;
}

export interface FoldStoreOptions {
  readonly prices?: Parameters<typeof withCosts>[1];
  /** Who makes the rows of new conversations; default: this thread. */
  readonly pack?: PackConversations;
  /** For raw records held in memory. */
  readonly recentBytes?: number;
}

const givenAtOnce = 200;
/** Folding reads little of what it has written. */
const caches = { indexBytes: 32 * 2 ** 20, metadataBytes: 32 * 2 ** 20 };
const defaultRecentBytes = 24 * 2 ** 20;
/**
 * A conversation that goes on for ever (one session id for a whole service) would be put together anew, whole, with every batch: after so
 * many records its next traces begin a further part of it.
 */
const maxRecords = 5_000;

/**
 * Folds received records into one store. Spans of a trace come late, out of order, in several requests and from several services: what
 * arrived is kept in `received`, and a conversation is put together anew from all of its records whenever more of them arrive, so that
 * the order makes no difference. Folding the same records again changes nothing.
 *
 * One process folds into a store at a time. Others may import, judge and forget meanwhile: their writes are noticed by the versions of
 * the tables, and what is remembered here is then read anew.
 */
export class FoldStore {
  /** The conversation of every trace that has records in `received`. */
  private traces = new Map<string, string>();
  /** Conversations that have records in `received`: not all have messages yet and so are in the store. */
  private kept = new Set<string>();
  private sizes = new Map<string, number>();
  /** Ids of all conversations in the store. */
  private known = new Set<string>();
  /** What is remembered here holds at these versions; undefined: somebody else has written. */
  private versions: Versions | undefined;
  /** Batches that are prepared and not written, and the records of their conversations. */
  private unwritten = 0;
  private readonly pending = new Map<string, RawTraces>();
  private readonly recent: RecentTraces;

  private constructor(
    readonly store: Store,
    private readonly options: FoldStoreOptions,
  ) {
    this.recent = new RecentTraces(options.recentBytes ?? defaultRecentBytes);
  }

  static async open(uri: string, options: FoldStoreOptions = {}): Promise<FoldStore> {
    const fold = new FoldStore(await Store.open(uri, { caches }), options);
    await fold.lookAgain();
    return fold;
  }

  /** Whether records of this trace were folded into this store within the last day. */
  knows(traceId: string): boolean {
    return this.traces.has(traceId);
  }

  /** Prepares and writes a batch. */
  async fold(batch: Batch, options: FoldBatchOptions): Promise<Folded> {
    return this.write(await this.prepare(batch, options));
  }

  /**
   * Finds out what a batch of records, given by trace, changes, and begins to make the rows of it. Batches may be prepared while those
   * before them are being written; they are written in their order. When one could not be, what was prepared after it is void, and so is
   * this object.
   *
   * Records that are known already are passed over; `isAgain`: they may have been kept by an attempt that did not get further, so their
   * conversations are written all the same.
   */
  async prepare(batch: Batch, { receivedMs, isAgain = false }: FoldBatchOptions): Promise<Prepared> {
    if (this.unwritten === 0) await this.lookAgain();
    const plan = await this.plan(batch, isAgain);
    const isNew = (id: string): boolean => !this.known.has(id);
    const fresh = [...plan.conversations].filter(([id]) => isNew(id));
    const order: PackOrder = {
      conversations: fresh.map(([id, traces]) => ({ id, packs: [...traces.values()].flat() })),
      ...(this.options.prices && { prices: this.options.prices }),
      importedMs: Date.now(),
      receivedMs,
    };
    const packed =
      fresh.length === 0
        ? undefined
        : (this.options.pack ?? ((one) => Promise.resolve(packConversations(one))))(order);
    // It is awaited when it is written; until then nobody minds that it failed.
    packed?.catch(() => undefined);
    const grown = new Map([...plan.conversations].filter(([id]) => !isNew(id)));
    for (const [traceId, id] of plan.conversationOf) {
      this.traces.set(traceId, id);
      this.kept.add(id);
    }
    for (const [id] of fresh) this.known.add(id);
    for (const [id, traces] of plan.conversations) this.pending.set(id, traces);
    this.unwritten++;
    return { ...plan, grown, receivedMs, isAgain, ...(packed && { packed }) };
  }

  /** Writes what was prepared: the records first, so that whatever happens after that, they are there. */
  async write(prepared: Prepared): Promise<Folded> {
    const { fresh, conversationOf, moved, packed, grown, receivedMs } = prepared;
    const rows = [...fresh].map(([traceId, bytes]): Row<"received"> => {
      const id = `${traceId}:${createHash("sha256").update(bytes).digest("hex").slice(0, 20)}`;
      return { id, conversationId: conversationOf.get(traceId)!, traceId, receivedMs, bytes };
    });
    const { received } = this.store.tables;
    // As long as nobody else writes, what is not known is not there, and need not be looked for.
    const at = prepared.isAgain ? undefined : await this.versionsIfMine();
    await (at ? received.append(rows) : received.upsert(rows));
    await this.move(moved);
    const made = await packed;
    const then =
      made && (await this.store.insertPacked(made.rows, [...prepared.conversations.keys()], at?.captured));
    const written = await rewriteConversations(this.store, grown, {
      moved,
      receivedMs,
      prices: this.options.prices,
    });
    await this.forgetEmptied(prepared.conversations, moved);
    for (const [id, traces] of prepared.conversations) {
      if (this.pending.get(id) === traces) this.pending.delete(id);
      this.recent.set(id, traces);
    }
    this.unwritten--;
    const isAppended = grown.size === 0 && moved.size === 0;
    if (at && isAppended && then)
      this.versions = { captured: then, received: at.received + (rows.length > 0 ? 1 : 0) };
    else this.versions = at && (await this.currentVersions());
    return { records: prepared.records, conversations: written + (made?.ids.length ?? 0) };
  }

  /** All records of these traces, by trace. */
  async recordsOf(traceIds: readonly string[]): Promise<Batch> {
    const owners = this.ownersOf(traceIds);
    const all = await this.load(owners);
    const wanted = new Set(traceIds);
    return new Map(
      owners.flatMap((owner) =>
        [...(all.get(owner) ?? [])]
          .filter(([traceId]) => wanted.has(traceId))
          .map(([traceId, packs]) => [traceId, recordsOfPacks(packs)] as const),
      ),
    );
  }

  /** Takes these traces out of the store; conversations that have others go on without them. */
  async remove(traceIds: readonly string[]): Promise<void> {
    await this.lookAgain();
    const owners = this.ownersOf(traceIds);
    const gone = new Map(traceIds.map((id) => [id, { from: this.traces.get(id) ?? "", to: "" }]));
    const all = await this.load(owners);
    await this.store.tables.received.deleteAny("traceId", traceIds);
    const left = new Map<string, RawTraces>();
    for (const owner of owners) {
      const rest = new Map([...(all.get(owner) ?? [])].filter(([id]) => !gone.has(id)));
      if (rest.size > 0) left.set(owner, rest);
    }
    await rewriteConversations(this.store, left, {
      moved: gone,
      receivedMs: Date.now(),
      prices: this.options.prices,
    });
    await this.forgetEmptied(left, gone);
    this.versions = undefined;
  }

  /** Services of the conversations in this store. */
  async services(): Promise<ReadonlySet<string>> {
    const rows = await this.store.tables.conversations.read({ columns: ["id", "service"] });
    return new Set(rows.map(({ service = "" }) => service));
  }

  /**
   * Gives all conversations of a service to another store: their records, and as they are those whose records are no longer kept. They
   * are there before they go here, so that one who is killed in between gives them again.
   */
  async giveTo(other: FoldStore, service: string, receivedMs: number): Promise<number> {
    await this.lookAgain();
    const { conversations, received } = this.store.tables;
    const ids = (await conversations.read({ where: equals("service", service), columns: ["id"] })).map(
      ({ id }) => id,
    );
    for (let from = 0; from < ids.length; from += givenAtOnce) {
      const part = ids.slice(from, from + givenAtOnce);
      const traceIds = (await received.readAny("conversationId", part, ["id", "traceId"])).map(
        ({ traceId = "" }) => traceId,
      );
      const records = await this.recordsOf(traceIds);
      // What records no longer tell is in the conversation alone, so that goes first and the records are merged into it.
      const { renamed } = await other.store.addCaptured(await capturedIn(this.store, part), derive);
      const elsewhere = new Set(renamed.map(({ from }) => from));
      await giveRecorded(
        this.store,
        other.store,
        part.filter((id) => !elsewhere.has(id)),
      );
      await other.fold(records, { receivedMs, isAgain: true });
      await this.store.forget(part);
      this.versions = undefined;
    }
    return ids.length;
  }

  private ownersOf(traceIds: readonly string[]): readonly string[] {
    return [...new Set(traceIds.flatMap((traceId) => this.traces.get(traceId) ?? []))];
  }

  close(): void {
    this.store.close();
  }

  /** Which conversation each trace belongs to now, and all records of every conversation that changes. */
  private async plan(batch: Batch, isAgain: boolean): Promise<Plan> {
    const loaded = await this.load(this.ownersOf([...batch.keys()]));
    const fresh = new Map<string, Uint8Array>();
    let count = 0;
    const conversationOf = new Map<string, string>();
    const moved = new Map<string, Move>();
    for (const [traceId, records] of batch) {
      const before = this.traces.get(traceId);
      const older = before === undefined ? [] : recordsOfPacks(loaded.get(before)?.get(traceId) ?? []);
      const unknown = newAmong(records, older);
      if (unknown.length === 0 && !isAgain) continue;
      if (unknown.length > 0) fresh.set(traceId, packRecords(unknown));
      count += unknown.length;
      const said = conversationOfTrace([...older, ...unknown].map(({ of }) => of));
      const stays = before === said || before?.startsWith(`${said}~part`);
      const id = stays ? before! : this.partOf(said, records.length);
      conversationOf.set(traceId, id);
      if (before !== undefined && id !== before) moved.set(traceId, { from: before, to: id });
    }
    const joined = [...new Set(conversationOf.values())].filter((id) => this.kept.has(id) && !loaded.has(id));
    for (const [id, traces] of await this.load(joined)) loaded.set(id, traces);
    const changed = new Set([...conversationOf.values(), ...[...moved.values()].map(({ from }) => from)]);
    const conversations = regrouped({ loaded, fresh, conversationOf, moved });
    for (const id of conversations.keys()) if (!changed.has(id)) conversations.delete(id);
    return { fresh, records: count, conversationOf, moved, conversations };
  }

  private partOf(id: string, records: number): string {
    const size = (this.sizes.get(id) ?? 0) + records;
    this.sizes.set(id, size);
    const part = Math.floor(size / maxRecords);
    return part === 0 ? id : `${id}~part${part + 1}`;
  }

  /** All records of conversations, from memory or from the store. Of one that has none there (it was imported, or is old) nothing. */
  private async load(ids: readonly string[]): Promise<Map<string, RawTraces>> {
    const found = new Map<string, RawTraces>();
    for (const id of ids) {
      const recent = this.pending.get(id) ?? this.recent.get(id);
      if (recent) found.set(id, recent);
    }
    const rows = await this.store.tables.received.readAny(
      "conversationId",
      ids.filter((id) => !found.has(id)),
      ["id", "conversationId", "traceId", "bytes"],
    );
    for (const [id, own] of groupBy(rows, ({ conversationId }) => conversationId ?? "")) {
      const traces = new Map<string, Uint8Array[]>();
      for (const { traceId = "", bytes } of own)
        if (bytes) traces.set(traceId, [...(traces.get(traceId) ?? []), bytes]);
      found.set(id, traces);
    }
    return found;
  }

  private async move(moved: Plan["moved"]): Promise<void> {
    for (const [to, traces] of groupBy(moved, ([, move]) => move.to))
      await this.store.tables.received.set(
        anyOf(
          "traceId",
          traces.map(([traceId]) => traceId),
        ),
        "conversationId",
        to,
      );
  }

  /** Conversations whose every trace turned out to be another's. */
  private async forgetEmptied(conversations: Plan["conversations"], moved: Plan["moved"]): Promise<void> {
    const emptied = [...new Set([...moved.values()].map(({ from }) => from))].filter(
      (id) => this.known.has(id) && !conversations.has(id),
    );
    await this.store.forget(emptied, { keepReceived: true });
    for (const id of emptied) this.known.delete(id);
  }

  /** Somebody else has written: before more is prepared, what is prepared has to be written. */
  get isStale(): boolean {
    return this.versions === undefined;
  }

  /** Joins the files of the store's tables where it is worth its cost. */
  async compact(options: CompactionOptions): Promise<void> {
    await this.store.compact(options);
    if (!(await this.versionsIfMine())) this.versions = undefined;
  }

  /** Reads anew what is remembered, where somebody else wrote meanwhile. Nothing may be on its way into the store. */
  async lookAgain(): Promise<void> {
    if (await this.versionsIfMine()) return;
    const versions = await this.currentVersions();
    const { conversations, received } = this.store.tables;
    this.recent.clear();
    this.known = new Set((await conversations.read({ columns: ["id"] })).map(({ id }) => id));
    this.traces = new Map();
    this.sizes = new Map();
    this.kept = new Set();
    for (const { traceId = "", conversationId = "" } of await received.read({
      columns: ["traceId", "conversationId"],
    })) {
      this.traces.set(traceId, conversationId);
      this.kept.add(conversationId);
      this.sizes.set(conversationId, (this.sizes.get(conversationId) ?? 0) + 1);
    }
    this.versions = versions;
  }

  private async versionsIfMine(): Promise<Versions | undefined> {
    const { versions } = this;
    return versions && isDeepStrictEqual(await this.currentVersions(), versions) ? versions : undefined;
  }

  private async currentVersions(): Promise<Versions> {
    const [captured, received] = await Promise.all([
      this.store.capturedVersions(),
      this.store.tables.received.version(),
    ]);
    return { captured, received };
  }
}

interface Versions {
  readonly captured: CapturedVersions;
  readonly received: number;
}

export interface FoldBatchOptions {
  readonly receivedMs: number;
  readonly isAgain?: boolean;
}

/** A batch that waits to be written. */
export interface Prepared extends Plan {
  readonly receivedMs: number;
  readonly isAgain: boolean;
  /** Rows of conversations that are new. */
  readonly packed?: Promise<Packed>;
  /** Those that are in the store. */
  readonly grown: ReadonlyMap<string, RawTraces>;
}
