import { readFile } from "node:fs/promises";
import { fileUnreadable, messageOf } from "./errors.ts";

/** The text of a file, undefined where there is none. Throws `file-unreadable`: what is there and cannot be read is not absent. */
export const textIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw fileUnreadable(file, messageOf(error));
  });
