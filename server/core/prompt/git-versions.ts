import { execFile } from "node:child_process";
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
export async function gitVersions(
  file: string,
  { limit = 100, signal, versionOf = promptVersion }: GitOptions = {},
): Promise<PromptVersion[]> {
  const git = async (...args: string[]): Promise<string> =>
    (
      await run("git", ["-c", "core.quotePath=false", "-c", "core.fsmonitor=false", ...args], {
        cwd: dirname(file),
        maxBuffer: 64 << 20,
        timeout: 20_000,
        signal,
      })
    ).stdout;
  try {
    const top = (await git("rev-parse", "--show-toplevel")).trim();
    const log = await git("log", `-n${limit}`, "--follow", "--format=%x00%H %ct", "--name-only", "--", file);
    return await textsOf(log, versionOf, (commit, path) => git("-C", top, "show", `${commit}:${path}`));
  } catch {
    signal?.throwIfAborted();
    return [];
  }
}

async function textsOf(
  log: string,
  versionOf: (text: string) => string,
  show: (commit: string, path: string) => Promise<string>,
): Promise<PromptVersion[]> {
  const versions = new Map<string, PromptVersion>();
  for (const entry of log.split("\0").slice(1)) {
    const [head = "", ...names] = entry.split("\n");
    const [commit = "", seconds = "0"] = head.split(" ");
    const path = names.find((name) => name.trim() !== "");
    // A commit that deleted the file has no text to show.
    const text = path && (await show(commit, path).catch(() => undefined));
    if (!text) continue;
    const version = versionOf(text);
    if (!versions.has(version))
      versions.set(version, { version, text, commit, committedMs: Number(seconds) * 1000 });
  }
  return [...versions.values()];
}
