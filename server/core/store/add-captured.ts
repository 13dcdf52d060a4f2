import { isDeepStrictEqual } from "node:util";
import type { Tables } from "./database.ts";
import { messagesFromSpans } from "./messages.ts";
import type { Captured, Message } from "./records.ts";
import { conversationRow, spanOf, spanRow, traceRow } from "./rows.ts";
import type { Row } from "./schema.ts";

/** What became of a batch. `kept` counts conversations whose id was taken by another conversation: they got an id of their own. */
export interface Added {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Ids written by this call, new or changed. */
  readonly written: readonly string[];
}

/** What is written beside a conversation: derived by rooms that the store must not know. */
export interface Derived {
  readonly samples: readonly Row<"samples">[];
  readonly opening?: string;
  readonly handling?: string;
}

/**
 * Writes a batch of captured conversations. The same content again writes nothing. A conversation that has grown replaces its
 * shorter self; another conversation under an id that is taken is kept beside it as `id~hash`. The conversation row goes in last:
 * a process killed half way leaves rows without a conversation, which the next import writes over.
 */
export async function addCaptured(
  tables: Tables,
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
): Promise<Added> {
  const ids = batch.map((captured) => captured.conversation.id);
  const stored = await storedHashes(tables, [...ids, ...batch.map(otherId)]);
  const taken = new Map(stored);
  const write: Captured[] = [];
  const replaced: string[] = [];
  const renamed: { from: string; to: string }[] = [];
  let unchanged = 0;
  for (const captured of batch) {
    const { id, contentHash } = captured.conversation;
    const known = taken.get(id);
    const fate =
      known === undefined ? "new" : known === contentHash ? "same" : await compare(tables, captured, write);
    if (fate === "same" || (fate === "other" && taken.get(otherId(captured)) === contentHash)) {
      unchanged++;
      continue;
    }
    const kept = fate === "other" ? withId(captured, otherId(captured)) : captured;
    if (fate === "other") renamed.push({ from: id, to: kept.conversation.id });
    if (fate === "grown") {
      replaced.push(id);
      removeFrom(write, id);
    }
    taken.set(kept.conversation.id, contentHash);
    write.push(kept);
  }
  await forget(
    tables,
    replaced.filter((id) => stored.has(id)),
  );
  await writeAll(tables, write, derive);
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

/** Compared as they come back from JSON, where an absent value and `undefined` are one. */
const startsWith = (long: readonly Message[], start: readonly Message[]): boolean =>
  start.length <= long.length &&
  isDeepStrictEqual(
    JSON.parse(JSON.stringify(long.slice(0, start.length))),
    JSON.parse(JSON.stringify(start)),
  );

function withId(captured: Captured, id: string): Captured {
  const suffix = id.slice(captured.conversation.id.length);
  const move = <T extends { readonly id: string }>(record: T): T => ({
    ...record,
    id: `${record.id}${suffix}`,
    conversationId: id,
  });
  return {
    conversation: { ...captured.conversation, id },
    traces: captured.traces.map(move),
    spans: captured.spans.map((span) => ({
      ...move(span),
      traceId: `${span.traceId}${suffix}`,
      ...(span.parentId && { parentId: `${span.parentId}${suffix}` }),
    })),
    systemTexts: captured.systemTexts,
  };
}

/** Removes everything known about conversations, their own rows first so that a half-done removal is not mistaken for a whole one. */
export async function forget(tables: Tables, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tables.conversations.deleteAny("id", ids);
  await tables.judged.deleteAny("id", ids);
  for (const name of ["traces", "spans", "samples", "evaluations", "links", "requests"] as const)
    await tables[name].deleteAny("conversationId", ids);
}

async function writeAll(
  tables: Tables,
  batch: readonly Captured[],
  derive: (captured: Captured) => Derived,
): Promise<void> {
  if (batch.length === 0) return;
  const derived = batch.map(derive);
  const texts = new Map(batch.flatMap(({ systemTexts }) => Object.entries(systemTexts)));
  await tables.texts.upsert([...texts].map(([id, text]) => ({ id, text })));
  await tables.spans.upsert(batch.flatMap(({ spans }) => spans.map(spanRow)));
  await tables.traces.upsert(batch.flatMap(({ traces }) => traces.map(traceRow)));
  await tables.samples.upsert(derived.flatMap(({ samples }) => samples));
  const importedMs = Date.now();
  await tables.conversations.upsert(
    batch.map(({ conversation, traces }, i) =>
      conversationRow(conversation, {
        importedMs,
        systemHash: traces.find((trace) => trace.systemHash)?.systemHash,
        opening: derived[i]!.opening,
        handling: derived[i]!.handling,
      }),
    ),
  );
}
