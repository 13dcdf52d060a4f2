import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { messageOf, UserError, writeWhole } from "../base/index.ts";
import { withStoreLock } from "../store/index.ts";

/** A file that a team commits and that people edit too, as homeostat/behaviors.yaml. */
export interface CommittedFile<T> {
  /** Relative to the workspace. */
  readonly name: string;
  /** Of the errors' codes: `<code>-unreadable`, `-busy`, `-too-large`, `-unwritable`. */
  readonly code: string;
  /** What is larger was not written by people. */
  readonly maxBytes: number;
  /** What to do again, for messages: "decide", "label". */
  readonly act: string;
  /** What it says, whatever stands in it. */
  readonly load: (root: string) => Promise<{ readonly text: string; readonly said: T }>;
  /** Why nothing of it could be read; undefined = it could. */
  readonly unreadable: (said: T) => string | undefined;
}

/** The text of a file; empty where there is none. */
export async function committedText(root: string, name: string, maxBytes: number): Promise<string> {
  const file = join(root, name);
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

/** How often an edit begins again because somebody else wrote meanwhile. */
const mostAttempts = 5;

/** The last change of each file that this process makes. */
const lastChange = new Map<string, Promise<unknown>>();

/**
 * Changes the file. `change` gets its text and what it says and gives its new text; where somebody else writes meanwhile it is asked again.
 * Changes of one process come after one another, and those of others too, by a lock beside the file; an editor knows no lock, so the file
 * is looked at once more before it is replaced. Throws `-unreadable` rather than write over a file that is not understood, `-busy` rather
 * than over what somebody else wrote, `-too-large` rather than what could not be read again, `-unwritable`, and what `change` throws.
 */
export async function changeCommitted<T>(
  root: string,
  file: CommittedFile<T>,
  change: (text: string, said: T) => string,
): Promise<void> {
  const key = resolve(root, file.name);
  const turn = (lastChange.get(key) ?? Promise.resolve()).then(() => locked(root, file, change));
  const settled = turn.catch(() => undefined);
  lastChange.set(key, settled);
  try {
    await turn;
  } finally {
    if (lastChange.get(key) === settled) lastChange.delete(key);
  }
}

async function locked<T>(
  root: string,
  file: CommittedFile<T>,
  change: (text: string, said: T) => string,
): Promise<void> {
  try {
    await mkdir(dirname(join(root, file.name)), { recursive: true });
  } catch (error) {
    throw unwritable(file, error);
  }
  try {
    await withStoreLock(dirname(join(root, file.name)), () => changeInTurn(root, file, change), {
      waitMs: 20_000,
    });
  } catch (error) {
    if (error instanceof UserError && error.code === "store-busy") throw busy(file);
    throw error;
  }
}

async function changeInTurn<T>(
  root: string,
  file: CommittedFile<T>,
  change: (text: string, said: T) => string,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const { text, said } = await file.load(root);
    const unreadable = file.unreadable(said);
    if (unreadable !== undefined)
      throw new UserError(
        `${file.code}-unreadable`,
        `${file.name} cannot be read: ${unreadable}`,
        `Put the file right, then ${file.act} again. Nothing was changed.`,
      );
    const changed = change(text, said);
    if (Buffer.byteLength(changed) > file.maxBytes) throw tooLarge(file);
    if (changed === text || (await writeOver(root, file, text, changed))) return;
  }
  throw busy(file);
}

/** Whether it was written: it is not where the file is another by now. */
async function writeOver<T>(
  root: string,
  file: CommittedFile<T>,
  text: string,
  changed: string,
): Promise<boolean> {
  try {
    const mayReplace = async (): Promise<boolean> =>
      (await committedText(root, file.name, file.maxBytes)) === text;
    return await writeWhole(join(root, file.name), changed, { mayReplace });
  } catch (error) {
    throw unwritable(file, error);
  }
}

type Named = Pick<CommittedFile<unknown>, "code" | "name" | "act">;

const busy = ({ code, name, act }: Named): UserError =>
  new UserError(
    `${code}-busy`,
    `${name} is being written by somebody else all the time.`,
    `${act[0]!.toUpperCase()}${act.slice(1)} again when that is over. Nothing was changed.`,
  );

const tooLarge = ({ code, name, act, maxBytes }: Named & { maxBytes: number }): UserError =>
  new UserError(
    `${code}-too-large`,
    `${name} would be larger than ${maxBytes / 1024 / 1024} MB, and could not be read any more.`,
    `Take out of it what is needed no more, then ${act} again. Nothing was changed.`,
  );

const unwritable = ({ code, name }: Named, error: unknown): UserError =>
  new UserError(
    `${code}-unwritable`,
    `${name} could not be written: ${messageOf(error)}`,
    "Check the permissions of the folder and the free disk space.",
  );
