import { checkpoint, type LongWork } from "../base/index.ts";
import type { Store } from "../store/index.ts";
import { capturedIn } from "./captured-in.ts";
import { derive, derivedVersion } from "./import-conversations.ts";

const conversationsAtOnce = 200;

/**
 * Gives conversations that an older build stored what is known of them since then: from version 3 status, labels, texts and signals, which
 * queries find them by; from version 5 what was asked in them after the opening request; from version 9 what the agent said and what else
 * may explain a failure. Says how many there were. Where it is stopped, the next one goes on with those that are left.
 */
export async function deriveMissing(store: Store, { signal, progress }: LongWork = {}): Promise<number> {
  const rows = await store.tables.conversations.read({
    where: `status IS NULL OR \`laterRequests\` IS NULL OR \`derivedBy\` IS NULL OR \`derivedBy\` < ${derivedVersion}`,
    columns: ["id"],
  });
  for (let from = 0; from < rows.length; from += conversationsAtOnce) {
    await checkpoint(signal);
    progress?.({ stage: "reading older conversations again", done: from, total: rows.length });
    const ids = rows.slice(from, from + conversationsAtOnce).map(({ id }) => id);
    await store.deriveAgain(await capturedIn(store, ids), derive);
  }
  return rows.length;
}
