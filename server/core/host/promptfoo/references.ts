import { resolve } from "node:path";
import { isRecord } from "../../evaluators/index.ts";
import { folderOf, pathOf, type SuiteFiles } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";
import { Extents, mostRepeated } from "./written-out.ts";

/** How many references may lead on to the next. */
const deepest = 20;

interface Around {
  readonly root: unknown;
  readonly file: string;
  readonly path: readonly (string | number)[];
}

/**
 * The data with each `{ $ref: "#/assertionTemplates/x" }` replaced by what stands there, in this file or in another one that is named before
 * the `#`. What stands beside `$ref` goes before what it refers to. A reference that leads nowhere, back to itself or to more than fits is
 * told and stays.
 */
export const withReferences = (root: unknown, file: string, files: SuiteFiles): Promise<unknown> =>
  new References(files).visit(root, { root, file, path: [] });

/**
 * One thing after the other, so that what is open is what the reference now read stands in. Whatever is referred to is read once and then
 * shared: where each names two of the next, the time would double with every one.
 */
class References {
  private readonly targets = new Map<string, { readonly found: unknown } | "open">();
  private readonly referring = new Map<object, boolean>();
  private readonly extents = new Extents();
  private depth = 0;
  private repeated = 0;

  constructor(private readonly files: SuiteFiles) {}

  async visit(value: unknown, around: Around): Promise<unknown> {
    if (!this.mayRefer(value)) return value;
    const inside = (one: unknown, key: string | number): Promise<unknown> =>
      this.visit(one, { ...around, path: [...around.path, key] });
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const [i, one] of value.entries()) items.push(await inside(one, i));
      return items;
    }
    if (!isRecord(value)) return value;
    const { $ref, ...beside } = value;
    if (typeof $ref === "string")
      return this.files.guarded(around, () => this.referred($ref, beside, around), value);
    const entries: [string, unknown][] = [];
    for (const [key, one] of Object.entries(value)) entries.push([key, await inside(one, key)]);
    return Object.fromEntries(entries);
  }

  private async referred(ref: string, beside: object, around: Around): Promise<unknown> {
    const found = await this.targetOf(ref, around);
    this.repeated += this.extents.sizeOf(found, around.file);
    if (this.repeated > mostRepeated)
      throw new Unreadable(
        `With the reference ${ref} more than ${mostRepeated} values are repeated. Refer to less, or less often.`,
      );
    return isRecord(found) ? { ...found, ...beside } : found;
  }

  private async targetOf(ref: string, around: Around): Promise<unknown> {
    const [path = "", pointer = ""] = ref.split("#");
    const file = path === "" ? around.file : resolve(folderOf(around.file), pathOf(path));
    const key = JSON.stringify([file, pointer]);
    const known = this.targets.get(key);
    if (known === "open")
      throw new Unreadable(`The reference ${ref} leads back to itself. Write out what it stands for.`);
    if (known) return known.found;
    if (this.depth >= deepest)
      throw new Unreadable(
        `The reference ${ref} is the last of more than ${deepest} that lead on to the next. Write out what it stands for.`,
      );
    const root = path === "" ? around.root : await this.files.data(file);
    const keys = pointer.split("/").filter((one) => one !== "");
    const value = standingAt(root, keys, ref);
    this.targets.set(key, "open");
    this.depth++;
    try {
      const found = await this.visit(value, { root, file, path: keys });
      this.targets.set(key, { found });
      return found;
    } finally {
      this.depth--;
      if (this.targets.get(key) === "open") this.targets.delete(key);
    }
  }

  /** Nearly nothing refers to anything, and five thousand tests are not to be copied for that. */
  private mayRefer(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    const known = this.referring.get(value);
    if (known !== undefined) return known;
    const refers = Object.hasOwn(value, "$ref") || Object.values(value).some((one) => this.mayRefer(one));
    this.referring.set(value, refers);
    return refers;
  }
}

function standingAt(root: unknown, keys: readonly string[], ref: string): unknown {
  let value = root;
  for (const part of keys) {
    const key = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    if (!isThere)
      throw new Unreadable(`Nothing stands at the reference ${ref}. Mend it, or add what it means.`);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
