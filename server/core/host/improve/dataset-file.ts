import { messageOf, UserError } from "../../base/index.ts";
import {
  type CaseFile,
  type Dataset,
  noCaseFile,
  noTestFile,
  readCaseFile,
  readTests,
  type TestFile,
  writeCaseFile,
} from "../../improve/index.ts";
import { type CommittedFile, changeCommitted, committedText } from "../committed-file.ts";

/** A line takes some 250 bytes: 30,000 cases. */
const maxBytes = 8 * 1024 * 1024;

/** Where the dataset of that name lies, relative to the workspace. */
export const datasetFileName = (name: string): string => `homeostat/datasets/${name}.jsonl`;

/** The same as tests of promptfoo. */
export const testFileName = (name: string): string => `homeostat/datasets/${name}.promptfoo.yaml`;

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

async function loadTests(
  root: string,
  name: string,
): Promise<{ readonly text: string; readonly said: TestFile }> {
  try {
    const text = await committedText(root, testFileName(name), maxBytes);
    return { text, said: readTests(text) };
  } catch (error) {
    const issues = [{ line: 1, message: `It could not be read: ${messageOf(error)}` }];
    return { text: "", said: { ...noTestFile, issues, isUnreadable: true } };
  }
}

/** What people did to the tests; undefined where there is no such file. */
export async function loadTestFile(root: string, name: string): Promise<TestFile | undefined> {
  const { text, said } = await loadTests(root, name);
  return text === "" && !said.isUnreadable ? undefined : said;
}

const whyUnreadable = ({ isUnreadable, issues: [first] }: TestFile): string | undefined =>
  isUnreadable ? `line ${first?.line ?? 1}: ${first?.message ?? "it is broken"}` : undefined;

/** Throws `tests-unreadable`. */
export function requireReadable(name: string, tests: TestFile): void {
  const why = whyUnreadable(tests);
  if (why === undefined) return;
  throw new UserError(
    "tests-unreadable",
    `${testFileName(name)} cannot be read: ${why}`,
    "Put the file right, then write the dataset again. Nothing was changed.",
  );
}

/** Writes the tests. Throws `tests-unreadable` rather than write over what is not understood, `-busy`, `-too-large`, `-unwritable`. */
export async function writeTestFile(
  root: string,
  name: string,
  text: (said: TestFile) => string,
): Promise<void> {
  const committed: CommittedFile<TestFile> = {
    ...{ name: testFileName(name), code: "tests", maxBytes, act: "write the dataset" },
    load: (at) => loadTests(at, name),
    unreadable: whyUnreadable,
  };
  await changeCommitted(root, committed, (_, said) => text(said));
}

/**
 * Writes a dataset into its file. `build` gets what the file says at that moment, gives it with what people did elsewhere, and is
 * asked again where somebody writes meanwhile. Throws
 * `dataset-unreadable`, `-busy`, `-too-large`, `-unwritable`.
 */
export async function writeDataset(
  root: string,
  name: string,
  build: (file: CaseFile) => { readonly dataset: Dataset; readonly file: CaseFile },
): Promise<{ readonly file: string; readonly isChanged: boolean }> {
  const committed: CommittedFile<Loaded> = {
    ...{ name: datasetFileName(name), code: "dataset", maxBytes, act: "write the dataset" },
    load: (at) => load(at, name),
    unreadable: ({ unreadable }) => unreadable,
  };
  let isChanged = false;
  await changeCommitted(root, committed, (text, { file }) => {
    const { dataset, file: own } = build(file);
    const changed = writeCaseFile(dataset, own);
    isChanged = changed !== text;
    return changed;
  });
  return { file: datasetFileName(name), isChanged };
}
