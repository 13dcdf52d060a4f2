import { clash, type Edits, type Hunk } from "./hunk.ts";

export interface Composed {
  readonly hunks: readonly Hunk[];
  /** What of the second could not go beside the first. */
  readonly clashes: readonly Hunk[];
}

/** The hunks of two candidates of one base: all of the first, and of the second what does not clash with them. What both have stands once. */
export function composeHunks(first: readonly Hunk[], second: readonly Hunk[]): Composed {
  const known = new Set(first.map(({ id }) => id));
  const fresh = second.filter(({ id }) => !known.has(id));
  const clashes = fresh.filter((one) => first.some((other) => clash(one, other)));
  return { hunks: [...first, ...fresh.filter((one) => !clashes.includes(one))], clashes };
}

/** The same over components. */
export function composeEdits(first: Edits, second: Edits): { edits: Edits; clashes: Edits } {
  const components = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const composed = components.map(
    (component) => [component, composeHunks(first[component] ?? [], second[component] ?? [])] as const,
  );
  return {
    edits: Object.fromEntries(composed.map(([component, { hunks }]) => [component, hunks])),
    clashes: Object.fromEntries(
      composed.flatMap(([component, { clashes }]) => (clashes.length > 0 ? [[component, clashes]] : [])),
    ),
  };
}

/** Without the hunks of these ids. */
export const withoutHunks = (edits: Edits, ids: ReadonlySet<string>): Edits =>
  Object.fromEntries(
    Object.entries(edits).map(([component, hunks]) => [component, hunks.filter(({ id }) => !ids.has(id))]),
  );
