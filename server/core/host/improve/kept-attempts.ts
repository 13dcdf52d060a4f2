import type { Attempt } from "../../improve/index.ts";
import { equals, type Store } from "../../store/index.ts";

/** All edits that were tried, or those of one prompt; the oldest first. */
export async function keptAttempts({ tables }: Store, prompt?: string): Promise<Attempt[]> {
  const rows = await tables.attempts.read({
    ...(prompt !== undefined && { where: equals("prompt", prompt) }),
    columns: ["id", "report"],
  });
  return rows
    .flatMap(({ report }) => (report ? [JSON.parse(report) as Attempt] : []))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** Keeps what was tried. The same attempt again takes its place: what became of it may be known later. Of whom was forgotten meanwhile nothing stays. */
export async function keepAttempts(store: Store, attempts: readonly Attempt[]): Promise<void> {
  const { tables } = store;
  const idsOf = ({ conversations = [], mended = [] }: Attempt): string[] => [
    ...new Set([...conversations, ...mended]),
  ];
  const gone = new Set(await store.missing(attempts.flatMap(idsOf)));
  const kept = attempts.filter((one) => !idsOf(one).some((id) => gone.has(id)));
  await tables.attempts.upsert(
    kept.map((one) => ({
      ...{ id: one.id, prompt: one.prompt, target: one.target, operator: one.operator, atMs: one.atMs },
      ...{ report: JSON.stringify(one), conversationIds: idsOf(one) },
    })),
  );
  const late = new Set(await store.missing(kept.flatMap(idsOf)));
  const stale = kept.filter((one) => idsOf(one).some((id) => late.has(id))).map(({ id }) => id);
  if (stale.length === 0) return;
  await tables.attempts.deleteAny("id", stale);
  await tables.attempts.purge(true);
}

/** Takes out what was tried, of one prompt or of all. */
export async function deleteAttempts(store: Store, prompt?: string): Promise<void> {
  const ids = (await keptAttempts(store, prompt)).map(({ id }) => id);
  await store.tables.attempts.deleteAny("id", ids);
}
