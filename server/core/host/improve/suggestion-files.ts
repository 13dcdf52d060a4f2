import { readdir, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { messageOf, stableId, UserError, writeWhole } from "../../base/index.ts";
import { hunksByFile, type Suggestion } from "../../improve/index.ts";
import { tame } from "../../review/index.ts";
import { committedText } from "../committed-file.ts";
import type { CycleReport } from "./cycle-report.ts";
import { noFiledCycle } from "./suggestion-schema.ts";

/** Where suggestions lie that travel with the prompts, relative to the workspace: one a file, named by its id. */
export const suggestionFolder = "homeostat/suggestions";

const formatVersion = 1;
/** A suggestion holds the text of its prompt: some ten kilobytes. */
const maxBytes = 4 * 1024 * 1024;
const mostFiles = 500;

/** What of a cycle travels: what it suggests, and what it took. What was done step by step stays in the store. */
const travels = [
  ...["id", "atMs", "plan", "context", "dataset", "tried"],
  ...["metricCalls", "reflections", "spent", "suggestion"],
] as (keyof CycleReport)[];

/** A cycle that came with a file. */
export interface FiledCycle extends CycleReport {
  readonly suggestion: Suggestion;
  /** Relative to the workspace. */
  readonly from: string;
}

/** What the folder holds. `problems`: files that are none, each with why. */
export interface SuggestionFiles {
  readonly cycles: readonly FiledCycle[];
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

const filesIn = async (root: string): Promise<string[]> =>
  (await readdir(join(root, suggestionFolder)).catch(() => []))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .slice(0, mostFiles)
    .map((name) => `${suggestionFolder}/${name}`);

/** Changes with every file that comes, goes or is another; empty where there are none. */
export async function suggestionFilesRevision(root: string): Promise<string> {
  const files = await filesIn(root);
  const stamps = await Promise.all(
    files.map(async (file) => {
      const found = await stat(join(root, file)).catch(() => undefined);
      return [file, found?.size, found?.mtimeMs];
    }),
  );
  return stamps.length === 0 ? "" : stableId([JSON.stringify(stamps)], 8);
}

/** Reads all of them, in the order of their names. Throws nothing: what cannot be read is told. */
export async function readSuggestionFiles(root: string): Promise<SuggestionFiles> {
  const read = await Promise.all(
    (await filesIn(root)).map(async (file) => {
      try {
        return cycleIn(await committedText(root, file, maxBytes), file);
      } catch (error) {
        return { file, message: `${file} is no suggestion: ${tame(messageOf(error), 200)}.` };
      }
    }),
  );
  return {
    cycles: read.flatMap((one) => ("id" in one ? one : [])),
    problems: read.flatMap((one) => ("message" in one ? one : [])),
  };
}

/** Throws a clause that says why it is none. */
function cycleIn(text: string, from: string): FiledCycle {
  const value = JSON.parse(text.replace(/^\uFEFF/, "")) as { version?: unknown; cycle?: unknown } | null;
  if (value?.version !== formatVersion)
    throw new Error(
      `its version is ${JSON.stringify(value?.version)}, and this build reads ${formatVersion}`,
    );
  const wrong = noFiledCycle(value.cycle);
  if (wrong !== undefined) throw new Error(wrong);
  const { suggestion, ...cycle } = value.cycle as FiledCycle;
  checkTexts(suggestion);
  const says = `An edit passed the gate. It was measured elsewhere and came with ${from}.`;
  return { ...cycle, suggestion, from, says, end: "suggestion", events: [] };
}

/** Throws a clause where it would change what is not the workspace's, or its edits are of another text. */
function checkTexts({ prompt, base, hunks }: Suggestion): void {
  const outside = [prompt.file, ...Object.keys(base)].find((file) => !isInside(file));
  if (outside !== undefined)
    throw new Error(`it would change ${JSON.stringify(outside)}, outside the workspace`);
  for (const [file, own] of hunksByFile(hunks)) {
    const text = base[file];
    if (text === undefined) throw new Error(`the text of ${file} is missing`);
    const torn = own.find(
      ({ range: { start, end }, replaced }) =>
        start > end || end > text.length || text.slice(start, end) !== replaced,
    );
    if (torn) throw new Error(`hunk ${torn.id} does not fit the text that it is of`);
  }
}

/** A path that a workspace's own file could have, and none that leads out of it. */
const isInside = (file: string): boolean =>
  file !== "" &&
  !/^(?:[A-Za-z]:|[\\/])|[\\\0]/.test(file) &&
  posix.normalize(file) === file &&
  !file.startsWith("../");

/** Writes what a cycle suggests, and gives its file, relative to the workspace. Throws `suggestions-unwritable`. */
export async function writeSuggestionFile(
  root: string,
  cycle: CycleReport & { readonly suggestion: Suggestion },
): Promise<string> {
  const file = `${suggestionFolder}/${cycle.suggestion.id}.json`;
  const own = Object.fromEntries(travels.map((key) => [key, cycle[key]]));
  try {
    await writeWhole(
      join(root, file),
      `${JSON.stringify({ version: formatVersion, cycle: own }, undefined, 2)}\n`,
    );
  } catch (error) {
    throw new UserError(
      "suggestions-unwritable",
      `${file} could not be written: ${messageOf(error)}`,
      "Check the folder and its permissions.",
    );
  }
  return file;
}
