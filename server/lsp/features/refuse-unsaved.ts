import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../core/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";

/** A committed file of ours, and what a person does that changes it. */
interface ChangedFile {
  readonly name: string;
  readonly code: string;
  /** "label again" */
  readonly again: string;
}

/** The file is changed on disk: what somebody types in it meanwhile must not be lost, nor what is to be written. */
export async function refuseUnsaved(
  server: Server,
  folder: Folder,
  { name, code, again }: ChangedFile,
): Promise<void> {
  const file = join(folder.root, name);
  const open = server.documents.get(pathToFileURL(file).href)?.getText();
  if (open === undefined) return;
  const saved = await readFile(file, "utf8").catch(() => "");
  // Of a byte order mark the editor says nothing.
  if (withoutMark(open) !== withoutMark(saved))
    throw new UserError(
      code,
      `${name} is open with changes that are not saved.`,
      `Save or revert it, then ${again}. Nothing was changed.`,
    );
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");
