import { diffArrays } from "diff";
import { type Hunk, hunkOf } from "./hunk.ts";
import { lineUnits, type SplitUnits } from "./units.ts";

export interface Rebased {
  /** At their places in the text that moved on. */
  readonly hunks: readonly Hunk[];
  /** What they change is gone or was changed by somebody else. */
  readonly stale: readonly Hunk[];
  /** The text that moved on has them already. */
  readonly done: readonly Hunk[];
}

/** A unit of the base that the other text kept. */
interface Kept {
  readonly start: number;
  readonly end: number;
  /** Where it starts in the other text. */
  readonly to: number;
}

/**
 * Carries hunks of one text over to what became of it. A hunk keeps its place where every line it touches is still there, together and as it
 * was; an insertion where the line before it or behind it is.
 */
export function rebaseHunks(
  base: string,
  moved: string,
  hunks: readonly Hunk[],
  split: SplitUnits = lineUnits,
): Rebased {
  const kept = keptUnits(split(base), split(moved));
  const rebased: { hunks: Hunk[]; stale: Hunk[]; done: Hunk[] } = { hunks: [], stale: [], done: [] };
  for (const hunk of hunks) {
    const start = placeOf(hunk, base, kept);
    if (start === undefined) rebased[isThere(hunk, base, moved, kept) ? "done" : "stale"].push(hunk);
    else if (hunk.replaced === "" && moved.startsWith(hunk.text, start)) rebased.done.push(hunk);
    else rebased.hunks.push(hunkOf(moved, { start, end: start + hunk.replaced.length }, hunk.text, hunk));
  }
  return rebased;
}

function keptUnits(from: string[], to: string[]): Kept[] {
  const kept: Kept[] = [];
  let [at, there] = [0, 0];
  for (const { value, added, removed } of diffArrays(from, to))
    for (const unit of value) {
      if (!added && !removed) kept.push({ start: at, end: at + unit.length, to: there });
      if (!added) at += unit.length;
      if (!removed) there += unit.length;
    }
  return kept;
}

function placeOf({ range: { start, end } }: Hunk, base: string, kept: readonly Kept[]): number | undefined {
  if (start === end) return placeOfInsertion(start, base, kept);
  const touched = kept.filter((unit) => unit.start < end && start < unit.end);
  const first = touched[0];
  if (!first || first.start > start || touched.at(-1)!.end < end) return undefined;
  const shift = first.to - first.start;
  const areTogether = touched.every(
    (unit, i) => unit.to - unit.start === shift && (i === 0 || touched[i - 1]!.end === unit.start),
  );
  return areTogether ? start + shift : undefined;
}

function placeOfInsertion(at: number, base: string, kept: readonly Kept[]): number | undefined {
  const before = kept.find(({ start, end }) => start < at && at <= end);
  if (before) return before.to + at - before.start;
  const behind = kept.find(({ start }) => start === at);
  if (behind) return behind.to;
  return base === "" ? 0 : undefined;
}

/** Somebody made the same change: between what was kept on both sides stands what the hunk would put there. */
function isThere({ range, text }: Hunk, base: string, moved: string, kept: readonly Kept[]): boolean {
  const before = kept.filter(({ end }) => end <= range.start).at(-1);
  const behind = kept.find(({ start }) => start >= range.end);
  const [from, to] = [before?.end ?? 0, behind?.start ?? base.length];
  const there = moved.slice(
    before ? before.to + before.end - before.start : 0,
    behind ? behind.to : moved.length,
  );
  return there === base.slice(from, range.start) + text + base.slice(range.end, to);
}
