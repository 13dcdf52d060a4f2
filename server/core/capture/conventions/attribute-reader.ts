import { makeSafe } from "../entries.ts";
import { type Fields, idOf, isFields, numberOf } from "../wire-values.ts";

/**
 * Reads attributes and remembers which were understood: those have a place of their own in our records, the others are kept with the
 * span. Absent, empty or unreadable values are undefined and count as not understood.
 */
export class AttributeReader {
  readonly used = new Set<string>();

  constructor(readonly fields: Fields) {}

  /** The first of these that holds a text (or a number, written out). */
  text(...names: readonly string[]): string | undefined {
    return this.first(names, idOf);
  }

  number(...names: readonly string[]): number | undefined {
    return this.first(names, numberOf);
  }

  /** A structured value, as such or as JSON in a text; a text that is no JSON stays a text. */
  value(...names: readonly string[]): unknown {
    return this.first(names, (raw) => (raw === null || raw === "" ? undefined : unpacked(raw)));
  }

  /** A value that has to be an object or a list: JSON that was cut at a length limit is left where it is. */
  structure(...names: readonly string[]): Fields | readonly unknown[] | undefined {
    return this.first(names, (raw) => {
      const value = unpacked(raw);
      return isFields(value) || Array.isArray(value) ? value : undefined;
    });
  }

  /** Texts of a list, or the one text that stands in its place. */
  texts(...names: readonly string[]): readonly string[] | undefined {
    return this.first(names, (raw) => {
      const value = unpacked(raw);
      if (!Array.isArray(value)) return typeof value === "string" && value !== "" ? [value] : undefined;
      const texts = value.filter((one): one is string => typeof one === "string" && one !== "");
      return texts.length > 0 ? texts : undefined;
    });
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.fields[name] !== undefined);
  }

  /** The attributes whose names begin with `prefix.`, without it; undefined where there are none. */
  under(prefix: string): Fields | undefined {
    let found: Record<string, unknown> | undefined;
    const start = `${prefix}.`;
    for (const name in this.fields) {
      if (!name.startsWith(start) || name.endsWith("__proto__")) continue;
      found ??= {};
      found[name.slice(start.length)] = this.fields[name];
      this.used.add(name);
    }
    return found;
  }

  /** What attributes named `prefix.0.role`, `prefix.0.content`... spell out: a list in the order of its numbers. */
  list(prefix: string): readonly unknown[] {
    const start = `${prefix}.`;
    let root: Tree | undefined;
    for (const name in this.fields) {
      if (!name.startsWith(start)) continue;
      const path = name.slice(start.length).split(".");
      if (!/^\d{1,9}$/.test(path[0]!) || path.length > MAX_PATH) continue;
      root ??= new Map();
      plant(root, path, this.fields[name]);
      this.used.add(name);
    }
    const list = root && grown(root);
    return Array.isArray(list) ? list : [];
  }

  private first<T>(names: readonly string[], read: (raw: unknown) => T | undefined): T | undefined {
    for (const name of names) {
      const raw = this.fields[name];
      if (raw === undefined) continue;
      const value = read(raw);
      if (value === undefined) continue;
      this.used.add(name);
      return value;
    }
    return undefined;
  }
}

/** Longer paths than any convention has are somebody's attempt at deep nesting. */
const MAX_PATH = 16;
type Tree = Map<string, unknown>;

function plant(root: Tree, path: readonly string[], value: unknown): void {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node.get(step);
    const inner: Tree = next instanceof Map ? (next as Tree) : new Map();
    node.set(step, inner);
    node = inner;
  }
  const last = path.at(-1)!;
  if (!(node.get(last) instanceof Map)) node.set(last, value);
}

/** Numbered branches become a list, sorted and without holes: an index of a billion is one element. */
function grown(node: unknown): unknown {
  if (!(node instanceof Map)) return node;
  const entries = [...(node as Tree)].filter(([name]) => name !== "__proto__");
  if (entries.length > 0 && entries.every(([name]) => /^\d{1,9}$/.test(name)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => grown(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, grown(value)]));
}

const JSON_START = /^\s*(?:[[{"]|null|true|false|-?\d)/;

/** A text that holds JSON as its value; any other value as it is. */
export function unpacked(raw: unknown): unknown {
  if (typeof raw !== "string" || !JSON_START.test(raw)) return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return makeSafe(value) === "too-deep" ? raw : value;
  } catch {
    return raw;
  }
}
