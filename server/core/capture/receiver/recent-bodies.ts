import { createHash } from "node:crypto";
import type { JournalEntry } from "../journal/journal-record.ts";

/** How long a body that comes again is taken for a retry, milliseconds: exporters give up after some minutes. */
export const rememberedMs = 10 * 60_000;
const mostRemembered = 20_000;

/** The bodies that were journaled lately, or are about to be: a retried export is answered like the first and not written twice. */
export class RecentBodies {
  private readonly bodies = new Map<string, { readonly done: Promise<void>; readonly atMs: number }>();

  /** Writes the entry unless its body is known; resolves or rejects as the first one does. */
  once(
    entry: JournalEntry,
    write: () => Promise<void>,
  ): { readonly isRetry: boolean; readonly done: Promise<void> } {
    const key = keyOf(entry);
    const known = this.bodies.get(key);
    if (known && entry.receivedMs - known.atMs < rememberedMs) return { isRetry: true, done: known.done };
    const done = write();
    this.remember(key, done, entry.receivedMs);
    // What was not kept may be sent again.
    done.catch(() => {
      if (this.bodies.get(key)?.done === done) this.bodies.delete(key);
    });
    return { isRetry: false, done };
  }

  /** A body that was on disk before this process began: its sender may not have heard of it. */
  note(entry: JournalEntry): void {
    this.remember(keyOf(entry), Promise.resolve(), entry.receivedMs);
  }

  private remember(key: string, done: Promise<void>, atMs: number): void {
    this.bodies.delete(key);
    this.bodies.set(key, { done, atMs });
    for (const oldest of this.bodies.keys()) {
      if (this.bodies.size <= mostRemembered) break;
      this.bodies.delete(oldest);
    }
  }
}

const keyOf = ({ signal, encoding, bytes }: JournalEntry): string =>
  createHash("sha256").update(`${signal} ${encoding} `).update(bytes).digest("base64");

/** Only what came lately can be retried. */
export const isRecent = ({ receivedMs }: JournalEntry, nowMs: number): boolean =>
  nowMs - receivedMs < rememberedMs;
