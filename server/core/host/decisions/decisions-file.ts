import { messageOf, today } from "../../base/index.ts";
import { type Decisions, decisionsFileName, noDecisions, readDecisions } from "../../review/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";

/** Some thousand entries; what is larger was not decided by people. */
const maxBytes = 4 * 1024 * 1024;

/** The text of the file; empty where there is none. */
export const decisionsText = (root: string): Promise<string> =>
  committedText(root, decisionsFileName, maxBytes);

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

const decisionsFile: CommittedFile<Decisions> = {
  name: decisionsFileName,
  code: "decisions",
  maxBytes,
  act: "decide",
  load: async (root) => {
    const { text, decisions } = await loadDecisions(root);
    return { text, said: decisions };
  },
  unreadable: ({ isUnreadable, issues }) =>
    isUnreadable ? (issues[0]?.message ?? "it is broken") : undefined,
};

/**
 * Changes the file, as `changeCommitted` does. Throws `decisions-unreadable`, `decisions-busy`, `decisions-unwritable`, and what `change`
 * throws.
 */
export const changeDecisions = (
  root: string,
  change: (text: string, decisions: Decisions) => string,
): Promise<void> => changeCommitted(root, decisionsFile, change);
