import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "../../base/index.ts";
import { type Decisions, decisionsFileName, noDecisions, readDecisions } from "../../review/index.ts";

/** Today as an ISO date, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Some thousand entries; what is larger was not decided by people. */
const maxBytes = 4 * 1024 * 1024;

/** The text of the file; empty where there is none. */
export async function decisionsText(root: string): Promise<string> {
  const file = join(root, decisionsFileName);
  try {
    const found = await stat(file);
    // Reading a pipe would wait for ever, and a device has no size.
    if (!found.isFile()) throw new Error("it is no file");
    if (found.size > maxBytes) throw new Error("it is far too large");
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** The file as it stands, and what it says. Throws nothing: what cannot be read is an issue of it. */
export async function loadDecisions(
  root: string,
): Promise<{ readonly text: string; readonly decisions: Decisions }> {
  try {
    const text = await decisionsText(root);
    return { text, decisions: text === "" ? noDecisions : readDecisions(text, today()) };
  } catch (error) {
    const issues = [{ range: { start: 0, end: 1 }, message: `It could not be read: ${messageOf(error)}` }];
    return { text: "", decisions: { entries: [], issues, isUnreadable: true, isMembershipSure: false } };
  }
}

/** How often an edit begins again because somebody else wrote meanwhile. */
const mostAttempts = 5;

/**
 * Changes the file. `change` gets its text and what it says and gives its new text. Throws `decisions-unreadable` rather than write over
 * a file that is not understood, `decisions-unwritable`, and what `change` throws.
 */
export async function changeDecisions(
  root: string,
  change: (text: string, decisions: Decisions) => string,
): Promise<void> {
  const file = join(root, decisionsFileName);
  for (let attempt = 1; ; attempt++) {
    const { text, decisions } = await loadDecisions(root);
    if (decisions.isUnreadable)
      throw new UserError(
        "decisions-unreadable",
        `${decisionsFileName} cannot be read: ${decisions.issues[0]?.message ?? "it is broken"}`,
        "Put the file right, then decide again. Nothing was changed.",
      );
    const changed = change(text, decisions);
    if (changed === text) return;
    const fresh = `${file}.${process.pid}.new`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(fresh, changed);
      if (attempt < mostAttempts && (await loadDecisions(root)).text !== text) continue;
      await rename(fresh, file);
      return;
    } catch (error) {
      throw new UserError(
        "decisions-unwritable",
        `${decisionsFileName} could not be written: ${messageOf(error)}`,
        "Check the permissions of the folder and the free disk space.",
      );
    } finally {
      await rm(fresh, { force: true }).catch(() => undefined);
    }
  }
}
