import { resolve } from "node:path";
import { isRecord } from "../../evaluators/index.ts";
import { folderOf, pathOf, type SuiteFiles, Unreadable } from "./suite-files.ts";

/** How many references may lead on to the next. */
const deepest = 20;

interface Around {
  readonly root: unknown;
  readonly file: string;
  readonly path: readonly (string | number)[];
}

/**
 * The data with each `{ $ref: "#/assertionTemplates/x" }` replaced by what stands there, in this file or in another one that is named before
 * the `#`. What stands beside `$ref` goes before what it refers to. A reference that leads nowhere is told and stays.
 */
export function withReferences(root: unknown, file: string, files: SuiteFiles): Promise<unknown> {
  const inside = (value: unknown, around: Around, key: string | number, depth: number): Promise<unknown> =>
    visit(value, { ...around, path: [...around.path, key] }, depth);
  const visit = async (value: unknown, around: Around, depth: number): Promise<unknown> => {
    if (!mayRefer(value)) return value;
    if (Array.isArray(value)) return Promise.all(value.map((one, i) => inside(one, around, i, depth)));
    if (!isRecord(value)) return value;
    const { $ref, ...beside } = value;
    if (typeof $ref === "string")
      return files.guarded(around, () => referred($ref, beside, around, depth), value);
    const entries = Object.entries(value).map(async ([key, one]) => [
      key,
      await inside(one, around, key, depth),
    ]);
    return Object.fromEntries(await Promise.all(entries)) as unknown;
  };
  const referred = async (ref: string, beside: object, around: Around, depth: number): Promise<unknown> => {
    if (depth > deepest)
      throw new Unreadable(`The reference ${ref} leads back to itself. Write out what it stands for.`);
    const target = await targetOf(ref, around, files);
    const found = await visit(target.value, target, depth + 1);
    return isRecord(found) ? { ...found, ...beside } : found;
  };
  return visit(root, { root, file, path: [] }, 0);
}

/** Nearly nothing refers to anything, and five thousand tests are not to be copied for that. */
const mayRefer = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "$ref") || Object.values(value).some(mayRefer));

async function targetOf(
  ref: string,
  around: Around,
  files: SuiteFiles,
): Promise<Around & { readonly value: unknown }> {
  const [path = "", pointer = ""] = ref.split("#");
  const file = path === "" ? around.file : resolve(folderOf(around.file), pathOf(path));
  const root = path === "" ? around.root : await files.data(file);
  let value = root;
  const keys = pointer.split("/").filter((one) => one !== "");
  for (const part of keys) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    if (!isThere)
      throw new Unreadable(`Nothing stands at the reference ${ref}. Mend it, or add what it means.`);
    value = (value as Record<string, unknown>)[key];
  }
  return { value, root, file, path: keys };
}
