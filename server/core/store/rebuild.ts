import { checkpoint, groupBy } from "../base/index.ts";
import { type Derived, markRows } from "./captured-rows.ts";
import type { Tables } from "./database.ts";
import { messagesFromSpans } from "./messages.ts";
import type { Captured, Conversation } from "./records.ts";
import { conversationOf, conversationRow, signalRow, spanOf } from "./rows.ts";
import type { Row } from "./schema.ts";

export interface RebuildSource {
  readonly tables: Tables;
  readonly derive: (captured: Captured) => Derived;
  readonly signal?: AbortSignal;
}

const atOnce = 400;

/**
 * Makes conversations again from their spans. What only their own row knew is gone: outcome, task, tags. They have no content hash, so
 * that importing their file again writes them anew, with all of it.
 */
export async function rebuildConversations({ tables, derive, signal }: RebuildSource): Promise<number> {
  const known = new Set((await tables.conversations.read({ columns: ["id"] })).map(({ id }) => id));
  const missing = [...(await conversationIds(tables))].filter((id) => !known.has(id));
  for (let from = 0; from < missing.length; from += atOnce) {
    await checkpoint(signal);
    const ids = missing.slice(from, from + atOnce);
    const spans = groupBy(
      (await tables.spans.readAny("conversationId", ids)).map(spanOf),
      (span) => span.conversationId,
    );
    const systems = new Map(
      (await tables.traces.readAny("conversationId", ids, ["conversationId", "systemHash"])).map((row) => [
        row.conversationId,
        row.systemHash,
      ]),
    );
    const rows = ids.map((id): Row<"conversations"> => {
      const own = [...(spans.get(id) ?? [])].sort((a, b) => a.seq - b.seq);
      const conversation = bareConversation(id, own);
      const captured: Captured = { conversation, traces: [], spans: own, systemTexts: {} };
      const { opening, handling, laterRequests = [], signals, version } = derive(captured);
      return conversationRow(captured, {
        ...{ systemHash: systems.get(id), opening, handling, signals, derivedBy: version },
        laterRequests: JSON.stringify(laterRequests),
      });
    });
    await tables.conversations.upsert(rows);
  }
  return missing.length;
}

function bareConversation(id: string, spans: readonly ReturnType<typeof spanOf>[]): Conversation {
  const starts = spans.flatMap(({ startMs }) => startMs ?? []);
  const ends = spans.flatMap(({ endMs }) => endMs ?? []);
  const model = spans.find((span) => span.model)?.model;
  return {
    id,
    contentHash: "",
    source: { file: "", format: "" },
    messageCount: messagesFromSpans(spans).length,
    tags: [],
    attributes: {},
    ...(model && { model }),
    ...(starts.length > 0 && { startMs: Math.min(...starts) }),
    ...(ends.length > 0 && { endMs: Math.max(...ends) }),
  };
}

async function conversationIds(tables: Tables): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const rows of tables.spans.parts(["conversationId"]))
    for (const { conversationId } of rows) if (conversationId) ids.add(conversationId);
  return ids;
}

/** A trace is mostly a name for its spans; the system text is that of its conversation. */
export async function rebuildTraces(tables: Tables): Promise<number> {
  const known = new Set((await tables.traces.read({ columns: ["id"] })).map(({ id }) => id));
  const systems = new Map(
    (await tables.conversations.read({ columns: ["id", "systemHash"] })).map((row) => [
      row.id,
      row.systemHash,
    ]),
  );
  const missing = new Map<string, Row<"traces">>();
  for await (const rows of tables.spans.parts(["traceId", "conversationId", "name"]))
    for (const { traceId, conversationId, name } of rows)
      if (traceId && conversationId && !known.has(traceId) && !missing.has(traceId))
        missing.set(traceId, {
          id: traceId,
          conversationId,
          name: name ?? "",
          status: "unset",
          systemHash: systems.get(conversationId),
        });
  await tables.traces.upsert([...missing.values()]);
  return missing.size;
}

/** Cuts conversations that have no sample into samples again. */
export async function rebuildSamples({ tables, derive, signal }: RebuildSource): Promise<number> {
  const have = new Set<string>();
  for await (const rows of tables.samples.parts(["conversationId"]))
    for (const { conversationId = "" } of rows) have.add(conversationId);
  const missing = (await tables.conversations.read({ columns: ["id"] }))
    .map(({ id }) => id)
    .filter((id) => !have.has(id));
  let made = 0;
  for await (const derived of derivedAnew({ tables, derive, signal }, missing)) {
    const samples = derived.flatMap(([, { samples }]) => samples);
    await tables.samples.upsert(samples);
    made += samples.length;
  }
  return made;
}

/** Finds the signals of all conversations again; their labels stand in the conversations and stayed. */
export async function rebuildSignals(source: RebuildSource): Promise<number> {
  const ids = (await source.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id);
  let made = 0;
  for await (const derived of derivedAnew(source, ids)) {
    const rows = derived.flatMap(([id, { signals = [] }]) => signals.map((signal) => signalRow(id, signal)));
    await source.tables.signals.upsert(rows);
    made += rows.length;
  }
  return made;
}

/** Marks causes in all conversations again. */
export async function rebuildMarks(source: RebuildSource): Promise<number> {
  const ids = (await source.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id);
  let made = 0;
  for await (const derived of derivedAnew(source, ids)) {
    const rows = derived.flatMap(([id, { marks }]) => markRows(id, marks));
    await source.tables.marks.upsert(rows);
    made += rows.length;
  }
  return made;
}

/** What is derived from stored conversations, page by page. */
async function* derivedAnew(
  { tables, derive, signal }: RebuildSource,
  all: readonly string[],
): AsyncGenerator<(readonly [string, Derived])[]> {
  for (let from = 0; from < all.length; from += atOnce) {
    await checkpoint(signal);
    const ids = all.slice(from, from + atOnce);
    const spans = groupBy(
      (await tables.spans.readAny("conversationId", ids)).map(spanOf),
      (span) => span.conversationId,
    );
    yield (await tables.conversations.readAny("id", ids)).map((row) => {
      const own = [...(spans.get(row.id) ?? [])].sort((a, b) => a.seq - b.seq);
      return [
        row.id,
        derive({ conversation: conversationOf(row), traces: [], spans: own, systemTexts: {} }),
      ] as const;
    });
  }
}
