import { setTimeout } from "node:timers/promises";
import { messageOf } from "../../base/index.ts";
import {
  defaultCapture,
  dropSegmentsBefore,
  type JournalDamage,
  type JournalEntry,
  type JournalPosition,
  JournalReader,
  journalStart,
  type ReceivedRecord,
  readCheckpoint,
  recordsOfRequest,
  writeCheckpoint,
} from "../../capture/index.ts";
import { storeIsThere, withoutSecrets } from "../../store/index.ts";
import { applyRetention, dropQuietReceived } from "../privacy/retention.ts";
import { FoldStore, type Prepared } from "./fold-store.ts";
import type { PackConversations } from "./packed-conversations.ts";
import { inboxUri, journalFolder } from "./state-folder.ts";
import { Claims, type WorkspaceClaim } from "./workspace-registry.ts";

/** What the process that folds is doing; whoever wants to kill it at a bad moment asks for it. */
export type FoldPhase = "idle" | "reading" | "folding" | "checkpoint" | "optimizing";

/** Why folding ended: it was told to, nothing came, or the process takes too much memory and should be begun anew. */
export type FoldEnd = "stopped" | "rested" | "large";

/** How far folding is: told after each batch. */
export interface FoldStep {
  readonly position: JournalPosition;
  readonly records: number;
  readonly conversations: number;
}

export interface FoldOptions {
  readonly home: string;
  readonly signal: AbortSignal;
  /** So many commits leave so many small files that queries notice: then a store is tidied up. Default: 40. */
  readonly optimizeAfter?: number;
  /** When so long nothing came there is time for what is not urgent. Milliseconds; default: 20 s. */
  readonly quietMs?: number;
  /** About so much of the journal is folded at once. */
  readonly batchBytes?: number;
  /** Who makes the rows of new conversations; default: this thread. */
  readonly pack?: PackConversations;
  readonly onStep?: (step: FoldStep) => void;
  readonly onPhase?: (phase: FoldPhase) => void;
  /** One sentence each. */
  readonly onProblem?: (problem: string) => void;
  /** Ends when the journal is folded to its end, instead of waiting for more. */
  readonly untilEnd?: boolean;
  /** Ends when nothing came for so long and all that is not urgent is done. Milliseconds; default: never. */
  readonly restAfterMs?: number;
  /** Ends between two batches when the process has come to take so much memory: what is begun anew takes less. Default: never. */
  readonly mostMemory?: { readonly bytes: number; readonly notBeforeMs: number };
}

interface OpenStore {
  readonly fold: FoldStore;
  commits: number;
}

/** What was read at once, on its way into its stores. */
interface Batch {
  readonly parts: readonly { readonly store: OpenStore; readonly prepared: Prepared }[];
  /** Traces of the inbox that go to a workspace with it. */
  readonly homecoming: readonly string[];
}

const defaultBatchBytes = 8 * 2 ** 20;
/** How often the end of the journal is looked at when nobody says that there is more. */
const lookEveryMs = 250;
const retryAfterMs = 5_000;
const defaultOptimizeAfter = 40;
const defaultQuietMs = 20_000;
const dayMs = 86_400_000;

/**
 * Folds the journal into stores: each trace into that of the workspace that claims its service, what nobody claims into the inbox. The
 * checkpoint follows the stores, so a process that is killed folds its last batch again, which changes nothing.
 */
export class Fold {
  private readonly claims: Claims;
  private readonly stores = new Map<string, OpenStore>();
  private readonly reader: JournalReader;
  private position: JournalPosition = journalStart;
  private wake = new AbortController();
  private hasNewClaims = false;
  private lastStep = performance.now();
  private houseKeepingMs = 0;
  /** Up to where some of the journal may be in the stores. */
  private begun: JournalPosition = journalStart;

  constructor(private readonly options: FoldOptions) {
    this.claims = new Claims(options.home);
    this.reader = new JournalReader(journalFolder(options.home));
  }

  private get optimizeAfter(): number {
    return this.options.optimizeAfter ?? defaultOptimizeAfter;
  }

  /** There is more in the journal. */
  nudge(): void {
    this.wake.abort();
  }

  /**
   * Runs until the signal; throws nothing but what makes it impossible to go on. Says why it ended. While one batch is being written the
   * next is read, decoded and made into rows; batches are written in their order, each before its checkpoint.
   */
  async run(): Promise<FoldEnd> {
    const { signal, home } = this.options;
    const startedMs = performance.now();
    const journal = journalFolder(home);
    this.position = (await readCheckpoint(journal)) ?? journalStart;
    // A batch that was begun and not ended: some of it may be in the stores.
    this.begun = (await readCheckpoint(journal, "folding")) ?? this.position;
    let at = this.position;
    let writing: Promise<boolean> = Promise.resolve(true);
    try {
      while (!signal.aborted) {
        if (this.isLarge(startedMs)) return "large";
        this.phase("reading");
        const { batchBytes = defaultBatchBytes } = this.options;
        const { entries, next, damage, isAtEnd } = await this.reader.read(at, batchBytes);
        for (const one of damage) this.problem(damageText(one));
        const isDone = entries.length === 0 && isAtEnd;
        const isStale = [...this.stores.values()].some(({ fold }) => fold.isStale);
        const isAlone = isDone || isStale || (await this.refreshClaims());
        // What looks at whole stores does so while nothing is on its way into them.
        if (isAlone && !(await writing)) at = await this.startOver();
        else if (isAlone && !(await this.attempt(() => this.catchUp()))) at = await this.startOver();
        else if (isDone && this.options.untilEnd && !this.hasNewClaims) break;
        else if (isDone) {
          if (await this.rest()) return "rested";
        } else {
          const batch = await this.attempt(() =>
            this.prepare(
              entries.map(({ entry }) => entry),
              isBefore(at, this.begun),
            ),
          );
          if (!(await writing) || !batch) at = await this.startOver();
          else {
            at = next;
            writing = this.attempt(() => this.write(batch, next)).then((done) => done !== undefined);
            if (batch.homecoming.length > 0) await writing;
          }
        }
      }
      return "stopped";
    } finally {
      await writing;
      await this.closeStores();
      this.phase("idle");
    }
  }

  private isLarge(startedMs: number): boolean {
    const { bytes, notBeforeMs } = this.options.mostMemory ?? {
      bytes: Number.POSITIVE_INFINITY,
      notBeforeMs: 0,
    };
    return performance.now() - startedMs > notBeforeMs && process.memoryUsage.rss() > bytes;
  }

  /** Undefined where it failed: a store cannot be written (a full disk, a table in repair). The journal holds what is not folded. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.problem(`Not folded yet, tried again in ${retryAfterMs / 1000} s: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** After a failure: from the checkpoint, with stores opened anew, after a while. */
  private async startOver(): Promise<JournalPosition> {
    await this.closeStores();
    await setTimeout(retryAfterMs, undefined, { signal: this.options.signal }).catch(() => undefined);
    return this.position;
  }

  private async prepare(entries: readonly JournalEntry[], isAgain: boolean): Promise<Batch> {
    const traces = new Map<string, ReceivedRecord[]>();
    let receivedMs = 0;
    for (const entry of entries) {
      receivedMs = Math.max(receivedMs, entry.receivedMs);
      const { records, problems } = recordsOfRequest(entry);
      for (const problem of problems.slice(0, 3)) this.problem(problem);
      for (const record of records) {
        const own = traces.get(record.of.traceId);
        if (own) own.push(record);
        else traces.set(record.of.traceId, [record]);
      }
    }
    this.phase("folding");
    const { routes, homecoming } = await this.routed(traces);
    const parts: Batch["parts"][number][] = [];
    for (const [uri, { claim, own }] of routes) {
      const store = await this.storeAt(uri, claim);
      parts.push({ store, prepared: await store.fold.prepare(own, { receivedMs, isAgain }) });
    }
    return { parts, homecoming };
  }

  private async write({ parts, homecoming }: Batch, next: JournalPosition): Promise<true> {
    const journal = journalFolder(this.options.home);
    this.begun = next;
    await writeCheckpoint(journal, next, "folding");
    const sum = { records: 0, conversations: 0 };
    for (const { store, prepared } of parts) {
      const folded = await store.fold.write(prepared);
      store.commits++;
      sum.records += folded.records;
      sum.conversations += folded.conversations;
    }
    // They are where they belong now: only then may they go here.
    if (homecoming.length > 0) await this.stores.get(inboxUri(this.options.home))?.fold.remove(homecoming);
    this.phase("checkpoint");
    await writeCheckpoint(journal, next);
    await dropSegmentsBefore(journal, next);
    this.position = next;
    this.lastStep = performance.now();
    this.options.onStep?.({ position: next, ...sum });
    await this.optimizeWhereDue(this.optimizeAfter);
    return true;
  }

  /**
   * Traces by the store they go to. A trace of several services goes where any of them is claimed, also where that one arrives later:
   * then what waits in the inbox goes along.
   */
  private async routed(traces: ReadonlyMap<string, ReceivedRecord[]>) {
    const inbox = inboxUri(this.options.home);
    const routes = new Map<
      string,
      { readonly claim?: WorkspaceClaim; readonly own: Map<string, readonly ReceivedRecord[]> }
    >();
    await this.openThose(inbox);
    const waiting = this.stores.get(inbox)?.fold;
    const homecoming: string[] = [];
    for (const [traceId, records] of traces) {
      const claim = this.claimOf(traceId, records);
      const uri = claim?.store ?? inbox;
      const route = routes.get(uri) ?? { ...(claim && { claim }), own: new Map() };
      route.own.set(traceId, records);
      routes.set(uri, route);
      if (claim && waiting?.knows(traceId)) homecoming.push(traceId);
    }
    const older = homecoming.length > 0 ? await waiting!.recordsOf(homecoming) : new Map<string, never>();
    for (const { own } of routes.values())
      for (const [traceId, records] of own)
        if (older.has(traceId)) own.set(traceId, [...older.get(traceId)!, ...records]);
    return { routes, homecoming };
  }

  /** Whether there are claims that the inbox has not been asked about. */
  private async refreshClaims(): Promise<boolean> {
    if (await this.claims.refresh()) this.hasNewClaims = true;
    return this.hasNewClaims;
  }

  /** Reads anew what others have written to, and gives what was claimed. */
  private async catchUp(): Promise<true> {
    for (const { fold } of this.stores.values()) if (fold.isStale) await fold.lookAgain();
    return this.giveClaimed();
  }

  /** What waits in the inbox and is claimed by now goes to who claims it. */
  private async giveClaimed(): Promise<true> {
    await this.refreshClaims();
    if (!this.hasNewClaims) return true;
    const inbox = inboxUri(this.options.home);
    if (await storeIsThere(inbox)) {
      const waiting = await this.storeAt(inbox, undefined);
      for (const service of await waiting.fold.services()) {
        const claim = this.claims.of(service);
        if (!claim) continue;
        const store = await this.storeAt(claim.store, claim);
        await waiting.fold.giveTo(store.fold, service, Date.now());
        store.commits++;
        waiting.commits++;
      }
    }
    this.hasNewClaims = false;
    return true;
  }

  /** A store that is there knows traces that may go on: it is opened before anything is sent elsewhere. */
  private async openThose(inbox: string): Promise<void> {
    for (const claim of this.claims.all)
      if (!this.stores.has(claim.store) && (await storeIsThere(claim.store)))
        await this.storeAt(claim.store, claim);
    if (!this.stores.has(inbox) && (await storeIsThere(inbox))) await this.storeAt(inbox, undefined);
  }

  private claimOf(traceId: string, records: readonly ReceivedRecord[]): WorkspaceClaim | undefined {
    for (const { of } of records) {
      const claim = this.claims.of(serviceOf(of.resource));
      if (claim) return claim;
    }
    // A part of a trace that a workspace has already.
    for (const claim of this.claims.all) if (this.stores.get(claim.store)?.fold.knows(traceId)) return claim;
    return undefined;
  }

  private async storeAt(uri: string, claim: WorkspaceClaim | undefined) {
    const known = this.stores.get(uri);
    if (known) return known;
    const store = {
      fold: await FoldStore.open(uri, {
        ...(claim && { prices: claim.capture.prices }),
        ...(this.options.pack && { pack: this.options.pack }),
      }),
      commits: 0,
    };
    this.stores.set(uri, store);
    return store;
  }

  /**
   * When nothing arrives there is time to tidy up; after every few spans of a slow day it would be a waste. True when all is done for
   * long.
   */
  private async rest(): Promise<boolean> {
    const quietMs = performance.now() - this.lastStep;
    const isQuiet = quietMs > (this.options.quietMs ?? defaultQuietMs);
    await this.optimizeWhereDue(isQuiet ? 1 : this.optimizeAfter / 4, true);
    if (isQuiet) await this.keepHouse();
    if (quietMs > (this.options.restAfterMs ?? Number.POSITIVE_INFINITY)) return true;
    this.phase("idle");
    this.wake = new AbortController();
    await setTimeout(lookEveryMs, undefined, { signal: this.wake.signal }).catch(() => undefined);
    return false;
  }

  /** Once a day: what is older or more than a workspace keeps, and records whose conversations are quiet. */
  private async keepHouse(): Promise<void> {
    if (Date.now() < this.houseKeepingMs) return;
    this.houseKeepingMs = Date.now() + dayMs;
    const inbox = inboxUri(this.options.home);
    const places = [
      ...this.claims.all.map((claim) => ({ uri: claim.store, claim })),
      { uri: inbox, claim: undefined },
    ];
    for (const { uri, claim } of places) {
      if (this.options.signal.aborted || !(await storeIsThere(uri))) continue;
      try {
        const { store } = (await this.storeAt(uri, claim)).fold;
        this.phase("optimizing");
        await applyRetention(store, claim?.capture ?? defaultCapture, Date.now());
        await dropQuietReceived(store);
      } catch (error) {
        this.problem(`Nothing was cleared out of ${withoutSecrets(uri)}: ${messageOf(error)}`);
      }
    }
  }

  private async optimizeWhereDue(commits: number, isQuiet = false): Promise<void> {
    for (const [uri, store] of this.stores) {
      if (store.commits < commits) continue;
      store.commits = 0;
      await store.fold
        .compact({ isQuiet, files: this.optimizeAfter, onWork: () => this.phase("optimizing") })
        .catch((error: unknown) =>
          this.problem(`${withoutSecrets(uri)} was not tidied up: ${messageOf(error)}`),
        );
    }
  }

  private async closeStores(): Promise<void> {
    for (const { fold } of this.stores.values()) fold.close();
    this.stores.clear();
  }

  private phase(phase: FoldPhase): void {
    this.options.onPhase?.(phase);
  }

  private problem(problem: string): void {
    this.options.onProblem?.(problem);
  }
}

export const serviceOf = (resource: Readonly<Record<string, unknown>>): string => {
  const name = resource["service.name"];
  return typeof name === "string" ? name : "";
};

const damageText = ({ at, bytes, is }: JournalDamage): string =>
  `${bytes} bytes of the journal (segment ${at.segment}, byte ${at.offset}) are ${is === "cut" ? "of a request that was never acknowledged" : "damaged"}; passed over.`;

const isBefore = (a: JournalPosition, b: JournalPosition): boolean =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
