import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type JournalPosition, syncFolder } from "./segments.ts";

const checkpointPath = (folder: string): string => join(folder, "folded.json");

/** Up to where the journal was folded into stores; undefined where nobody said so yet. What cannot be read was not said either. */
export async function readCheckpoint(folder: string): Promise<JournalPosition | undefined> {
  try {
    const { segment, offset } = JSON.parse(await readFile(checkpointPath(folder), "utf8"));
    if (isCount(segment) && isCount(offset)) return { segment, offset };
  } catch {
    // Folding again from the start does no harm; not starting would.
  }
  return undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Writes the checkpoint whole or not at all, whatever happens meanwhile. */
export async function writeCheckpoint(folder: string, { segment, offset }: JournalPosition): Promise<void> {
  const path = checkpointPath(folder);
  const file = await open(`${path}.tmp`, "w");
  try {
    await file.writeFile(JSON.stringify({ segment, offset }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  await syncFolder(folder);
}
