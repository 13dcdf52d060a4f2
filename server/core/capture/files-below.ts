import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { whyUnreadable } from "../base/index.ts";

/** A file to read, or why there is none. */
export interface FileBelow {
  readonly file: string;
  readonly bytes: number;
  /** Found in a folder rather than named: then not to know its format is no failure. */
  readonly isFound: boolean;
  readonly reason?: string;
}

/**
 * The files that these paths name, folders walked in the order of names. Hidden entries and `node_modules` are passed over, links
 * inside folders not followed: neither holds somebody's traces, and a link may lead round in a circle.
 */
export async function filesBelow(paths: readonly string[], signal?: AbortSignal): Promise<FileBelow[]> {
  const files: FileBelow[] = [];
  const visit = async (path: string, isFound: boolean): Promise<void> => {
    signal?.throwIfAborted();
    try {
      const { size, ...stats } = await kindOf(path);
      if (stats.isDirectory) for (const name of await namesIn(path)) await visit(join(path, name), true);
      else if (stats.isFile) files.push({ file: path, bytes: size, isFound });
      // A pipe cannot be read twice, and to tell its format it would have to be.
      else
        files.push({ file: path, bytes: 0, isFound, reason: "Not a regular file; save it as a file first." });
    } catch (error) {
      signal?.throwIfAborted();
      files.push({ file: path, bytes: 0, isFound, reason: `Could not be read: ${whyUnreadable(error)}` });
    }
  };
  for (const path of paths) await visit(path, false);
  return files;
}

async function kindOf(path: string): Promise<{ size: number; isFile: boolean; isDirectory: boolean }> {
  const stats = await stat(path);
  return { size: stats.size, isFile: stats.isFile(), isDirectory: stats.isDirectory() };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(
      (entry) => !entry.name.startsWith(".") && entry.name !== "node_modules" && !entry.isSymbolicLink(),
    )
    .map((entry) => entry.name)
    .sort();
}
