import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** A place in the journal: `offset` bytes into segment number `segment`. Segment 0 is before the first. */
export interface JournalPosition {
  readonly segment: number;
  readonly offset: number;
}

export const journalStart: JournalPosition = { segment: 0, offset: 0 };

export const segmentPath = (folder: string, segment: number): string =>
  join(folder, `${String(segment).padStart(8, "0")}.journal`);

/** The numbers of the segments that are there, ascending. */
export async function segmentsIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .flatMap((name) => /^(\d{8,})\.journal$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Takes away the segments whose every entry lies before the position. */
export async function dropSegmentsBefore(folder: string, position: JournalPosition): Promise<void> {
  for (const segment of await segmentsIn(folder))
    if (segment < position.segment) await rm(segmentPath(folder, segment), { force: true });
}

/** Makes what was created or renamed in a folder outlast a loss of power. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
