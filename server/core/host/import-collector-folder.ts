import { stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { fileUnreadable, type LongWork, messageOf, stableId } from "../base/index.ts";
import {
  addCounts,
  type CaptureSettings,
  type FileMark,
  type FolderStep,
  type ReceivedRecord,
  type RedactionCounts,
  readCollectorFolder,
  recordsOfRequest,
  redactionRules,
  redactRequest,
} from "../capture/index.ts";
import { plural } from "../review/index.ts";
import type { Store } from "../store/index.ts";
import { FoldStore } from "./capturing/fold-store.ts";
import { configPath, loadSettings } from "./config.ts";
import type { Workspace } from "./host.ts";

/** What one look at the folder brought. `records` are the spans and log records that nobody had seen. */
export interface CollectorRound {
  readonly files: number;
  readonly requests: number;
  readonly records: number;
  /** Conversations that are new or have grown. */
  readonly conversations: number;
  readonly redacted: RedactionCounts;
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

export interface CollectorOptions extends LongWork {
  /** Goes on looking, until the signal says to stop. */
  readonly watch?: boolean;
  /** Told of every look that found something: new records, or a problem not told before. */
  onRound(round: CollectorRound): void;
}

const lookEveryMs = 1_000;

/**
 * Imports what a collector's file exporter writes into a folder: traces and logs, whatever file they are in, put together as the receiver
 * does it. How far each file was read is kept in the store, so that what was imported is not read again. Throws `file-unreadable` where
 * there is no such folder, and what opening the store throws. Stopping a watch is no failure.
 */
export async function importCollectorFolder(
  workspace: Workspace,
  folder: string,
  { watch = false, onRound, signal, progress }: CollectorOptions,
): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => messageOf(error));
  if (typeof found === "string") throw fileUnreadable(folder, found);
  if (!found.isDirectory()) throw fileUnreadable(folder, "it is not a folder");
  const config = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const fold = await FoldStore.open(workspace.store ?? config.store, { prices: config.capture.prices });
  try {
    const work = new CollectorWork(fold, folder, config.capture);
    do {
      const round = await work.look({ signal, progress });
      if (!watch || round.records > 0 || round.problems.length > 0) onRound(round);
      if (watch) await setTimeout(lookEveryMs, undefined, { signal });
    } while (watch);
  } catch (error) {
    if (!(watch && signal?.aborted)) throw error;
  } finally {
    fold.close();
  }
}

/** Looks at one folder again and again. */
class CollectorWork {
  private readonly told = new Set<string>();
  private readonly begun = new Set<string>();
  private readonly rules: ReturnType<typeof redactionRules>;

  constructor(
    private readonly fold: FoldStore,
    private readonly folder: string,
    capture: CaptureSettings,
  ) {
    this.rules = redactionRules(capture);
  }

  async look({ signal, progress }: LongWork): Promise<CollectorRound> {
    const before = await readMarks(this.fold.store, this.folder);
    const marks = new Map(before.map((mark) => [mark.file, mark]));
    const seen = new Set<string>();
    const sum = { requests: 0, records: 0, conversations: 0 };
    const problems: { file: string; reason: string }[] = [];
    let redacted: RedactionCounts = {};
    for await (const step of readCollectorFolder(this.folder, before, signal)) {
      seen.add(step.file);
      const made = await this.take(step);
      if (step.mark) marks.set(step.file, step.mark);
      // Only now are its requests safe: what is read twice does no harm, what is passed over would be lost.
      if (step.requests.length > 0) await writeMarks(this.fold.store, this.folder, [...marks.values()]);
      sum.requests += step.requests.length;
      sum.records += made.records;
      sum.conversations += made.conversations;
      redacted = addCounts(redacted, made.redacted);
      problems.push(...this.untold(step.file, [...step.problems, ...made.problems]));
      if (step.requests.length > 0) progress?.({ stage: `Reading ${step.file}:`, done: sum.records });
    }
    const kept = [...marks.values()].filter(({ file }) => seen.has(file));
    if (JSON.stringify(kept) !== JSON.stringify(before)) await writeMarks(this.fold.store, this.folder, kept);
    if (sum.conversations > 0) await this.fold.store.compact();
    return { files: seen.size, ...sum, redacted, problems };
  }

  private async take({ file, requests }: FolderStep) {
    const traces = new Map<string, ReceivedRecord[]>();
    const problems: string[] = [];
    let redacted: RedactionCounts = {};
    for (const { encoding, bytes } of requests) {
      const request = this.blackedOut(encoding, bytes);
      redacted = addCounts(redacted, request.counts);
      problems.push(...request.problems);
      for (const record of request.records) {
        const own = traces.get(record.of.traceId);
        if (own) own.push(record);
        else traces.set(record.of.traceId, [record]);
      }
    }
    if (traces.size === 0) return { records: 0, conversations: 0, redacted, problems };
    // Somebody may have been stopped between keeping the records and writing the conversations.
    const isAgain = !this.begun.has(file);
    this.begun.add(file);
    const folded = await this.fold.fold(traces, { receivedMs: Date.now(), isAgain });
    return { ...folded, redacted, problems };
  }

  /** Records of a request as they may be kept. Which signal it is its records say. */
  private blackedOut(encoding: "proto" | "json", bytes: Uint8Array) {
    const { records, problems } = recordsOfRequest({ encoding, bytes });
    const [first] = records;
    if (!first) return { records, problems, counts: {} };
    const signal = "event" in first.of ? "logs" : "traces";
    const clean = redactRequest({ signal, encoding, bytes }, () => this.rules, this.rules.kinds);
    if (clean.bytes === bytes) return { records, problems, counts: {} };
    return {
      records: recordsOfRequest({ encoding, bytes: clean.bytes }).records,
      problems,
      counts: clean.counts,
    };
  }

  /** A watch tells the same thing of the same file once. Many problems of one file are counted. */
  private untold(file: string, reasons: readonly string[]): { file: string; reason: string }[] {
    const fresh = reasons.filter((reason) => !this.told.has(`${file} ${reason}`));
    for (const reason of fresh) this.told.add(`${file} ${reason}`);
    const shown = fresh.slice(0, 20).map((reason) => ({ file, reason }));
    const more = fresh.length - shown.length;
    return more > 0 ? [...shown, { file, reason: `And ${plural(more, "more problem")}.` }] : shown;
  }
}

const marksId = (folder: string): string => `collector:${stableId([folder], 24)}`;

/** What cannot be read is not there: the files are then read from their beginning, which changes nothing. */
async function readMarks(store: Store, folder: string): Promise<readonly FileMark[]> {
  const row = await store.tables.meta.get(marksId(folder));
  try {
    const { marks } = JSON.parse(row?.value ?? "{}") as { readonly marks?: readonly FileMark[] };
    return Array.isArray(marks) ? marks : [];
  } catch {
    return [];
  }
}

const writeMarks = (store: Store, folder: string, marks: readonly FileMark[]): Promise<void> =>
  store.tables.meta.upsert([{ id: marksId(folder), value: JSON.stringify({ folder, marks }) }]);
