import { type FileHandle, open } from "node:fs/promises";
import { type JournalEntry, recordAt } from "./journal-record.ts";
import { type JournalPosition, segmentPath, segmentsIn } from "./segments.ts";

/** An entry with the position behind it: once all up to there is folded, that is the checkpoint. */
export interface ReadEntry {
  readonly entry: JournalEntry;
  readonly at: JournalPosition;
  readonly next: JournalPosition;
}

/** Bytes that hold no entry any more. `cut`: a record whose writer was killed, so it was never acknowledged. */
export interface JournalDamage {
  readonly at: JournalPosition;
  readonly bytes: number;
  readonly is: "cut" | "damaged";
}

export interface JournalRead {
  readonly entries: readonly ReadEntry[];
  /** Where to go on reading. */
  readonly next: JournalPosition;
  readonly damage: readonly JournalDamage[];
  /** All that is there was read, for now. */
  readonly isAtEnd: boolean;
}

/**
 * Reads a journal while it is being written, perhaps by another process. A record is given whole or not at all. One that is not whole
 * at the end of the last segment is still to come; in an earlier segment its writer is gone.
 */
export class JournalReader {
  constructor(private readonly folder: string) {}

  /** The entries from a position on, about `budgetBytes` of them and at least one where there is one. */
  async read(from: JournalPosition, budgetBytes = 16 * 2 ** 20): Promise<JournalRead> {
    let at = from;
    const damage: JournalDamage[] = [];
    for (;;) {
      // The list comes before the reading: what is whole of a segment that had a successor then will not grow any more.
      const segments = await segmentsIn(this.folder);
      const here = segments.find((segment) => segment >= at.segment);
      if (here === undefined) return { entries: [], next: at, damage, isAtEnd: true };
      if (here !== at.segment) at = { segment: here, offset: 0 };
      const later = segments.find((segment) => segment > here);
      const read = await this.readSegment(at, budgetBytes, later !== undefined);
      for (const one of read.damage) addDamage(damage, one);
      at = read.next;
      if (read.isAtEnd && later !== undefined) at = { segment: later, offset: 0 };
      if (read.entries.length > 0) return { ...read, next: at, damage, isAtEnd: false };
      if (read.isAtEnd && later === undefined) return { entries: [], next: at, damage, isAtEnd: true };
    }
  }

  private async readSegment(
    from: JournalPosition,
    budget: number,
    isFinished: boolean,
  ): Promise<JournalRead> {
    const file = await open(segmentPath(this.folder, from.segment)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined; // Dropped, or empty and taken away, since the list was made.
      throw error;
    });
    if (!file) return { entries: [], next: from, damage: [], isAtEnd: true };
    try {
      const { size } = await file.stat();
      const left = size - from.offset;
      let bytes = await bytesOf(file, from.offset, Math.min(budget, left));
      const first = bytes.length > 0 ? recordAt(bytes, 0) : undefined;
      // A record may be larger than the budget.
      if (first?.is === "cut" && first.end <= left) bytes = await bytesOf(file, from.offset, first.end);
      // Its header may have been all that was in sight: now its length is known.
      const whole = first?.is === "cut" ? recordAt(bytes, 0) : undefined;
      if (whole?.is === "cut" && whole.end <= left) bytes = await bytesOf(file, from.offset, whole.end);
      return recordsOf(bytes, from, left, isFinished);
    } finally {
      await file.close();
    }
  }
}

/** `left`: how much of the segment there is from `from` on; `isFinished`: nothing will be added to it. */
function recordsOf(bytes: Buffer, from: JournalPosition, left: number, isFinished: boolean): JournalRead {
  const entries: ReadEntry[] = [];
  const damage: JournalDamage[] = [];
  const place = (offset: number): JournalPosition => ({
    segment: from.segment,
    offset: from.offset + offset,
  });
  let offset = 0;
  let isAtEnd = bytes.length >= left;
  while (offset < bytes.length) {
    const record = recordAt(bytes, offset);
    if (record.is === "record")
      entries.push({ entry: record.entry, at: place(offset), next: place(record.end) });
    else if (record.is === "cut" && record.end <= left)
      break; // More is to be read of it.
    else if (!isFinished && record.end >= left) {
      isAtEnd = true; // Up to the end of what is being written anything may be half there.
      break;
    } else
      addDamage(damage, { at: place(offset), bytes: Math.min(record.end, left) - offset, is: record.is });
    offset = Math.min(record.end, left);
  }
  return { entries, next: place(offset), damage, isAtEnd: isAtEnd || offset >= left };
}

/** What is broken in one stretch is told once, wherever the reading stopped in between. */
function addDamage(damage: JournalDamage[], more: JournalDamage): void {
  const last = damage.at(-1);
  const isNext = last?.at.segment === more.at.segment && last.at.offset + last.bytes === more.at.offset;
  if (isNext) damage[damage.length - 1] = { ...last, bytes: last.bytes + more.bytes };
  else damage.push(more);
}

async function bytesOf(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
