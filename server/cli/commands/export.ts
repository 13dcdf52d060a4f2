import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { finished } from "node:stream/promises";
import { exportConversations, messageOf, plural, UserError } from "../../core/index.ts";
import type { GlobalOptions } from "../session.ts";
import { workspaceOf } from "./doctor.ts";
import { type ForgetOptions, selectionOf } from "./forget.ts";

export interface ExportOptions extends ForgetOptions {
  readonly output?: string;
}

/** Writes conversations as JSON lines to a file or standard output; all of them where nobody is named. Exit code 1: there are none. */
export async function exportCommand(options: GlobalOptions, chosen: ExportOptions): Promise<number> {
  const isNamed = chosen.user !== undefined || chosen.conversation?.length;
  const selection = selectionOf(isNamed ? chosen : { all: true });
  const workspace = workspaceOf(options);
  if (chosen.output === undefined) {
    const count = await exportConversations(workspace, selection, async (line) => {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
    });
    return count > 0 ? 0 : 1;
  }
  const path = resolve(chosen.output);
  try {
    // What people said to the agent: for its owner alone.
    const file = createWriteStream(path, { mode: 0o600 });
    const failed = once(file, "error").then(([error]) => Promise.reject(error));
    failed.catch(() => undefined);
    const count = await exportConversations(workspace, selection, async (line) => {
      if (!file.write(`${line}\n`)) await Promise.race([once(file, "drain"), failed]);
    });
    file.end();
    await finished(file);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ conversations: count, file: path })}\n`
        : `${plural(count, "conversation")} written to ${path}\n`,
    );
    return count > 0 ? 0 : 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError("file-unwritable", `${path} could not be written: ${messageOf(error)}`);
  }
}
