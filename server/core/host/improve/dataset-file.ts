import { messageOf } from "../../base/index.ts";
import { type CaseFile, type Dataset, noCaseFile, readCaseFile, writeCaseFile } from "../../improve/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";

/** A line takes some 250 bytes: 30,000 cases. */
const maxBytes = 8 * 1024 * 1024;

/** Where the dataset of that name lies, relative to the workspace. */
export const datasetFileName = (name: string): string => `homeostat/datasets/${name}.jsonl`;

/** A name that a file can have everywhere: letters, digits and dashes. */
export const datasetName = (called: string): string =>
  called
    .normalize("NFKD")
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.slice(0, 8)
    .join("-")
    .slice(0, 60) || "dataset";

interface Loaded {
  readonly file: CaseFile;
  /** Why nothing of it could be read. */
  readonly unreadable?: string;
}

async function load(root: string, name: string): Promise<{ readonly text: string; readonly said: Loaded }> {
  try {
    const text = await committedText(root, datasetFileName(name), maxBytes);
    return { text, said: { file: text === "" ? noCaseFile : readCaseFile(text) } };
  } catch (error) {
    return { text: "", said: { file: noCaseFile, unreadable: messageOf(error) } };
  }
}

/** What the file says; empty where there is none or it cannot be read. */
export const loadCaseFile = async (root: string, name: string): Promise<CaseFile> =>
  (await load(root, name)).said.file;

/**
 * Writes a dataset into its file. `build` gets what the file says at that moment, and is asked again where somebody writes meanwhile. Throws
 * `dataset-unreadable`, `-busy`, `-too-large`, `-unwritable`.
 */
export async function writeDataset(
  root: string,
  name: string,
  build: (file: CaseFile) => Dataset,
): Promise<{ readonly file: string; readonly isChanged: boolean }> {
  const committed: CommittedFile<Loaded> = {
    ...{ name: datasetFileName(name), code: "dataset", maxBytes, act: "write the dataset" },
    load: (at) => load(at, name),
    unreadable: ({ unreadable }) => unreadable,
  };
  let isChanged = false;
  await changeCommitted(root, committed, (text, { file }) => {
    const changed = writeCaseFile(build(file), file);
    isChanged = changed !== text;
    return changed;
  });
  return { file: datasetFileName(name), isChanged };
}
