import { isRecord, type Origin, type SuiteProvider } from "../../evaluators/index.ts";
import { absoluteCode } from "./file-values.ts";
import { environmentIn } from "./read-environment.ts";
import { codeOf, type SuiteFiles } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

interface Around {
  readonly base: string;
  readonly at: Origin;
  readonly files: SuiteFiles;
  /** Fills in the environment. */
  readonly filled: (value: unknown) => unknown;
}

/** What `providers:` says: ids, ids with their settings, or files of those. Code keeps its place, made absolute. */
export async function readProviders(raw: unknown, within: Around): Promise<SuiteProvider[]> {
  const { at, files } = within;
  const entries: readonly unknown[] = raw === undefined || raw === null ? [] : [raw].flat();
  const read = entries.map((entry, i) => {
    const around = { ...within, at: { ...at, path: [...at.path!, i] } };
    return files.guarded(around.at, () => providersOf(entry, around), []);
  });
  return (await Promise.all(read)).flat();
}

async function providersOf(entry: unknown, around: Around): Promise<SuiteProvider[]> {
  const { base, files, filled } = around;
  if (typeof entry !== "string" || !/^file:\/\/.*\.(?:ya?ml|json)$/i.test(entry))
    return [await providerOf(entry, around)];
  const read = (await files.matching(entry, base)).map(async (file) => {
    const inside = [filled(await files.data(file))].flat();
    return Promise.all(
      inside.map((one: unknown, i) => providerOf(one, { ...around, at: { file, path: [i] } })),
    );
  });
  return (await Promise.all(read)).flat();
}

async function providerOf(entry: unknown, around: Around): Promise<SuiteProvider> {
  if (typeof entry === "string") return { id: absoluteId(entry, around.base), config: {} };
  if (!isRecord(entry))
    throw new Unreadable("A provider must be an id such as `openai:gpt-4.1`, or a mapping with `id`.");
  if (typeof entry.id === "string") return withSettings(entry.id, entry, around);
  const [id, settings] = Object.entries(entry)[0] ?? [];
  if (id === undefined || Object.keys(entry).length > 1) throw new Unreadable("A provider needs an `id`.");
  return withSettings(id, isRecord(settings) ? settings : {}, around);
}

async function withSettings(
  id: string,
  said: Readonly<Record<string, unknown>>,
  { base, at, files }: Around,
): Promise<SuiteProvider> {
  const prompts = [said.prompts ?? []].flat().filter((one) => typeof one === "string");
  return {
    id: absoluteId(id, base),
    config: isRecord(said.config) ? await withFiles(said.config, base, files) : {},
    ...(typeof said.label === "string" && { label: said.label }),
    ...(prompts.length > 0 && { prompts }),
    ...(typeof said.transform === "string" && { transform: absoluteCode(said.transform, base) }),
    ...(said.env !== undefined && {
      env: environmentIn(said.env, { ...at, path: [...at.path!, "env"] }, files),
    }),
  };
}

/** Settings that may stand in files of their own. */
const filed = ["tools", "functions", "response_format"];

async function withFiles(
  config: Readonly<Record<string, unknown>>,
  base: string,
  files: SuiteFiles,
): Promise<Readonly<Record<string, unknown>>> {
  const read = Object.entries(config).map(async ([key, value]) => {
    if (!filed.includes(key) || typeof value !== "string" || !value.startsWith("file://"))
      return [key, value] as const;
    const [path] = await files.matching(value, base);
    return [key, await files.data(path!)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** `python:provider.py` and `file://provider.mjs` with the whole path. */
export function absoluteId(id: string, base: string): string {
  const [, prefix, path] = /^(file:\/\/|python:|ruby:)(.*)$/.exec(id) ?? [];
  const code = path === undefined ? undefined : codeOf(path, base);
  return code ? `${prefix}${code.file}${code.name ? `:${code.name}` : ""}` : id;
}
