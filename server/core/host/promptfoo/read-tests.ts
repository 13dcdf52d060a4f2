import { type FoundTest, isRecord, type Origin, type RawTest, testOfRow } from "../../evaluators/index.ts";
import { namesFiles, withFileValues } from "./file-values.ts";
import { withReferences } from "./references.ts";
import { dataIn, extensionOf, folderOf, isCode, pathOf, type SuiteFiles } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

/** What `tests:` says: tests, files of them (YAML, JSON, JSON lines, CSV), or a list of both. Their `file://` values are read. */
export async function readTests(
  raw: unknown,
  base: string,
  at: Origin,
  files: SuiteFiles,
): Promise<FoundTest[]> {
  if (raw === undefined || raw === null) return [];
  const isList = Array.isArray(raw);
  const entries: readonly unknown[] = isList ? raw : [raw];
  const found: FoundTest[] = [];
  for (const [i, entry] of entries.entries()) {
    const origin = isList ? { ...at, path: [...(at.path ?? []), i] } : at;
    found.push(...(await files.guarded(origin, () => testsOf(entry, base, origin, files), [])));
  }
  return found;
}

async function testsOf(
  entry: unknown,
  base: string,
  origin: Origin,
  files: SuiteFiles,
): Promise<FoundTest[]> {
  if (typeof entry === "string") return testsAt(entry, base, files);
  if (!isRecord(entry)) throw new Unreadable("A test must be a mapping, or the path of a file with tests.");
  if (typeof entry.path === "string" && entry.vars === undefined && entry.assert === undefined)
    return testsAt(entry.path, base, files);
  return [{ raw: await completedRaw(entry, base, origin, files), origin }];
}

const elsewhere = /^(?:huggingface|https?|az):\/\//;

async function testsAt(reference: string, base: string, files: SuiteFiles): Promise<FoundTest[]> {
  if (elsewhere.test(reference))
    throw new Unreadable(`Tests at ${reference} are not fetched. Save them as a CSV file, and name that.`);
  if (isCode(pathOf(reference).replace(/:\w+$/, "")))
    throw new Unreadable(
      `Tests made by code (${reference}) are not read. Save what it gives as JSON, and name that file.`,
    );
  const paths = await files.matching(reference, base);
  const each = paths.map(async (path) => {
    const rows = await testsInFile(path, files);
    const found: FoundTest[] = [];
    for (const { raw, origin } of rows)
      found.push(
        ...(await files.guarded(
          origin,
          async () => [{ raw: await completedRaw(raw, folderOf(path), origin, files), origin }],
          [],
        )),
      );
    return found;
  });
  return (await Promise.all(each)).flat();
}

async function testsInFile(path: string, files: SuiteFiles): Promise<FoundTest[]> {
  switch (extensionOf(path)) {
    case ".csv":
      return (await files.rows(path)).map((row, i) => ({
        raw: testOfRow(row),
        origin: { file: path, line: i + 2 },
      }));
    case ".jsonl":
      return (await files.text(path))
        .split(/\r?\n/)
        .flatMap((line, i) =>
          line.trim() === ""
            ? []
            : [{ raw: asTest(dataIn(line, `${path}, line ${i + 1},`)), origin: { file: path, line: i + 1 } }],
        );
    case ".json":
    case ".yaml":
    case ".yml": {
      const data = await withReferences(await files.data(path), path, files);
      const isList = Array.isArray(data);
      return (isList ? (data as unknown[]) : [data]).map((one, i) => ({
        raw: asTest(one),
        origin: { file: path, path: isList ? [i] : [] },
      }));
    }
    default:
      throw new Unreadable(
        `Tests are read from YAML, JSON, JSON lines and CSV; ${path} is none of them. Save it as one.`,
      );
  }
}

function asTest(value: unknown): RawTest {
  if (isRecord(value)) return value;
  throw new Unreadable("A test must be a mapping with `vars` or `assert`.");
}

/** A test with its variables and the values of its assertions read from the files that they stand in. */
export async function completedRaw(
  raw: RawTest,
  base: string,
  origin: Origin,
  files: SuiteFiles,
): Promise<RawTest> {
  const vars = raw.vars === undefined ? undefined : await varsOf(raw.vars, base, files);
  const assert =
    Array.isArray(raw.assert) && raw.assert.some(namesFiles)
      ? await Promise.all(
          raw.assert.map((one: unknown, i) =>
            files.guarded(
              origin.path ? { ...origin, path: [...origin.path, "assert", i] } : origin,
              () => withFileValues(one, base, files),
              one,
            ),
          ),
        )
      : raw.assert;
  return { ...raw, ...(vars && { vars }), ...(assert !== undefined && { assert }) };
}

/** `vars:` in place, or files of variables that are merged. */
async function varsOf(raw: unknown, base: string, files: SuiteFiles): Promise<RawTest> {
  if (isRecord(raw)) {
    const hasFiles = Object.values(raw).some((value) => [value].flat().some(isReference));
    if (!hasFiles) return raw;
    const read = Object.entries(raw).map(
      async ([name, value]) => [name, await loadedValue(value, base, files)] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }
  const merged: Record<string, unknown> = {};
  for (const reference of [raw].flat()) {
    if (typeof reference !== "string")
      throw new Unreadable("`vars` must be a mapping, or files that hold one.");
    for (const path of await files.matching(reference, base)) {
      const data = await files.data(path);
      if (!isRecord(data)) throw new Unreadable(`${path} must hold variables by their names.`);
      Object.assign(merged, await varsOf(data, base, files));
    }
  }
  return merged;
}

const isReference = (value: unknown): value is string =>
  typeof value === "string" && value.startsWith("file://");

/** Several files are several values of the variable, of which each makes a test. */
async function loadedValue(value: unknown, base: string, files: SuiteFiles): Promise<unknown> {
  if (Array.isArray(value) && value.some(isReference))
    return (await Promise.all(value.map((one) => loadedValue(one, base, files)))).flat();
  if (!isReference(value)) return value;
  const texts = await Promise.all((await files.matching(value, base)).map((path) => variableIn(path, files)));
  return texts.length === 1 ? texts[0] : texts;
}

async function variableIn(path: string, files: SuiteFiles): Promise<string> {
  if (isCode(path.replace(/:\w+$/, "")))
    throw new Unreadable(
      `The variable in ${path} is made by code, which is not run for variables. Write its value into the test or into a text file.`,
    );
  if (/\.(?:pdf|png|jpe?g|gif|webp|bmp|svg|ico|mp3|wav|mp4|mov|webm)$/i.test(path))
    throw new Unreadable(`The variable in ${path} is no text. Write what it shows into a text file.`);
  if (/\.ya?ml$/i.test(path)) return JSON.stringify(await files.data(path));
  return (await files.text(path)).trim();
}
