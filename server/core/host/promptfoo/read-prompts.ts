import { isRecord, type Origin, type SuitePrompt } from "../../evaluators/index.ts";
import { codeOf, dataIn, extensionOf, isCode, pathOf, type SuiteFiles } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

/** What `prompts:` says: one, a list, or (as of old) files by labels. */
export async function readPrompts(
  raw: unknown,
  base: string,
  at: Origin,
  files: SuiteFiles,
): Promise<SuitePrompt[]> {
  const entries: unknown[] = isRecord(raw)
    ? Object.entries(raw).map(([id, label]) => ({ id, label }))
    : raw === undefined || raw === null
      ? []
      : [raw].flat();
  const read = entries.map((entry, i) =>
    files.guarded({ ...at, path: [...(at.path ?? []), i] }, () => promptsOf(entry, base, files), []),
  );
  return (await Promise.all(read)).flat();
}

async function promptsOf(entry: unknown, base: string, files: SuiteFiles): Promise<SuitePrompt[]> {
  const id = isRecord(entry) ? entry.id : entry;
  const read = await promptsIn(entry, base, files);
  return typeof id === "string" ? read.map((one) => ({ ...one, id })) : read;
}

async function promptsIn(entry: unknown, base: string, files: SuiteFiles): Promise<SuitePrompt[]> {
  if (typeof entry === "string") return promptsAt(entry, undefined, base, files);
  if (Array.isArray(entry)) return [{ raw: JSON.stringify(entry), label: JSON.stringify(entry) }];
  if (!isRecord(entry))
    throw new Unreadable("A prompt must be a text, a reference to a file, or a mapping with `id` or `raw`.");
  const { raw, id, content } = entry;
  const label =
    typeof entry.label === "string"
      ? entry.label
      : typeof entry.display === "string"
        ? entry.display
        : undefined;
  const said = [raw, content, id].find((one) => one !== undefined);
  if (typeof said === "string") return promptsAt(said, label, base, files);
  if (said === undefined) throw new Unreadable("A prompt needs `raw` (its text) or `id` (its file).");
  return [{ raw: JSON.stringify(said), label: label ?? JSON.stringify(said) }];
}

const services = /^(?:portkey|langfuse|helicone):\/\//;
const endings = /\.(?:[cm]?[jt]s|csv|jsonl?|md|py|txt|ya?ml|j2|sh|bash|exe|bat|cmd|ps1|rb|pl)(?::[\w.]+)?$/i;

/** promptfoo's own rule of what is a path. */
const isPath = (text: string): boolean =>
  !text.includes("\n") &&
  (text.startsWith("file://") || endings.test(text) || /[*/\\]/.test(text) || /\.\w{2,3}$/.test(text));

async function promptsAt(
  text: string,
  label: string | undefined,
  base: string,
  files: SuiteFiles,
): Promise<SuitePrompt[]> {
  if (services.test(text))
    throw new Unreadable(
      `The prompt ${text} stands in a service, which is not asked here. Save it as a file, and name that.`,
    );
  if (text.startsWith("exec:"))
    throw new Unreadable(
      `The prompt ${text} is made by a program, which is not run here. Save what it prints as a file, and name that.`,
    );
  if (!isPath(text)) return [{ raw: text, label: label ?? text }];
  const code = codeOf(text, base);
  if (code) return [{ raw: text, label: label ?? pathOf(text), file: code.file, code }];
  const paths = await files.matching(text, base).catch((error: unknown) => {
    // As promptfoo does: what looks like a pattern and matches nothing is a text.
    if (error instanceof Unreadable && !text.startsWith("file://")) return [];
    throw error;
  });
  if (paths.length === 0) return [{ raw: text, label: label ?? text }];
  const isAlone = paths.length === 1 && !text.startsWith("file://") && !endings.test(text);
  const read = paths
    .filter((path) => !isCode(path))
    .map(async (path) => {
      try {
        return await promptsInFile(path, label, files);
      } catch (error) {
        if (isAlone && error instanceof Unreadable && /^There is no file/.test(error.message))
          return [{ raw: text, label: label ?? text }];
        throw error;
      }
    });
  return (await Promise.all(read)).flat();
}

/** Prompts in one file, by its kind. Text files hold several, divided by lines of `---`. */
async function promptsInFile(
  file: string,
  label: string | undefined,
  files: SuiteFiles,
): Promise<SuitePrompt[]> {
  const text = await files.text(file);
  const one = (raw: string, own?: string): SuitePrompt => ({
    raw,
    label: own ?? label ?? `${file}: ${raw.slice(0, 80)}`,
    file,
  });
  const each = (texts: readonly string[]): SuitePrompt[] =>
    texts.map((raw) => one(raw, texts.length > 1 && label !== undefined ? `${label}: ${raw}` : undefined));
  switch (extensionOf(file)) {
    case ".txt":
      return each(divided(text));
    case ".jsonl":
      return each(text.split(/\r?\n/).filter((line) => line !== ""));
    case ".json":
    case ".yaml":
    case ".yml":
      return [one(compact(text, file))];
    case ".csv":
      return (await files.rows(file)).flatMap(({ prompt, label: own }) =>
        prompt ? [one(prompt, own || undefined)] : [],
      );
    default:
      return [one(text)];
  }
}

const divided = (text: string): string[] => {
  const parts: string[][] = [[]];
  for (const line of text.split(/\r?\n/))
    if (line.trim() === "---") parts.push([]);
    else parts.at(-1)!.push(line);
  return parts.map((lines) => lines.join("\n").trim()).filter((part) => part !== "");
};

/** Data as JSON; a template of data, which is none before it is rendered, as it stands. */
function compact(text: string, file: string): string {
  try {
    return JSON.stringify(extensionOf(file) === ".json" ? JSON.parse(text) : dataIn(text, file));
  } catch {
    return text;
  }
}
