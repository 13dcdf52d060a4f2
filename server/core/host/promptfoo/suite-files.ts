import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { glob } from "tinyglobby";
import { isNode, LineCounter, parseDocument, parse as parseYaml } from "yaml";
import { messageOf } from "../../base/index.ts";
import type { Origin, SuiteProblem } from "../../evaluators/index.ts";
import { isNestedTooDeep } from "../../prompt/index.ts";
import { Unreadable } from "./unreadable.ts";
import { Extents } from "./written-out.ts";

/** What may be read: an untrusted workspace speaks of its own files alone. */
export interface SuiteScope {
  readonly root: string;
  readonly trusted: boolean;
}

/** Files of one suite as they are read: what was read, and what was wrong with it. */
export class SuiteFiles {
  readonly problems: SuiteProblem[] = [];
  private readonly texts = new Map<string, string>();
  private readonly places = new Map<string, Places>();

  constructor(private readonly scope: SuiteScope) {}

  get reads(): readonly string[] {
    return [...this.texts.keys()];
  }

  report(origin: Origin, message: string): void {
    this.problems.push({ origin, message });
  }

  /**
   * Runs what may throw `Unreadable`, and tells it at a place. Anything else that is thrown is told there too: the files are others' work, and
   * what nobody thought of must not take the rest of the suite along.
   */
  async guarded<T>(origin: Origin, work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const told = error instanceof Unreadable;
      this.report(
        origin,
        told ? error.message : `This cannot be read: ${messageOf(error)}. Write it otherwise.`,
      );
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
    if (!/[*?{}[\]]/.test(path)) return [resolve(base, path)];
    const pattern = path.split(sep).join("/");
    await this.mayLook(pattern, base);
    if (existsSync(resolve(base, path))) return [resolve(base, path)];
    // Links lead anywhere.
    const followSymbolicLinks = this.scope.trusted;
    const found = await glob([pattern], { cwd: base, absolute: true, dot: true, followSymbolicLinks });
    if (found.length === 0)
      throw new Unreadable(`No file matches ${reference}. Mend the pattern; it counts from ${base}.`);
    return found.sort();
  }

  /** Line (from 1) of an origin, where its file has that path. Costly: for problems alone. */
  lineOf({ file, path, line }: Origin): number | undefined {
    const text = this.texts.get(file);
    if (line !== undefined || !path || text === undefined) return line;
    const places = this.places.get(file) ?? placesIn(text);
    this.places.set(file, places);
    for (let length = path.length; length > 0; length--) {
      const node = places.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return places.counter.linePos(node.range[0]).line;
    }
    return 1;
  }

  /** Whether a pattern keeps to what may be read. It is asked before the search, which could go through a whole disk. */
  private async mayLook(pattern: string, base: string): Promise<void> {
    const [fixed = ""] = /^[^*?{}[\]()!+@|\\]*(?=\/)/.exec(pattern) ?? [];
    const isAbove = /(?:^|[/{,(|])\.\.(?:[/},)|]|$)/.test(pattern.slice(fixed.length).replaceAll("\\", ""));
    if (isAbove && !this.scope.trusted)
      throw new Unreadable(
        `This workspace is not trusted, so ${pattern}, which may lead out of it, is not searched for. Write the folder out.`,
      );
    await this.mayRead(resolve(base, pattern.startsWith("/") ? `${fixed}/` : fixed));
  }

  private async mayRead(path: string): Promise<void> {
    if (this.scope.trusted) return;
    const [root, real] = await Promise.all([this.scope.root, path].map(realPathOf));
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

/** Without links, also of what is not there: then of the folder that it would stand in. */
async function realPathOf(path: string): Promise<string> {
  const folder = dirname(path);
  return realpath(path).catch(async () =>
    folder === path ? path : join(await realPathOf(folder), basename(path)),
  );
}

interface Places {
  readonly document: ReturnType<typeof parseDocument>;
  readonly counter: LineCounter;
}

/** A file that nests too deep to be read has no place but its first line. */
function placesIn(text: string): Places {
  const counter = new LineCounter();
  const options = { lineCounter: counter, prettyErrors: false, logLevel: "silent" } as const;
  return { document: parseDocument(isNestedTooDeep(text) ? "" : text, options), counter };
}

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

/** YAML with merges; JSON is read by its own parser, which is a hundred times faster. What is given back can be walked through as a tree. */
export function dataIn(text: string, path: string): unknown {
  const data = parsed(text, path);
  new Extents().requireTree(data, path);
  return data;
}

function parsed(text: string, path: string): unknown {
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
