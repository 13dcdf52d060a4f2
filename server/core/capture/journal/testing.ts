import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type JournalDamage, JournalReader, type ReadEntry } from "./journal-reader.ts";
import type { JournalEntry } from "./journal-record.ts";
import { type JournalPosition, journalStart } from "./segments.ts";

/** A folder that is there as long as the test. */
export function journalFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const entryOf = (text: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  signal: "traces",
  encoding: "json",
  receivedMs: 1_767_225_600_123,
  bytes: Buffer.from(text),
  ...more,
});

export const textOfEntry = ({ entry }: ReadEntry): string => Buffer.from(entry.bytes).toString();

/** Everything up to the end, in steps of a budget. */
export async function readAll(folder: string, budget?: number, from: JournalPosition = journalStart) {
  const reader = new JournalReader(folder);
  const entries: ReadEntry[] = [];
  const damage: JournalDamage[] = [];
  for (let at = from; ; ) {
    const read = await reader.read(at, budget);
    entries.push(...read.entries);
    damage.push(...read.damage);
    at = read.next;
    if (read.isAtEnd) return { texts: entries.map(textOfEntry), entries, damage, next: at };
  }
}
