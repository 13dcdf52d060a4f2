import { resolve } from "node:path";
import { isRecord } from "../../evaluators/index.ts";
import { folderOf, pathOf, type SuiteFiles, Unreadable } from "./suite-files.ts";

/** How many references may lead on to the next. */
const deepest = 20;

/**
 * The data with each `{ $ref: "#/assertionTemplates/x" }` replaced by what stands there, in this file or in another one that is named before
 * the `#`. What stands beside `$ref` goes before what it refers to. Throws `Unreadable`.
 */
export async function withReferences(root: unknown, file: string, files: SuiteFiles): Promise<unknown> {
  const visit = async (
    value: unknown,
    around: { root: unknown; file: string },
    depth: number,
  ): Promise<unknown> => {
    if (Array.isArray(value)) {
      if (!mayRefer(value)) return value;
      return Promise.all(value.map((one) => visit(one, around, depth)));
    }
    if (!isRecord(value) || !mayRefer(value)) return value;
    const { $ref, ...beside } = value;
    if (typeof $ref !== "string")
      return Object.fromEntries(
        await Promise.all(
          Object.entries(value).map(async ([key, one]) => [key, await visit(one, around, depth)] as const),
        ),
      );
    if (depth > deepest)
      throw new Unreadable(`The reference ${$ref} leads back to itself. Write out what it stands for.`);
    const target = await targetOf($ref, around, files);
    const found = await visit(target.value, target, depth + 1);
    return isRecord(found) ? { ...found, ...beside } : found;
  };
  return visit(root, { root, file }, 0);
}

/** Nearly nothing refers to anything, and five thousand tests are not to be copied for that. */
const mayRefer = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "$ref") || Object.values(value).some(mayRefer));

async function targetOf(
  ref: string,
  around: { readonly root: unknown; readonly file: string },
  files: SuiteFiles,
): Promise<{ value: unknown; root: unknown; file: string }> {
  const [path = "", pointer = ""] = ref.split("#");
  const file = path === "" ? around.file : resolve(folderOf(around.file), pathOf(path));
  const root = path === "" ? around.root : await files.data(file);
  let value = root;
  for (const part of pointer.split("/").filter((one) => one !== "")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    if (!isThere)
      throw new Unreadable(`Nothing stands at the reference ${ref}. Mend it, or add what it means.`);
    value = (value as Record<string, unknown>)[key];
  }
  return { value, root, file };
}
