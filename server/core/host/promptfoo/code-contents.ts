import { dirname, extname, resolve } from "node:path";
import { sha256 } from "../../base/index.ts";
import { codeFilesOf, type Evaluator, keyedByCode } from "../../evaluators/index.ts";
import { pythonPlaces } from "./python-imports.ts";
import { SuiteFiles, type SuiteScope } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

export interface KeyedByFiles {
  readonly evaluator: Evaluator;
  /** Every file that the key depends on, those too that are not there. */
  readonly reads: readonly string[];
}

/** So many places are looked at for one check, some for each name that is imported: enough for checks, too few to read a whole project. */
const mostPlaces = 1_000;

/** Evaluators with keys that change when the code in their files does, or what it imports from files beside it. */
export function keyedByFiles(
  evaluators: readonly Evaluator[],
  scope: SuiteScope,
): Promise<readonly KeyedByFiles[]> {
  const files = new SuiteFiles(scope);
  const reads = new Map<string, Promise<string | undefined>>();
  const textOf = (path: string): Promise<string | undefined> => {
    const read = reads.get(path) ?? textIn(path, files);
    reads.set(path, read);
    return read;
  };
  return Promise.all(evaluators.map((one) => keyedByTexts(one, textOf)));
}

/** Undefined for what is not there, or may not be read: its checks are unknown then. */
const textIn = (path: string, files: SuiteFiles): Promise<string | undefined> =>
  files.text(path).catch((error: unknown) => {
    if (error instanceof Unreadable) return undefined;
    throw error;
  });

type TextOf = (path: string) => Promise<string | undefined>;

async function keyedByTexts(evaluator: Evaluator, textOf: TextOf): Promise<KeyedByFiles> {
  const reads = new Set<string>();
  const hashes = new Map<string, string>();
  for (const file of codeFilesOf(evaluator)) {
    const { hash, looked } = await contentOf(file, textOf);
    hashes.set(file, hash);
    for (const path of looked) reads.add(path);
  }
  return { evaluator: keyedByCode(evaluator, (file) => hashes.get(file)!), reads: [...reads] };
}

/** Of the file and of those that it imports, and they: nowhere in it stands where they lie, so a workspace may be moved. */
async function contentOf(
  file: string,
  textOf: TextOf,
): Promise<{ readonly hash: string; readonly looked: ReadonlySet<string> }> {
  const looked = new Set([file]);
  const texts: string[] = [];
  // A set gives what is added while it is gone through as well.
  for (const path of looked) {
    const text = await textOf(path);
    texts.push(text === undefined ? "" : sha256(text));
    if (text === undefined) continue;
    for (const one of importsIn(text, path, file)) if (looked.size < mostPlaces) looked.add(one);
  }
  return { hash: sha256(JSON.stringify(texts)), looked };
}

/** Where what a file imports may stand, of what lies beside it or the check's own `file`; packages have versions, and are not looked at. */
function importsIn(text: string, path: string, file: string): string[] {
  const found = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);
  const beside = (names: readonly string[], endings: readonly string[]): string[] =>
    names.flatMap((name) => endings.map((ending) => resolve(dirname(path), `${name}${ending}`)));
  switch (extname(path)) {
    case ".py":
      return pythonPlaces(text, path, file);
    case ".rb":
      return beside(found(/\brequire_relative\s*\(?\s*["']([^"'\n]+)["']/g), ["", ".rb"]);
    case ".json":
      return [];
    default:
      return beside(found(/\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g), [
        ...["", ".js", ".cjs", ".json", "/index.js"],
      ]);
  }
}
