import { setTimeout } from "node:timers/promises";
import type { Table } from "@lancedb/lancedb";

export interface Patience {
  /** How often it is tried at most. */
  readonly attempts: number;
  /** The first pause in milliseconds; each one is longer by as much. */
  readonly pauseMs: number;
  /** Whether another try may help; default: always. */
  readonly when?: (error: unknown) => boolean;
}

/**
 * Does work on a table that other processes write to and clear up meanwhile: where it fails for that reason, again on the newest version,
 * after growing pauses. Throws the last error.
 */
export async function onLatest<R>(
  table: Table,
  work: () => Promise<R>,
  { attempts, pauseMs, when = () => true }: Patience,
): Promise<R> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !when(error)) throw error;
      await setTimeout(pauseMs * attempt);
      await table.checkoutLatest().catch(() => undefined);
    }
}
