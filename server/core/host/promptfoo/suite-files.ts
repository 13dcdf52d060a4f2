import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { dirname, extname, isAbsolute, relative, resolve, sep } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { glob } from "tinyglobby";
import { isNode, LineCounter, parseDocument, parse as parseYaml } from "yaml";
import { messageOf } from "../../base/index.ts";
import type { Origin, SuiteProblem } from "../../evaluators/index.ts";
import { isNestedTooDeep } from "../../prompt/index.ts";

/** What may be read: an untrusted workspace speaks of its own files alone. */
export interface SuiteScope {
  readonly root: string;
  readonly trusted: boolean;
}

/** Something that cannot be read, in a sentence that says what to do. Caught where the place is known that asked for it. */
export class Unreadable extends Error {}

/** Files of one suite as they are read: what was read, and what was wrong with it. */
export class SuiteFiles {
  readonly problems: SuiteProblem[] = [];
  private readonly texts = new Map<string, string>();

  constructor(private readonly scope: SuiteScope) {}

  get reads(): readonly string[] {
    return [...this.texts.keys()];
  }

  report(origin: Origin, message: string): void {
    this.problems.push({ origin, message });
  }

  /** Runs what may throw `Unreadable`, and tells it at a place. */
  async guarded<T>(origin: Origin, work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.report(origin, error.message);
      return otherwise;
    }
  }

  async text(path: string): Promise<string> {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    await this.mayRead(path);
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT")
        throw new Unreadable(
          `There is no file ${path}. Mend the path; it counts from the folder of the file that names it.`,
        );
      throw new Unreadable(`${path} cannot be read: ${messageOf(error)}. Check its permissions.`);
    });
    const bare = text.replace(/^\ufeff/, "");
    this.texts.set(path, bare);
    return bare;
  }

  /** What a YAML or JSON file holds. */
  async data(path: string): Promise<unknown> {
    return dataIn(await this.text(path), path);
  }

  /** Rows of a CSV file by their columns. */
  async rows(path: string): Promise<Record<string, string>[]> {
    try {
      return parseCsv(await this.text(path), {
        ...{ columns: true, bom: true, skip_empty_lines: true, relax_quotes: true, relax_column_count: true },
      }) as unknown as Record<string, string>[];
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      throw new Unreadable(`${path} is not CSV that can be read: ${messageOf(error)}`);
    }
  }

  /** The files that a reference stands for, sorted; a path without a pattern is given back whether or not it is there. */
  async matching(reference: string, base: string): Promise<string[]> {
    const path = pathOf(reference);
    if (!/[*?{}[\]]/.test(path) || existsSync(resolve(base, path))) return [resolve(base, path)];
    const found = await glob([path.split(sep).join("/")], { cwd: base, absolute: true, dot: true });
    if (found.length === 0)
      throw new Unreadable(`No file matches ${reference}. Mend the pattern; it counts from ${base}.`);
    return found.sort();
  }

  /** Line (from 1) of an origin, where its file has that path. Costly: for problems alone. */
  lineOf({ file, path, line }: Origin): number | undefined {
    const text = this.texts.get(file);
    if (line !== undefined || !path || text === undefined) return line;
    const counter = new LineCounter();
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: "silent" });
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  }

  private async mayRead(path: string): Promise<void> {
    if (this.scope.trusted) return;
    const [root, real] = await Promise.all(
      [this.scope.root, path].map((one) => realpath(one).catch(() => one)),
    );
    if (!isInside(root!, real!))
      throw new Unreadable(
        `This workspace is not trusted, so ${path}, which lies outside of it, is not read.`,
      );
  }
}

const isInside = (root: string, path: string): boolean => {
  const inside = relative(root, path);
  return !isAbsolute(inside) && inside.split(sep)[0] !== "..";
};

/** `file://a.js:check` without what is not the path. */
export const pathOf = (reference: string): string => reference.replace(/^file:\/\//, "");

export const isCode = (path: string): boolean => /\.(?:[cm]?[jt]s|py|rb)$/.test(path);

/** A reference to code: its file, absolute, and the function where one is named. */
export function codeOf(reference: string, base: string): { file: string; name?: string } | undefined {
  const [, path, name] = /^(.+?\.(?:[cm]?[jt]s|py|rb))(?::([\w.]+))?$/.exec(pathOf(reference)) ?? [];
  return path === undefined ? undefined : { file: resolve(base, path), ...(name && { name }) };
}

export const extensionOf = (path: string): string => extname(path).toLowerCase();
export const folderOf = (path: string): string => dirname(path);

/** YAML with merges; JSON is read by its own parser, which is a hundred times faster. */
export function dataIn(text: string, path: string): unknown {
  try {
    if (/^\s*[[{]/.test(text)) return JSON.parse(text);
  } catch {
    // YAML may begin like JSON, and says better what is wrong.
  }
  if (isNestedTooDeep(text)) throw new Unreadable(`${path} is nested too deep to be read.`);
  try {
    return parseYaml(text, { merge: true, logLevel: "error" });
  } catch (error) {
    throw new Unreadable(`${path} cannot be read: ${messageOf(error).split("\n")[0]}. Mend it there.`);
  }
}
