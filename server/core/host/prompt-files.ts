import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { glob } from "tinyglobby";
import { groupBy } from "../base/index.ts";
import {
  gitVersions,
  isPromptPath,
  type PromptDocument,
  type PromptVersion,
  promptGlobs,
  type ReadOptions,
  readPrompt,
} from "../prompt/index.ts";
import type { Store } from "../store/index.ts";
import { type Config, nameOf } from "./config.ts";

/** A prompt file of the workspace. `file` is relative to the root with `/`; outside it, absolute. */
export interface PromptFile {
  readonly name: string;
  readonly file: string;
  readonly path: string;
  readonly options: ReadOptions;
  readonly document: PromptDocument;
}

const ignored = ["**/node_modules/**", "**/.git/**", "**/.homeostat/**", "**/dist/**", "**/.vscode-test/**"];

export const relativeFile = (root: string, path: string): string => {
  const inside = relative(root, path);
  return inside.startsWith("..") || isAbsolute(inside)
    ? path.split(sep).join("/")
    : inside.split(sep).join("/");
};

/** The prompts that the configuration names, or all that are prompts by their name, plus `extra` paths; sorted by file. */
export async function promptFiles(
  root: string,
  config: Config,
  extra: readonly string[] = [],
): Promise<PromptFile[]> {
  const found = new Map<string, string | undefined>();
  const patterns: { name?: string; globs: readonly string[] }[] = config.prompts?.map(({ name, file }) => ({
    name,
    globs: [file],
  })) ?? [{ globs: promptGlobs }];
  for (const { name, globs } of patterns) {
    const paths = await glob([...globs], {
      cwd: root,
      absolute: true,
      dot: true,
      ignore: ignored,
      caseSensitiveMatch: true,
    });
    for (const path of paths.sort()) {
      const own = name === undefined ? undefined : paths.length > 1 ? `${name}/${nameOf(path)}` : name;
      if (!found.has(resolve(path))) found.set(resolve(path), own);
    }
  }
  for (const path of extra) if (!found.has(resolve(root, path))) found.set(resolve(root, path), undefined);
  const files = await Promise.all([...found].map(async ([path, name]) => readOne(root, path, name, config)));
  return withOwnNames(files.flatMap((file) => file ?? []).sort((a, b) => (a.file < b.file ? -1 : 1)));
}

async function readOne(
  root: string,
  path: string,
  name: string | undefined,
  config: Config,
): Promise<PromptFile | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const file = relativeFile(root, path);
  const options = readOptionsOf(config)(file);
  return { name: name ?? nameOf(file), file, path, options, document: readPrompt(file, text, options) };
}

/** Two files called SKILL.md must not share a name: the path tells them apart. */
function withOwnNames(files: readonly PromptFile[]): PromptFile[] {
  const byName = groupBy(files, ({ name }) => name);
  return files.map((file) =>
    byName.get(file.name)!.length > 1 ? { ...file, name: file.file.replace(/\.md$/, "") } : file,
  );
}

/**
 * Writes down the versions of each prompt: its text now, and those of its git history where `useGit` allows running git.
 */
export async function recordVersions(
  store: Store,
  files: readonly PromptFile[],
  useGit: boolean,
  signal?: AbortSignal,
): Promise<void> {
  for (const { file, path, document, options } of files) {
    const known = new Map(
      (await store.tables.promptVersions.readAny("file", [file], ["id", "commit"])).map((row) => [
        row.id,
        row.commit,
      ]),
    );
    const versionOf = (text: string): string => readPrompt(file, text, options).version;
    const history = useGit ? await gitVersions(path, { versionOf, ...(signal && { signal }) }) : [];
    const now: PromptVersion = { version: document.version, text: document.text };
    const all = [...history, ...(history.some(({ version }) => version === now.version) ? [] : [now])];
    // What was seen before anybody committed it gets its commit, by which a trace may name it.
    const unknown = all
      .map((version) => ({ version, id: `${file}@${version.version}` }))
      .filter(({ id, version }) => !known.has(id) || (version.commit && !known.get(id)));
    if (unknown.length > 0) {
      const atMs = Date.now();
      await store.tables.promptVersions.upsert(
        unknown.map(({ id, version }) => ({
          id,
          file,
          version: version.version,
          text: version.text,
          commit: version.commit,
          atMs: version.committedMs ?? atMs,
        })),
      );
    }
  }
}

/** What the configuration says of how a file (relative, with `/`) is read. */
export function readOptionsOf(config: Pick<Config, "prompts">): (file: string) => ReadOptions {
  const patterns = (config.prompts ?? []).flatMap(({ file, literals }) =>
    literals ? [{ literals, matches: picomatch(file.replace(/^\.\//, ""), { dot: true }) }] : [],
  );
  return (file) => {
    const literals = patterns.filter(({ matches }) => matches(file)).flatMap((one) => one.literals);
    return literals.length > 0 ? { literals } : {};
  };
}

/** Tells which files (relative, with `/`) the configuration names as prompts, or their names say to be. */
export function promptPathMatcher(config: Config): (file: string) => boolean {
  const named = picomatch(
    (config.prompts ?? []).map(({ file }) => file.replace(/^\.\//, "")),
    { dot: true },
  );
  return (file) => isPromptPath(file) || named(file);
}
