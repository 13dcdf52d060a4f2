import { messageOf, sha256 } from "../../base/index.ts";
import {
  type CriterionEntry,
  editLabels,
  type LabelEdit,
  type Labels,
  labelsFileName,
  noLabels,
  readLabels,
} from "../../review/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";

/** A line takes some 150 bytes: 50,000 labels. */
const maxBytes = 8 * 1024 * 1024;

/** The text of the file; empty where there is none. */
export const labelsText = (root: string): Promise<string> => committedText(root, labelsFileName, maxBytes);

/** The last file of each root folder that was read: reading thousands of labels takes longer than looking whether they are the same. */
const lastRead = new Map<string, { readonly text: string; readonly labels: Labels }>();

/** The file as it stands, and what it says. Throws nothing: what cannot be read is an issue of it. */
export async function loadLabels(root: string): Promise<{ readonly text: string; readonly labels: Labels }> {
  try {
    const text = await labelsText(root);
    const last = lastRead.get(root);
    if (last?.text === text) return last;
    const read = { text, labels: text === "" ? noLabels : readLabels(text) };
    lastRead.set(root, read);
    return read;
  } catch (error) {
    const issues = [{ range: { start: 0, end: 1 }, message: `It could not be read: ${messageOf(error)}` }];
    return { text: "", labels: { ...noLabels, issues, isUnreadable: true } };
  }
}

/** Changes with every label; empty where there are none. */
export async function labelsRevision(root: string): Promise<string> {
  const text = await labelsText(root).catch(() => "");
  return text === "" ? "" : sha256(text).slice(0, 8);
}

const labelsFile: CommittedFile<Labels> = {
  name: labelsFileName,
  code: "labels",
  maxBytes,
  act: "label",
  load: async (root) => {
    const { text, labels } = await loadLabels(root);
    return { text, said: labels };
  },
  unreadable: ({ isUnreadable, issues }) =>
    isUnreadable ? (issues[0]?.message ?? "it is broken") : undefined,
};

/**
 * Changes the labels that are there by the edits that `editsOf` makes of them, all in one. Throws `labels-unreadable`, `labels-busy`,
 * `labels-too-large`, `labels-unwritable`, and what `editsOf` throws.
 */
export const changeLabels = (
  root: string,
  editsOf: (labels: Labels) => readonly LabelEdit[],
  criteria: readonly CriterionEntry[] = [],
): Promise<void> =>
  changeCommitted(root, labelsFile, (text, labels) => {
    const edits = editsOf(labels);
    return edits.length === 0 ? text : editLabels(text, edits, criteria);
  });
