import { isRecord } from "../../evaluators/index.ts";
import { codeOf, extensionOf, type SuiteFiles } from "./suite-files.ts";

/**
 * An assertion with its `file://` values read, those of the assertions inside it too: data of YAML and JSON files, texts of others. Code
 * stays a reference, with its path made absolute: it runs where the check does.
 */
export async function withFileValues(raw: unknown, base: string, files: SuiteFiles): Promise<unknown> {
  if (!isRecord(raw) || !namesFiles(raw)) return raw;
  const { value, assert, transform } = raw;
  return {
    ...raw,
    ...("value" in raw && { value: await loadedValue(value, base, files) }),
    ...(Array.isArray(assert) && {
      assert: await Promise.all(assert.map((one) => withFileValues(one, base, files))),
    }),
    ...("transform" in raw && { transform: absoluteCodes(transform, base) }),
  };
}

/** Whether anything of an assertion may stand in a file. */
export function namesFiles(raw: unknown): boolean {
  if (!isRecord(raw)) return false;
  const { value, assert } = raw;
  const isNamed = (one: unknown): boolean =>
    Array.isArray(one) || (typeof one === "string" && one.startsWith("file://"));
  return isNamed(value) || "transform" in raw || (Array.isArray(assert) && assert.some(namesFiles));
}

async function loadedValue(value: unknown, base: string, files: SuiteFiles): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => loadedValue(one, base, files)));
  if (typeof value !== "string" || !value.startsWith("file://")) return value;
  if (codeOf(value, base)) return absoluteCode(value, base);
  const [path] = await files.matching(value, base);
  if ([".json", ".yaml", ".yml"].includes(extensionOf(path!))) return files.data(path!);
  return (await files.text(path!)).trim();
}

/** Entries of `evaluators:` with the paths of their code made absolute. */
export function withAbsoluteCode(raw: unknown, base: string): unknown {
  if (Array.isArray(raw)) return raw.map((one) => withAbsoluteCode(one, base));
  if (!isRecord(raw)) return raw;
  const { value, assert, when, transform } = raw;
  return {
    ...raw,
    ...(typeof value === "string" && { value: absoluteCode(value, base) }),
    ...(Array.isArray(assert) && { assert: withAbsoluteCode(assert, base) }),
    ...(Array.isArray(when) && { when: withAbsoluteCode(when, base) }),
    ...("transform" in raw && { transform: absoluteCodes(transform, base) }),
  };
}

/** The code of a `transform:`, or a list of such. */
export function absoluteCodes(raw: unknown, base: string): unknown {
  if (Array.isArray(raw)) return raw.map((one) => absoluteCodes(one, base));
  return typeof raw === "string" ? absoluteCode(raw, base) : raw;
}

/** `file://checks.js:polite` with the whole path; any other text as it is. */
export function absoluteCode(text: string, base: string): string {
  if (!text.startsWith("file://")) return text;
  const code = codeOf(text, base);
  return code ? `file://${code.file}${code.name ? `:${code.name}` : ""}` : text;
}
