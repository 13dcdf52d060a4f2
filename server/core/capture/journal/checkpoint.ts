import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type JournalPosition, syncFolder } from "./segments.ts";

/** `folded`: up to where all is in its store. `folding`: up to where some of it may be, since a batch was begun. */
export type CheckpointOf = "folded" | "folding";

/** A position of the journal that was written down; undefined where nobody did so yet. What cannot be read was not said either. */
export async function readCheckpoint(
  folder: string,
  of: CheckpointOf = "folded",
): Promise<JournalPosition | undefined> {
  try {
    const { segment, offset } = JSON.parse(await readFile(join(folder, `${of}.json`), "utf8"));
    if (isCount(segment) && isCount(offset)) return { segment, offset };
  } catch {
    // Folding again from the start does no harm; not starting would.
  }
  return undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Writes the checkpoint whole or not at all, whatever happens meanwhile. */
export async function writeCheckpoint(
  folder: string,
  { segment, offset }: JournalPosition,
  of: CheckpointOf = "folded",
): Promise<void> {
  const path = join(folder, `${of}.json`);
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
