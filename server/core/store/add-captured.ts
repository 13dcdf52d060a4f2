import { isDeepStrictEqual } from "node:util";
import { groupBy } from "../base/index.ts";
import {
  type CapturedTable,
  capturedRows,
  type Derived,
  firstTables,
  type PackedRows,
} from "./captured-rows.ts";
import type { Tables } from "./database.ts";
import { anyOf, equals, type LanceTable } from "./lance-table.ts";
import { messagesFromSpans, traceIdOf } from "./messages.ts";
import { recordedAfter } from "./recorded-after.ts";
import type { Captured, Message } from "./records.ts";
import { recordedKey, spanOf } from "./rows.ts";
import { startsWith } from "./said.ts";

/** What became of a batch. `kept` counts conversations whose id was taken by another conversation: they got an id of their own. */
export interface Added {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Ids written by this call, new or changed. */
  readonly written: readonly string[];
}

/**
 * Writes a batch of captured conversations. The same content again writes nothing. A conversation that has grown replaces its
 * shorter self; another conversation under an id that is taken is kept beside it as `id~hash`. The conversation row goes in after
 * all that belongs to it, and what its former self had more is removed last: a process killed half way leaves rows that the next
 * import writes over, and nothing of what was there before is missing.
 */
export async function addCaptured(
  tables: Tables,
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
): Promise<Added> {
  const ids = batch.map((captured) => captured.conversation.id);
  const stored = await storedHashes(tables, [...ids, ...batch.map(otherId)]);
  const recorded = await recordedSpans(
    tables,
    batch.filter(({ conversation }) => stored.has(conversation.id)),
  );
  const taken = new Map(stored);
  const write: Captured[] = [];
  const replaced = new Set<string>();
  const renamed: { from: string; to: string }[] = [];
  let unchanged = 0;
  for (const captured of batch) {
    const { id, contentHash } = captured.conversation;
    const known = taken.get(id);
    const fate =
      known === undefined
        ? "new"
        : contains(captured, recorded.get(id))
          ? "grown"
          : known === contentHash
            ? "same"
            : await compare(tables, captured, write);
    if (fate === "same" || (fate === "other" && taken.get(otherId(captured)) === contentHash)) {
      unchanged++;
      continue;
    }
    const kept = fate === "other" ? withId(captured, otherId(captured)) : captured;
    if (fate === "other") renamed.push({ from: id, to: kept.conversation.id });
    if (fate === "grown") {
      if (stored.has(id)) replaced.add(id);
      recorded.delete(id);
      removeFrom(write, id);
    }
    taken.set(kept.conversation.id, contentHash);
    write.push(kept);
  }
  await replaceCaptured(tables, [...replaced], write, derive);
  const updated = write.filter(({ conversation }) => stored.has(conversation.id)).length;
  return {
    added: write.length - updated,
    updated,
    unchanged,
    renamed,
    written: write.map(({ conversation }) => conversation.id),
  };
}

const otherId = ({ conversation }: Captured): string =>
  `${conversation.id}~${conversation.contentHash.slice(0, 8)}`;

function removeFrom(write: Captured[], id: string): void {
  const at = write.findIndex(({ conversation }) => conversation.id === id);
  if (at >= 0) write.splice(at, 1);
}

async function storedHashes(tables: Tables, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tables.conversations.readAny("id", [...new Set(ids)], ["id", "contentHash"]);
  return new Map(rows.map((row) => [row.id, row.contentHash ?? ""]));
}

/** Whether the source named its spans. Where it gave messages alone, the names are made from the id and the order, and say nothing. */
const isRecorded = ({ conversation, spans }: Captured): boolean =>
  spans.length > 0 && spans.every(({ traceId }) => traceId !== traceIdOf(conversation.id));

/** By conversation, the ids of the spans that are stored of those whose source names its spans. */
async function recordedSpans(
  tables: Tables,
  batch: readonly Captured[],
): Promise<Map<string, readonly string[]>> {
  const ids = batch.filter(isRecorded).map(({ conversation }) => conversation.id);
  const rows = await tables.spans.readAny("conversationId", ids, ["id", "conversationId"]);
  const byConversation = groupBy(rows, ({ conversationId = "" }) => conversationId);
  return new Map([...byConversation].map(([id, own]) => [id, own.map((row) => row.id)]));
}

/** All spans that are stored and some more: files of spans came in an order in which what was said first came last. */
function contains({ spans }: Captured, stored: readonly string[] | undefined): boolean {
  if (!stored || stored.length === 0 || spans.length <= stored.length) return false;
  const own = new Set(spans.map(({ id }) => id));
  return stored.every((id) => own.has(id));
}

/** Same id, other content: has the conversation grown or been re-labelled, is this an older part of it, or is it another one? */
async function compare(
  tables: Tables,
  captured: Captured,
  pending: readonly Captured[],
): Promise<"grown" | "same" | "other"> {
  const id = captured.conversation.id;
  const waiting = pending.find(({ conversation }) => conversation.id === id);
  const before = waiting ? messagesFromSpans(waiting.spans) : await messagesOf(tables, id);
  const now = messagesFromSpans(captured.spans);
  if (startsWith(now, before)) return "grown";
  return startsWith(before, now) ? "same" : "other";
}

async function messagesOf(tables: Tables, id: string): Promise<Message[]> {
  return messagesFromSpans((await tables.spans.readAny("conversationId", [id])).map(spanOf));
}

function withId(captured: Captured, id: string): Captured {
  const suffix = id.slice(captured.conversation.id.length);
  const move = <T extends { readonly id: string }>(record: T): T => ({
    ...record,
    id: `${record.id}${suffix}`,
    conversationId: id,
  });
  // Turns and calls are numbered after the id of their conversation, spans have names of their own.
  const before = captured.conversation.id;
  const partOf = (part: string): string =>
    part.startsWith(`${before}#`) && /^#[tc]\d+$/.test(part.slice(before.length))
      ? `${id}${part.slice(before.length)}`
      : `${part}${suffix}`;
  return {
    conversation: { ...captured.conversation, id },
    traces: captured.traces.map(move),
    spans: captured.spans.map((span) => ({
      ...move(span),
      traceId: `${span.traceId}${suffix}`,
      ...(span.parentId && { parentId: `${span.parentId}${suffix}` }),
    })),
    systemTexts: captured.systemTexts,
    ...(captured.evaluations && {
      evaluations: captured.evaluations.map((one) =>
        one.spanId === undefined ? one : { ...one, spanId: partOf(one.spanId) },
      ),
    }),
  };
}

/**
 * Removes everything known about conversations, their own rows first so that a half-done removal is not mistaken for a whole one.
 * `keepReceived`: their records stay, as those of a trace that turned out to belong to another conversation.
 */
export async function forget(
  tables: Tables,
  ids: readonly string[],
  { keepReceived = false }: { readonly keepReceived?: boolean } = {},
): Promise<void> {
  if (ids.length === 0) return;
  await tables.conversations.deleteAny("id", ids);
  await forgetConclusions(tables, ids);
  await tables.contents.deleteAny("id", ids);
  for (const name of keepReceived ? parts : [...parts, "received" as const])
    await tables[name].deleteAny("conversationId", ids);
}

/** Tables whose rows make up a conversation, beside its own; and those that hold what was concluded from it, beside evaluations. */
const parts = ["spans", "traces", "samples", "signals", "marks"] as const;
const conclusions = ["links", "requests", "tags", "opinions"] as const;
/** Rows are deleted so many conversations at a time. */
const idsAtOnce = 500;

/**
 * Writes `batch`; of it, `ids` are there already in an older form. What was concluded from that form goes before the new one can be
 * seen, and once more after it: another process may be judging at this moment. What others concluded stays (`recordedAfter`).
 */
export async function replaceCaptured(
  tables: Tables,
  ids: readonly string[],
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
  receivedMs?: number,
): Promise<void> {
  if (batch.length === 0) return;
  const rows = capturedRows(batch, derive, { importedMs: Date.now(), receivedMs });
  const before = await partIds(tables, ids);
  const recorded = await recordedAfter(tables, ids, batch);
  const anew = new Set(rows.evaluations.map(({ id }) => id));
  await tables.evaluations.upsert(recorded.stale.filter(({ id }) => !anew.has(id)));
  await forgetOwnConclusions(tables, ids);
  await Promise.all(firstTables.map((name) => (tables[name] as LanceTable<"spans">).upsert(rows[name])));
  await tables.conversations.upsert(rows.conversations);
  await forgetOwnConclusions(tables, ids);
  await tables.evaluations.upsert(rows.evaluations);
  await tables.evaluations.deleteAny(
    "id",
    recorded.gone.filter((id) => !anew.has(id)),
  );
  for (const name of parts) {
    const now = new Set(rows[name].map(({ id }) => id));
    await tables[name].deleteAny(
      "id",
      before[name].filter((id) => !now.has(id)),
    );
  }
}

/** Makes anew what is derived from conversations that are there; they stay as they are, and so does what was concluded from them. */
export async function deriveAgain(
  tables: Tables,
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
): Promise<void> {
  const ids = batch.map(({ conversation }) => conversation.id);
  const stamps = ["id", "importedMs", "receivedMs"] as const;
  const before = new Map(
    (await tables.conversations.readAny("id", ids, [...stamps])).map((row) => [row.id, row]),
  );
  const rows = capturedRows(batch, derive, { importedMs: 0 });
  const former = new Set((await tables.marks.readAny("conversationId", ids, ["id"])).map(({ id }) => id));
  for (const { id } of rows.marks) former.delete(id);
  for (const name of ["samples", "signals", "marks", "contents"] as const)
    await (tables[name] as LanceTable<"samples">).upsert(rows[name]);
  await tables.conversations.upsert(
    rows.conversations.map(({ importedMs: _, ...row }) => ({ ...row, ...before.get(row.id) })),
  );
  // Marks that the rules no longer make.
  await tables.marks.deleteAny("id", [...former]);
}

/** Tables that nobody but writers of conversations writes to, by which one notices another. */
const watched = [
  ...(["spans", "traces", "samples", "signals", "marks"] as const),
  ...(["contents", "conversations"] as const),
];
/** The versions of those tables, in that order. */
export type CapturedVersions = readonly number[];

export const capturedVersions = (tables: Tables): Promise<CapturedVersions> =>
  Promise.all(watched.map((name) => tables[name].version()));

/**
 * Writes conversations that nobody knows yet, whose rows were packed elsewhere. `absentAt`: the versions at which they were not there; as
 * long as those stand, rows are appended, which takes no longer the more there are. Where another writer came in between all the same,
 * what is there twice is made one again. Gives the versions that this alone leads to from there, undefined where rows were merged.
 */
export async function insertPacked(
  tables: Tables,
  packed: PackedRows,
  ids: readonly string[],
  absentAt?: CapturedVersions,
): Promise<CapturedVersions | undefined> {
  const before = await capturedVersions(tables);
  const areNew = isDeepStrictEqual(before, absentAt);
  const insert = (name: CapturedTable): Promise<void> => {
    const bytes = packed[name];
    const isWatched = (watched as readonly string[]).includes(name);
    return bytes ? tables[name].writePacked(bytes, areNew && isWatched) : Promise.resolve();
  };
  await Promise.all(firstTables.map(insert));
  await insert("conversations");
  await insert("evaluations");
  if (!areNew) return undefined;
  const own = watched.map((name, i) => before[i]! + (packed[name] ? 1 : 0));
  if (!isDeepStrictEqual(await capturedVersions(tables), own)) await withoutDoubles(tables, ids);
  return own;
}

/** Of rows that two writers appended at once, one stays. */
async function withoutDoubles(tables: Tables, ids: readonly string[]): Promise<void> {
  for (const name of watched) {
    const table = tables[name] as unknown as LanceTable<"spans">;
    const column = name === "conversations" || name === "contents" ? "id" : "conversationId";
    const rows = await table.readAny(column, ids);
    const byId = groupBy(rows, ({ id }) => id);
    const doubled = [...byId].filter(([, same]) => same.length > 1);
    await table.deleteAny(
      "id",
      doubled.map(([id]) => id),
    );
    await table.upsert(doubled.map(([, same]) => same[0]!));
  }
}

async function partIds(
  tables: Tables,
  conversationIds: readonly string[],
): Promise<Record<(typeof parts)[number], readonly string[]>> {
  const idsIn = async (name: (typeof parts)[number]): Promise<readonly string[]> =>
    (await (tables[name] as LanceTable<"spans">).readAny("conversationId", conversationIds, ["id"])).map(
      ({ id }) => id,
    );
  const [spans, traces, samples, signals, marks] = await Promise.all(parts.map(idsIn));
  return { spans: spans!, traces: traces!, samples: samples!, signals: signals!, marks: marks! };
}

async function forgetConclusions(tables: Tables, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await forgetOwnConclusions(tables, ids);
  await tables.evaluations.deleteAny("conversationId", ids);
}

/** But for the evaluations that were made elsewhere. */
async function forgetOwnConclusions(tables: Tables, ids: readonly string[]): Promise<void> {
  await tables.judged.deleteAny("id", ids);
  const isOwn = `(\`evaluatorKey\` IS NULL OR NOT ${equals("evaluatorKey", recordedKey)})`;
  for (let from = 0; from < ids.length; from += idsAtOnce)
    await tables.evaluations.delete(
      `${anyOf("conversationId", ids.slice(from, from + idsAtOnce))} AND ${isOwn}`,
    );
  for (const name of conclusions) await tables[name].deleteAny("conversationId", ids);
}
