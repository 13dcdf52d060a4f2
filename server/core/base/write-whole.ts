import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that nobody ever reads half of it, and what is there stays until the new one is whole: the disk may be full. Makes its
 * folder. `mayReplace` is asked at the last moment, and where it says no nothing is written. Gives whether it was; throws what the system says.
 */
export async function writeWhole(
  file: string,
  text: string,
  { mode, mayReplace }: { readonly mode?: number; readonly mayReplace?: () => Promise<boolean> } = {},
): Promise<boolean> {
  // Its own name, as several of one process may be at it.
  const fresh = `${file}.${randomUUID()}.new`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(fresh, text, { mode });
    if (mayReplace && !(await mayReplace())) return false;
    await rename(fresh, file);
    return true;
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}
