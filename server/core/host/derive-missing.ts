import { checkpoint, type LongWork } from "../base/index.ts";
import type { Store } from "../store/index.ts";
import { capturedIn } from "./captured-in.ts";
import { derive } from "./import-conversations.ts";

const conversationsAtOnce = 200;

/**
 * Gives conversations that were stored before version 3 what they are found by since then: status, labels, texts, signals. Until then no
 * query finds them by those. Says how many there were.
 */
export async function deriveMissing(store: Store, { signal, progress }: LongWork = {}): Promise<number> {
  const rows = await store.tables.conversations.read({ where: "status IS NULL", columns: ["id"] });
  for (let from = 0; from < rows.length; from += conversationsAtOnce) {
    await checkpoint(signal);
    progress?.({ stage: "reading older conversations again", done: from, total: rows.length });
    const ids = rows.slice(from, from + conversationsAtOnce).map(({ id }) => id);
    await store.deriveAgain(await capturedIn(store, ids), derive);
  }
  return rows.length;
}
