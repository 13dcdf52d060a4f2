import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, today, UserError, writeWhole } from "../../base/index.ts";
import { type Decisions, decisionsFileName, noDecisions, readDecisions } from "../../review/index.ts";

/** Today as an ISO date, in UTC. */

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

/** The last change of each root folder's file that this process makes. */
const lastChange = new Map<string, Promise<unknown>>();

/**
 * Changes the file. `change` gets its text and what it says and gives its new text; where somebody else writes meanwhile it is asked again.
 * Changes of one process come after one another. Throws `decisions-unreadable` rather than write over a file that is not understood,
 * `decisions-busy` rather than over what somebody else wrote, `decisions-unwritable`, and what `change` throws.
 */
export async function changeDecisions(
  root: string,
  change: (text: string, decisions: Decisions) => string,
): Promise<void> {
  const key = resolve(root);
  const turn = (lastChange.get(key) ?? Promise.resolve()).then(() => changeInTurn(root, change));
  const settled = turn.catch(() => undefined);
  lastChange.set(key, settled);
  try {
    await turn;
  } finally {
    if (lastChange.get(key) === settled) lastChange.delete(key);
  }
}

async function changeInTurn(
  root: string,
  change: (text: string, decisions: Decisions) => string,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const { text, decisions } = await loadDecisions(root);
    if (decisions.isUnreadable)
      throw new UserError(
        "decisions-unreadable",
        `${decisionsFileName} cannot be read: ${decisions.issues[0]?.message ?? "it is broken"}`,
        "Put the file right, then decide again. Nothing was changed.",
      );
    const changed = change(text, decisions);
    if (changed === text || (await writeOver(root, text, changed))) return;
  }
  throw new UserError(
    "decisions-busy",
    `${decisionsFileName} is being written by somebody else all the time.`,
    "Decide again when that is over. Nothing was changed.",
  );
}

/** Whether it was written: it is not where the file is another by now. */
async function writeOver(root: string, text: string, changed: string): Promise<boolean> {
  try {
    const mayReplace = async (): Promise<boolean> => (await decisionsText(root)) === text;
    return await writeWhole(join(root, decisionsFileName), changed, { mayReplace });
  } catch (error) {
    throw new UserError(
      "decisions-unwritable",
      `${decisionsFileName} could not be written: ${messageOf(error)}`,
      "Check the permissions of the folder and the free disk space.",
    );
  }
}
