import { isRecord, type Origin, type SuiteProvider } from "../../evaluators/index.ts";
import { codeOf, type SuiteFiles } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

/** What `providers:` says: ids, ids with their settings, or files of those. Code keeps its place, made absolute. */
export async function readProviders(
  raw: unknown,
  base: string,
  at: Origin,
  files: SuiteFiles,
): Promise<SuiteProvider[]> {
  const entries: readonly unknown[] = raw === undefined || raw === null ? [] : [raw].flat();
  const read = entries.map((entry, i) =>
    files.guarded({ ...at, path: [...at.path!, i] }, () => providersOf(entry, base, files), []),
  );
  return (await Promise.all(read)).flat();
}

async function providersOf(entry: unknown, base: string, files: SuiteFiles): Promise<SuiteProvider[]> {
  if (typeof entry === "string") {
    if (!/^file:\/\/.*\.(?:ya?ml|json)$/i.test(entry)) return [{ id: absoluteId(entry, base), config: {} }];
    const paths = await files.matching(entry, base);
    const inside = (await Promise.all(paths.map((path) => files.data(path)))).flat();
    return (await Promise.all(inside.map((one) => providersOf(one, base, files)))).flat();
  }
  if (!isRecord(entry))
    throw new Unreadable("A provider must be an id such as `openai:gpt-4.1`, or a mapping with `id`.");
  if (typeof entry.id === "string") return [provider(entry.id, entry, base)];
  const [id, settings] = Object.entries(entry)[0] ?? [];
  if (id === undefined || Object.keys(entry).length > 1) throw new Unreadable("A provider needs an `id`.");
  return [provider(id, isRecord(settings) ? settings : {}, base)];
}

function provider(id: string, said: Readonly<Record<string, unknown>>, base: string): SuiteProvider {
  const prompts = [said.prompts ?? []].flat().filter((one) => typeof one === "string");
  return {
    id: absoluteId(id, base),
    config: isRecord(said.config) ? said.config : {},
    ...(typeof said.label === "string" && { label: said.label }),
    ...(prompts.length > 0 && { prompts }),
    ...(typeof said.transform === "string" && { transform: said.transform }),
  };
}

/** `python:provider.py` and `file://provider.mjs` with the whole path. */
export function absoluteId(id: string, base: string): string {
  const [, prefix, path] = /^(file:\/\/|python:|ruby:)(.*)$/.exec(id) ?? [];
  const code = path === undefined ? undefined : codeOf(path, base);
  return code ? `${prefix}${code.file}${code.name ? `:${code.name}` : ""}` : id;
}
