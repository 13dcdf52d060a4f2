import { createHash } from "node:crypto";
import { groupBy } from "../../base/index.ts";
import {
  capturedOfRecords,
  conversationOfTrace,
  mergedCaptured,
  packRecords,
  type ReceivedRecord,
  unpackRecords,
  withCosts,
} from "../../capture/index.ts";
import { anyOf, type Captured, equals, type Row, Store } from "../../store/index.ts";
import { capturedIn } from "../captured-in.ts";
import { derive } from "../import-conversations.ts";
import { type RawTraces, RecentTraces } from "./raw-traces.ts";

/** What folding a batch into one store came to. */
export interface Folded {
  readonly records: number;
  readonly conversations: number;
}

export interface FoldStoreOptions {
  readonly prices?: Parameters<typeof withCosts>[1];
  /** For raw records held in memory. */
  readonly recentBytes?: number;
}

const givenAtOnce = 200;
const defaultRecentBytes = 48 * 2 ** 20;
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
  private versions = "";
  private readonly recent: RecentTraces;

  private constructor(
    readonly store: Store,
    private readonly options: FoldStoreOptions,
  ) {
    this.recent = new RecentTraces(options.recentBytes ?? defaultRecentBytes);
  }

  static async open(uri: string, options: FoldStoreOptions = {}): Promise<FoldStore> {
    const fold = new FoldStore(await Store.open(uri), options);
    await fold.lookAgain();
    return fold;
  }

  /** Whether records of this trace were folded into this store within the last day. */
  knows(traceId: string): boolean {
    return this.traces.has(traceId);
  }

  /**
   * Folds records, given by trace. Those that are known already are passed over; `isAgain`: they may have been kept by an attempt that did
   * not get further, so their conversations are written all the same.
   */
  async fold(
    batch: Batch,
    { receivedMs, isAgain = false }: { readonly receivedMs: number; readonly isAgain?: boolean },
  ): Promise<Folded> {
    await this.lookAgain();
    try {
      const plan = await this.plan(batch, isAgain);
      await this.keep(plan.fresh, plan.conversationOf, receivedMs);
      await this.move(plan.moved);
      const written = await this.write(plan, receivedMs);
      for (const [id, traces] of plan.conversations) this.recent.set(id, traces);
      this.versions = await this.currentVersions();
      let records = 0;
      for (const list of plan.fresh.values()) records += list.length;
      return { records, conversations: written };
    } catch (error) {
      this.versions = "";
      throw error;
    }
  }

  /** All records of these traces, by trace. */
  async recordsOf(traceIds: readonly string[]): Promise<RawTraces> {
    const owners = this.ownersOf(traceIds);
    const all = await this.load(owners);
    const wanted = new Set(traceIds);
    return new Map(
      owners.flatMap((owner) => [...(all.get(owner) ?? [])].filter(([traceId]) => wanted.has(traceId))),
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
    await this.write({ conversations: left, moved: gone }, Date.now());
    this.versions = "";
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
      await other.store.addCaptured(await capturedIn(this.store, part), derive);
      await other.fold(records, { receivedMs, isAgain: true });
      await this.store.forget(part);
      this.versions = "";
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
    const fresh = new Map<string, readonly ReceivedRecord[]>();
    const conversationOf = new Map<string, string>();
    const moved = new Map<string, Move>();
    for (const [traceId, records] of batch) {
      const before = this.traces.get(traceId);
      const older = before === undefined ? [] : (loaded.get(before)?.get(traceId) ?? []);
      const unknown = newAmong(records, older);
      if (unknown.length === 0 && !isAgain) continue;
      fresh.set(traceId, unknown);
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
    return { fresh, conversationOf, moved, conversations };
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
      const recent = this.recent.get(id);
      if (recent) found.set(id, recent);
    }
    const rows = await this.store.tables.received.readAny(
      "conversationId",
      ids.filter((id) => !found.has(id)),
      ["id", "conversationId", "traceId", "bytes"],
    );
    for (const [id, own] of groupBy(rows, ({ conversationId }) => conversationId ?? "")) {
      const traces = new Map<string, ReceivedRecord[]>();
      for (const { traceId = "", bytes } of own)
        traces.set(traceId, [...(traces.get(traceId) ?? []), ...(bytes ? unpackRecords(bytes) : [])]);
      found.set(id, traces);
    }
    return found;
  }

  /** The records first: whatever happens after this, they are there. The same records get the same rows. */
  private async keep(
    fresh: Batch,
    conversationOf: ReadonlyMap<string, string>,
    receivedMs: number,
  ): Promise<void> {
    const rows = [...fresh].flatMap(([traceId, records]): Row<"received">[] => {
      if (records.length === 0) return [];
      const bytes = packRecords(records);
      const conversationId = conversationOf.get(traceId)!;
      const id = `${traceId}:${createHash("sha256").update(bytes).digest("hex").slice(0, 20)}`;
      return [{ id, conversationId, traceId, receivedMs, bytes }];
    });
    await this.store.tables.received.upsert(rows);
    for (const [traceId, id] of conversationOf) {
      this.traces.set(traceId, id);
      this.kept.add(id);
    }
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

  /** Puts conversations together and writes them; those that are left without a trace are forgotten. Gives how many were written. */
  private async write(
    { conversations, moved }: Pick<Plan, "conversations" | "moved">,
    receivedMs: number,
  ): Promise<number> {
    const captured: Captured[] = [];
    for (const [id, traces] of conversations) {
      const made = capturedOfRecords(
        id,
        [...traces.values()].flatMap((records) => records.map(({ of }) => of)),
      );
      if (made) captured.push(withCosts(sourced(made), this.options.prices));
    }
    const existing = captured.map(({ conversation }) => conversation.id).filter((id) => this.known.has(id));
    const whole = await this.withOlder(captured, existing, moved);
    const changed = new Set(whole.map(({ conversation }) => conversation.id));
    await this.store.replaceCaptured(
      existing.filter((id) => changed.has(id)),
      whole,
      derive,
      receivedMs,
    );
    for (const { conversation } of whole) this.known.add(conversation.id);
    const emptied = [...new Set([...moved.values()].map(({ from }) => from))].filter(
      (id) => this.known.has(id) && !conversations.has(id),
    );
    await this.store.forget(emptied, { keepReceived: true });
    for (const id of emptied) this.known.delete(id);
    return whole.length;
  }

  /** What a conversation has beside these records (its older ones are dropped after a day, or it was imported) is joined by its spans. */
  private async withOlder(
    captured: readonly Captured[],
    existing: readonly string[],
    moved: Plan["moved"],
  ): Promise<readonly Captured[]> {
    if (existing.length === 0) return captured;
    const stored = groupBy(
      await this.store.tables.spans.readAny("conversationId", existing, ["id", "conversationId", "traceId"]),
      ({ conversationId }) => conversationId ?? "",
    );
    const lacking = captured.filter(({ conversation, spans }) => {
      const own = new Set(spans.map(({ id }) => id));
      return stored.get(conversation.id)?.some(({ id, traceId = "" }) => !own.has(id) && !moved.has(traceId));
    });
    if (lacking.length === 0) return captured;
    const older = await capturedIn(
      this.store,
      lacking.map(({ conversation }) => conversation.id),
    );
    const byId = new Map(older.map((one) => [one.conversation.id, withoutTraces(one, moved)]));
    return captured.flatMap((one) => {
      const before = byId.get(one.conversation.id);
      const merged = before ? mergedCaptured(before, one) : one;
      // Nothing that was not there: what was concluded from it stays.
      return merged === before ? [] : [merged];
    });
  }

  /** Reads anew what is remembered, where somebody else wrote meanwhile. */
  private async lookAgain(): Promise<void> {
    const versions = await this.currentVersions();
    if (versions === this.versions) return;
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

  private async currentVersions(): Promise<string> {
    const { conversations, received } = this.store.tables;
    return (await Promise.all([conversations.version(), received.version()])).join(".");
  }
}

type Batch = ReadonlyMap<string, readonly ReceivedRecord[]>;

interface Move {
  readonly from: string;
  readonly to: string;
}

interface Plan {
  /** The records that nobody has seen, by trace. */
  readonly fresh: Batch;
  readonly conversationOf: ReadonlyMap<string, string>;
  readonly moved: ReadonlyMap<string, Move>;
  /** All records of every conversation that changes. */
  readonly conversations: ReadonlyMap<string, RawTraces>;
}

/** A span by its id, a log record by all that it says. */
const identityOf = ({ of }: ReceivedRecord): string => ("event" in of ? JSON.stringify(of) : of.spanId);

function newAmong(
  records: readonly ReceivedRecord[],
  older: readonly ReceivedRecord[],
): readonly ReceivedRecord[] {
  if (older.length === 0) return records;
  const known = new Set(older.map(identityOf));
  return records.filter((record) => !known.has(identityOf(record)));
}

function regrouped({
  loaded,
  fresh,
  conversationOf,
  moved,
}: Omit<Plan, "conversations"> & { readonly loaded: ReadonlyMap<string, RawTraces> }): Map<
  string,
  RawTraces
> {
  const all = new Map<string, Map<string, readonly ReceivedRecord[]>>();
  const add = (id: string, traceId: string, records: readonly ReceivedRecord[]): void => {
    const traces = all.get(id) ?? new Map<string, readonly ReceivedRecord[]>();
    const before = traces.get(traceId);
    traces.set(traceId, before ? [...before, ...records] : records);
    all.set(id, traces);
  };
  for (const [id, traces] of loaded)
    for (const [traceId, records] of traces) add(moved.get(traceId)?.to ?? id, traceId, records);
  for (const [traceId, records] of fresh) add(conversationOf.get(traceId)!, traceId, records);
  return all;
}

const withoutTraces = (captured: Captured, gone: ReadonlyMap<string, unknown>): Captured => ({
  ...captured,
  traces: captured.traces.filter(({ id }) => !gone.has(id)),
  spans: captured.spans.filter(({ traceId }) => !gone.has(traceId)),
});

/** What came by the wire has no file: its service stands in its place. */
function sourced(captured: Captured): Captured {
  const { conversation } = captured;
  const service = conversation.attributes.service;
  const source = { file: typeof service === "string" ? service : "", format: "otlp" };
  return { ...captured, conversation: { ...conversation, source } };
}
