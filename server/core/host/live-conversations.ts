import { type LiveConversation, type LiveList, tame } from "../review/index.ts";
import type { Row, Store } from "../store/index.ts";

/** When something of a conversation was last heard of. */
const lastMs = "coalesce(`receivedMs`, `endMs`, `startMs`, `importedMs`)";
/** Looked through one after the other until there are enough: a store of a million conversations is not read for its last fifty. */
const windowsMs = [10 * 60_000, 24 * 3_600_000, 30 * 24 * 3_600_000];

/** The conversations that came last, the latest first. `nowMs`: the time it is. */
export async function liveConversations(store: Store, limit: number, nowMs: number): Promise<LiveList> {
  const { conversations } = store.tables;
  const columns = ["id", "receivedMs", "endMs", "startMs", "importedMs"] as const;
  let found: Row<"conversations">[] = [];
  for (const windowMs of windowsMs) {
    found = await conversations.read({ where: `${lastMs} > ${nowMs - windowMs}`, columns });
    if (found.length >= limit) break;
  }
  const total = await conversations.count();
  if (found.length < limit && found.length < total) found = await conversations.read({ columns });
  const ids = found
    .map((row) => ({ id: row.id, at: lastOf(row) ?? 0 }))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => id);
  const rows = new Map((await conversations.readAny("id", ids)).map((row) => [row.id, row]));
  return { total, conversations: ids.flatMap((id) => rows.get(id) ?? []).map(liveOf) };
}

const lastOf = ({ receivedMs, endMs, startMs, importedMs }: Row<"conversations">): number | undefined =>
  receivedMs ?? endMs ?? startMs ?? importedMs;

function liveOf(row: Row<"conversations">): LiveConversation {
  const { id, opening, status, errorCount, spanCount, startMs, endMs, inputTokens, outputTokens } = row;
  const took = row.durationMs ?? (startMs !== undefined && endMs !== undefined ? endMs - startMs : undefined);
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
  const last = lastOf(row);
  return {
    id,
    opening: tame(opening ?? "", 200),
    status: status === "ok" || status === "error" ? status : "unset",
    errors: errorCount ?? 0,
    spans: spanCount ?? 0,
    isReceived: row.receivedMs !== undefined,
    ...(last !== undefined && { lastMs: last }),
    ...(took !== undefined && took >= 0 && { durationMs: took }),
    ...(tokens > 0 && { tokens }),
    ...(row.costUsd !== undefined && { costUsd: row.costUsd }),
    ...(row.model && { model: tame(row.model, 80) }),
    ...(row.service && { service: tame(row.service, 80) }),
  };
}
