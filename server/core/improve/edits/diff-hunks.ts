import { diffArrays } from "diff";
import { type Hunk, hunkOf } from "./hunk.ts";
import { clauseUnits, lineUnits, type SplitUnits } from "./units.ts";

export interface DiffOptions {
  /** What is kept, replaced or removed as one; lines where nothing else is said. */
  readonly split?: SplitUnits;
  readonly operator?: string;
  readonly reason?: string;
}

/** A block of units that a diff replaces by others. */
interface Block {
  /** Offset in the base of its first unit. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Two units are the same one, reworded, from this share of common words on. */
const leastAlike = 0.5;
/** Words that a line must have to be recognised inside a longer one. */
const leastHeld = 3;
/** More pairs than these are not compared: a text that is rewritten whole is one hunk per side then. */
const mostPairs = 40_000;

/**
 * What makes one text of another, in the smallest hunks that make sense alone: each line that was added or removed is one, a line that was
 * reworded is one, and of a line that only gained or lost clauses each clause. `applyHunks(base, diffHunks(base, text))` is `text`.
 */
export function diffHunks(base: string, text: string, options: DiffOptions = {}): Hunk[] {
  if (base === text) return [];
  const split = options.split ?? lineUnits;
  return blocksOf(split(base), split(text), 0).flatMap((block) => hunksOf(base, block, options));
}

function blocksOf(from: readonly string[], to: readonly string[], start: number): Block[] {
  const blocks: Block[] = [];
  let at = start;
  let open: { at: number; removed: string[]; added: string[] } | undefined;
  for (const { value, added, removed } of diffArrays([...from], [...to])) {
    if (!added && !removed) {
      if (open) blocks.push(open);
      open = undefined;
    } else {
      open ??= { at, removed: [], added: [] };
      (added ? open.added : open.removed).push(...value);
    }
    if (!added) at += lengthOf(value);
  }
  return open ? [...blocks, open] : blocks;
}

const lengthOf = (units: readonly string[]): number => units.reduce((sum, { length }) => sum + length, 0);

/** A block's units, paired where one is the other reworded; what has no partner is removed or added by itself. */
function hunksOf(base: string, { at, removed, added }: Block, options: DiffOptions): Hunk[] {
  const hunks: Hunk[] = [];
  let [offset, i, j] = [at, 0, 0];
  const add = (until: number): void => {
    for (; j < until; j++) hunks.push(hunkOf(base, { start: offset, end: offset }, added[j]!, options));
  };
  const remove = (until: number): void => {
    for (; i < until; i++) {
      hunks.push(hunkOf(base, { start: offset, end: offset + removed[i]!.length }, "", options));
      offset += removed[i]!.length;
    }
  };
  for (const [from, to] of pairsOf(removed, added)) {
    remove(from);
    add(to);
    hunks.push(...reworded(base, offset, removed[from]!, added[to]!, options));
    offset += removed[from]!.length;
    [i, j] = [from + 1, to + 1];
  }
  remove(removed.length);
  add(added.length);
  return hunks;
}

/** One unit that became another: by clauses where it only gained or lost some, else one hunk. */
function reworded(base: string, at: number, from: string, to: string, options: DiffOptions): Hunk[] {
  const blocks = blocksOf(clauseUnits(from), clauseUnits(to), at);
  const isClean = blocks.every(({ removed, added }) => removed.length === 0 || added.length === 0);
  if (isClean) return blocks.flatMap((block) => hunksOf(base, block, options));
  return [hunkOf(base, { start: at, end: at + from.length }, to, options)];
}

/** Partners in order, so that the sum of how alike they are is largest (an alignment by dynamic programming). */
function pairsOf(removed: readonly string[], added: readonly string[]): [number, number][] {
  if (removed.length === 0 || added.length === 0 || removed.length * added.length > mostPairs) return [];
  const left = removed.map(wordsOf);
  const right = added.map(wordsOf);
  const alike = left.map((a) => right.map((b) => Math.max(likeness(a, b), holds(a, b))));
  const best = Array.from({ length: removed.length + 1 }, () => new Array<number>(added.length + 1).fill(0));
  for (let i = removed.length - 1; i >= 0; i--)
    for (let j = added.length - 1; j >= 0; j--)
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, pairing(alike, best, i, j));
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < removed.length && j < added.length) {
    if (alike[i]![j]! >= leastAlike && best[i]![j] === pairing(alike, best, i, j)) pairs.push([i++, j++]);
    else if (best[i]![j] === best[i + 1]![j]) i++;
    else j++;
  }
  return pairs;
}

const pairing = (alike: readonly number[][], best: readonly number[][], i: number, j: number): number =>
  alike[i]![j]! >= leastAlike ? alike[i]![j]! + best[i + 1]![j + 1]! : 0;

const wordsOf = (unit: string): string[] => unit.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Dice's coefficient over words, each as often as it stands there. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (a.length + b.length);
}

/** A long line may hold all of a short one: it grew, and was not put in its place. */
function holds(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < leastHeld) return 0;
  const text = ` ${long.join(" ")} `;
  return text.includes(` ${short.join(" ")} `) ? leastAlike : 0;
}

/** How alike two pieces of text are by their words, 0 to 1. */
export const alikeByWords = (a: string, b: string): number => likeness(wordsOf(a), wordsOf(b));
