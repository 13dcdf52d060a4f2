import { type Range, stableId } from "../../base/index.ts";

/** A replacement of a range of a component's base text; an empty range inserts, an empty text removes. */
export interface Hunk {
  /** Of range and text: the same change of the same base is the same hunk, whoever made it. */
  readonly id: string;
  /** Offsets in the base text, UTF-16. */
  readonly range: Range;
  /** What stood there; by it a hunk is known to be stale. */
  readonly replaced: string;
  readonly text: string;
  /** What kind of edit made it, and why, in the words of who made it. */
  readonly operator?: string;
  readonly reason?: string;
}

/** Hunks by the component they change: a prompt, a tool's description, a value of a configuration. */
export type Edits = Readonly<Record<string, readonly Hunk[]>>;
/** Texts by component. */
export type Texts = Readonly<Record<string, string>>;

export const hunkOf = (
  base: string,
  range: Range,
  text: string,
  why: { operator?: string; reason?: string } = {},
): Hunk => ({
  id: stableId([range.start, range.end, text]),
  range: { start: range.start, end: range.end },
  replaced: base.slice(range.start, range.end),
  text,
  ...(why.operator !== undefined && { operator: why.operator }),
  ...(why.reason !== undefined && { reason: why.reason }),
});

export const isInsertion = ({ range }: Hunk): boolean => range.start === range.end;

/** Both change the same characters, or one inserts into what the other replaces. Insertions at one place follow each other. */
export function clash(a: Hunk, b: Hunk): boolean {
  if (a.id === b.id) return false;
  if (isInsertion(a)) return b.range.start < a.range.start && a.range.start < b.range.end;
  if (isInsertion(b)) return clash(b, a);
  return a.range.start < b.range.end && b.range.start < a.range.end;
}

/** The base text with the hunks; of insertions at one place the one that is listed first stands first. They must not clash. */
export function applyHunks(base: string, hunks: readonly Hunk[]): string {
  let [text, at] = ["", 0];
  for (const { range, text: put } of inOrder(hunks)) {
    text += base.slice(at, range.start) + put;
    at = range.end;
  }
  return text + base.slice(at);
}

/** As they stand in the text: what is inserted before a replaced range comes before the replacement. */
export const inOrder = (hunks: readonly Hunk[]): Hunk[] =>
  [...hunks].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);

export const applyEdits = (base: Texts, edits: Edits): Texts =>
  Object.fromEntries(
    Object.entries(base).map(([component, text]) => [component, applyHunks(text, edits[component] ?? [])]),
  );
