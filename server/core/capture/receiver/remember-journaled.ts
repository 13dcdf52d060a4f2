import { stat } from "node:fs/promises";
import { JournalReader } from "../journal/journal-reader.ts";
import { type JournalPosition, segmentPath, segmentsIn } from "../journal/segments.ts";
import { isRecent, type RecentBodies, rememberedMs } from "./recent-bodies.ts";

/** So much of the journal is read again at most: what was on its way when a process was killed is at the end of its segments. */
const mostBytes = 256 * 2 ** 20;

/**
 * Makes the bodies known that earlier processes wrote lately. One that was killed between writing a request and answering it leaves a
 * sender that will send it again, perhaps only after several more processes came and went.
 */
export async function rememberJournaled(folder: string, recent: RecentBodies): Promise<void> {
  const nowMs = Date.now();
  const reader = new JournalReader(folder);
  for (let at = await recentStart(folder, nowMs); at; ) {
    const read = await reader.read(at);
    for (const { entry } of read.entries) if (isRecent(entry, nowMs)) recent.note(entry);
    at = read.isAtEnd ? undefined : read.next;
  }
}

/** The first segment that was written to lately, as far back as may be read. */
async function recentStart(folder: string, nowMs: number): Promise<JournalPosition | undefined> {
  let start: JournalPosition | undefined;
  let bytes = 0;
  for (const segment of [...(await segmentsIn(folder))].reverse()) {
    const found = await stat(segmentPath(folder, segment)).catch(() => undefined);
    bytes += found?.size ?? 0;
    if (found && (nowMs - found.mtimeMs > rememberedMs || bytes > mostBytes)) break;
    start = { segment, offset: 0 };
  }
  return start;
}
