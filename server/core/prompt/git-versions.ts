import { execFile, spawn } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { promptVersion } from "./version.ts";

const run = promisify(execFile);

/** A prompt's text as it once was. `committedMs` is epoch milliseconds. */
export interface PromptVersion {
  readonly version: string;
  readonly text: string;
  readonly commit?: string;
  readonly committedMs?: number;
}

export interface GitOptions {
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /** Default: the hash of the whole text. */
  readonly versionOf?: (text: string) => string;
}

/**
 * The versions of a file in its git history, newest first, renames followed, equal texts once. No repository, no git, or a file git
 * does not know gives an empty list: history is a bonus, never a condition. At most `limit` commits are read.
 */
export async function gitVersions(file: string, options: GitOptions = {}): Promise<PromptVersion[]> {
  const { limit = 100, signal, versionOf = promptVersion } = options;
  try {
    const git = gitIn(file, signal);
    return await textsOf(await history(git, file, limit), versionOf, dirname(file), signal);
  } catch {
    signal?.throwIfAborted();
    return [];
  }
}

/** What may be handed to git as the name of a tag, branch or commit: nothing that it could take for an option or a range. */
const refForm = /^[A-Za-z0-9](?!.*\.\.)[\w./+-]{0,200}$/;

/** The version of a file at a tag, branch or commit, under the name it had there; undefined where there is none. */
export async function gitVersionAt(
  file: string,
  ref: string,
  options: GitOptions = {},
): Promise<PromptVersion | undefined> {
  const { limit = 100, signal, versionOf = promptVersion } = options;
  if (!refForm.test(ref)) return undefined;
  try {
    const git = gitIn(file, signal);
    const found = (await git("log", "-n1", "--format=%H %ct", `${ref}^{commit}`, "--")).trim();
    const [commit = "", seconds = ""] = found.split(" ");
    const paths = new Set((await history(git, file, limit)).map(({ path }) => path));
    const entries = [...paths].map((path) => ({ commit, seconds, path }));
    return (await textsOf(entries, versionOf, dirname(file), signal))[0];
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

type Git = (...args: string[]) => Promise<string>;

const settings = ["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"];
const timeout = 20_000;

const gitIn =
  (file: string, signal: AbortSignal | undefined): Git =>
  async (...args) =>
    (await run("git", [...settings, ...args], { cwd: dirname(file), maxBuffer: 64 << 20, timeout, signal }))
      .stdout;

interface Entry {
  readonly commit: string;
  readonly seconds: string;
  /** From the top of the repository. */
  readonly path: string;
}

/** Commits that changed a file, newest first, and what it was called in each. */
async function history(git: Git, file: string, limit: number): Promise<Entry[]> {
  const log = await git("log", `-n${limit}`, "--follow", "--format=%x00%H %ct", "--name-only", "--", file);
  return log
    .split("\0")
    .slice(1)
    .flatMap((entry) => {
      const [head = "", ...names] = entry.split("\n");
      const [commit = "", seconds = "0"] = head.split(" ");
      const path = names.find((name) => name.trim() !== "");
      return path === undefined ? [] : { commit, seconds, path };
    });
}

async function textsOf(
  entries: readonly Entry[],
  versionOf: (text: string) => string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<PromptVersion[]> {
  const texts = await showAll(
    entries.map(({ commit, path }) => `${commit}:${path}`),
    folder,
    signal,
  );
  const versions = new Map<string, PromptVersion>();
  entries.forEach(({ commit, seconds }, index) => {
    // A commit that deleted the file has no text to show.
    const text = texts[index];
    if (!text) return;
    const version = versionOf(text);
    if (!versions.has(version))
      versions.set(version, { version, text, commit, committedMs: Number(seconds) * 1000 });
  });
  return [...versions.values()];
}

/** The texts of many objects by one process: a process for each takes longer than all the rest. */
async function showAll(
  names: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const child = spawn("git", [...settings, "cat-file", "--batch"], {
    cwd,
    timeout,
    signal,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on("error", () => undefined);
  const closed = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
  child.stdin.end(names.map((name) => `${name}\n`).join(""));
  await closed;
  return parseBatch(Buffer.concat(chunks), names.length);
}

/** `<hash> <type> <size>`, the bytes and a line end for each object; one line that says `missing` for what is not there. */
function parseBatch(bytes: Buffer, count: number): (string | undefined)[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0) return undefined;
    const [, type, size] = / (blob|tree|commit|tag) (\d+)$/.exec(bytes.toString("utf8", at, lineEnd)) ?? [];
    at = lineEnd + 1;
    if (size === undefined) return undefined;
    const start = at;
    at += Number(size) + 1;
    return type === "blob" ? bytes.toString("utf8", start, at - 1) : undefined;
  });
}
