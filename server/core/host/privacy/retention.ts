import type { CaptureSettings } from "../../capture/index.ts";
import { isLocalUri, type Row, type Store, storeFiles, withoutSecrets } from "../../store/index.ts";
import { dropForgotten, dropLearned } from "./forgotten-behaviors.ts";

export type RetentionSettings = Pick<CaptureSettings, "retainDays" | "retainMb">;

/** What retention takes out of one store, or would. Times are epoch milliseconds, of the last activity of a conversation. */
export interface RetentionReport {
  readonly store: string;
  readonly conversations: number;
  readonly tooOld: number;
  /** Those that go, the oldest first, because the store is larger than it may be. */
  readonly tooMuch: number;
  readonly oldestMs?: number;
  readonly newestMs?: number;
  /** On the disk before; absent where the store is no folder, for which there is no size to keep to. */
  readonly bytes?: number;
  /** About what goes of them. */
  readonly bytesGone?: number;
}

const dayMs = 86_400_000;
const megabyte = 1_000_000;

/** What is to go of a store at this moment. Nothing is kept for being labelled or in a baseline: those keep figures, not conversations. */
export async function planRetention(
  store: Store,
  settings: RetentionSettings,
  nowMs: number,
): Promise<RetentionReport> {
  return (await choose(store, settings, nowMs)).report;
}

/**
 * Removes conversations that are older than `retainDays`, then the oldest until the store is no larger than `retainMb`. They are gone from
 * the disk, and nothing remembers them: importing their file again brings them back. Meant to run once a day.
 */
export async function applyRetention(
  store: Store,
  settings: RetentionSettings,
  nowMs: number,
): Promise<RetentionReport> {
  const { ids, report } = await choose(store, settings, nowMs);
  if (ids.length === 0) return report;
  const { conversations, outcomes } = store.tables;
  const users = await usersOf(store, ids);
  await store.erase(ids);
  const left = new Set(
    (await conversations.readAny("userId", users, ["userId"])).map(({ userId }) => userId),
  );
  // Of users that nothing is left of nothing is kept.
  const gone = users.filter((user) => !left.has(user));
  await outcomes.deleteAny("userId", gone);
  if (gone.length > 0) await outcomes.purge(true);
  await dropForgotten(store);
  await dropLearned(store);
  return report;
}

/** Raw records are kept so that later spans can join them; of conversations that were quiet for so long none are expected. Gives how many rows went. */
export async function dropQuietReceived(
  store: Store,
  olderThanMs: number = dayMs,
  nowMs: number = Date.now(),
): Promise<number> {
  const { received } = store.tables;
  const last = new Map<string, number>();
  for await (const rows of received.parts(["conversationId", "receivedMs"]))
    for (const { conversationId = "", receivedMs = 0 } of rows)
      last.set(conversationId, Math.max(last.get(conversationId) ?? 0, receivedMs));
  const quiet = [...last].filter(([, at]) => at < nowMs - olderThanMs).map(([id]) => id);
  if (quiet.length === 0) return 0;
  const before = await received.count();
  await received.deleteAny("conversationId", quiet);
  await received.purge(true);
  return before - (await received.count());
}

async function usersOf({ tables: { conversations } }: Store, ids: readonly string[]): Promise<string[]> {
  const rows = await conversations.readAny("id", ids, ["userId"]);
  return [...new Set(rows.flatMap(({ userId }) => userId ?? []))];
}

async function choose(
  store: Store,
  { retainDays, retainMb }: RetentionSettings,
  nowMs: number,
): Promise<{ readonly ids: readonly string[]; readonly report: RetentionReport }> {
  const columns = [
    "id",
    "startMs",
    "endMs",
    "importedMs",
    "receivedMs",
    "spanCount",
    "messageCount",
  ] as const;
  const rows = (await store.tables.conversations.read({ columns }))
    .map((row) => ({ id: row.id, atMs: lastActivity(row), weight: weightOf(row) }))
    .sort((a, b) => (a.atMs ?? nowMs) - (b.atMs ?? nowMs) || (a.id < b.id ? -1 : 1));
  const limitMs = retainDays === undefined ? Number.NEGATIVE_INFINITY : nowMs - retainDays * dayMs;
  // What nobody knows the age of stays until the size decides.
  const tooOld = rows.filter(({ atMs }) => atMs !== undefined && atMs < limitMs);
  const bytes = isLocalUri(store.uri) ? (await storeFiles(store.uri)).bytes : undefined;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const share = (list: typeof rows): number =>
    total === 0 ? 0 : ((bytes ?? 0) * list.reduce((sum, { weight }) => sum + weight, 0)) / total;
  const gone = new Set(tooOld);
  let left = (bytes ?? 0) - share(tooOld);
  if (retainMb !== undefined)
    for (const row of rows) {
      if (left <= retainMb * megabyte) break;
      if (gone.has(row)) continue;
      gone.add(row);
      left -= share([row]);
    }
  const chosen = rows.filter((row) => gone.has(row));
  const times = chosen.flatMap(({ atMs }) => atMs ?? []);
  return {
    ids: chosen.map(({ id }) => id),
    report: {
      store: withoutSecrets(store.uri),
      conversations: rows.length,
      tooOld: tooOld.length,
      tooMuch: chosen.length - tooOld.length,
      ...(times.length > 0 && { oldestMs: times[0], newestMs: times.at(-1) }),
      ...(bytes !== undefined && { bytes, bytesGone: Math.round(share(chosen)) }),
    },
  };
}

const lastActivity = (row: Row<"conversations">): number | undefined =>
  row.endMs ?? row.startMs ?? row.receivedMs ?? row.importedMs;

/** How much of the store is a conversation's, seen from the others': its spans, and where they were not counted its messages. */
const weightOf = ({ spanCount, messageCount = 0 }: Row<"conversations">): number =>
  1 + (spanCount ?? messageCount);
