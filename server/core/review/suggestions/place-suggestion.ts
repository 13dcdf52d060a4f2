import type { Range } from "../../base/index.ts";
import {
  applyHunks,
  hunkOf,
  inOrder,
  rebaseHunks,
  type SuggestedHunk,
  type Suggestion,
} from "../../improve/index.ts";

/** A suggestion laid over a text that may have moved on since it was made. */
export interface PlacedSuggestion {
  /** Hunks at their places in the text. */
  readonly hunks: readonly SuggestedHunk[];
  /** Hunks whose lines were changed meanwhile or are gone. */
  readonly stale: readonly SuggestedHunk[];
  /** Hunks that the text has already. */
  readonly done: readonly SuggestedHunk[];
}

/** Lays the hunks of one file over its text as it is now. Hunks keep their ids: by them they were measured. */
export function placeSuggestion(
  { base, hunks }: Pick<Suggestion, "base" | "hunks">,
  file: string,
  text: string,
): PlacedSuggestion {
  return place(
    base[file] ?? "",
    text,
    inOrder(hunks.filter((hunk) => hunk.file === file)) as SuggestedHunk[],
  );
}

function place(from: string, text: string, own: readonly SuggestedHunk[]): PlacedSuggestion {
  const done = doneHunks(from, text, own);
  if (done.size === 0) return { ...placed(from, text, own), done: [] };
  // What the text has belongs to what the others are placed in: of two edits of one line the second would be stale else.
  const isDone = (hunk: SuggestedHunk): boolean => done.has(hunk);
  const [there, left] = [own.filter(isDone), own.filter((hunk) => !isDone(hunk))];
  const shifted = left.map((hunk) => moved(hunk, there));
  const rest = place(applyHunks(from, there), text, shifted);
  return { ...rest, done: [...there, ...rest.done] };
}

function placed(
  from: string,
  text: string,
  own: readonly SuggestedHunk[],
): Pick<PlacedSuggestion, "hunks" | "stale"> {
  const rebased = rebaseHunks(from, text, own);
  const elsewhere = new Set([...rebased.stale, ...rebased.done]);
  return {
    hunks: own
      .filter((hunk) => !elsewhere.has(hunk))
      .map((hunk, at) => ({ ...hunk, range: rebased.hunks[at]!.range })),
    stale: own.filter((hunk) => rebased.stale.includes(hunk)),
  };
}

/**
 * Hunks that the text has: each by itself, and those that stand together in one stretch that nothing of the base is left in, which can only
 * be known together.
 */
function doneHunks(from: string, text: string, own: readonly SuggestedHunk[]): Set<SuggestedHunk> {
  if (from === text) return new Set();
  const single = rebaseHunks(from, text, own);
  const done = new Set(own.filter((hunk) => single.done.includes(hunk)));
  for (const run of runsOf(own, (hunk) => !done.has(hunk))) {
    const whole = hunkOf(from, spanOf(run), applied(from, run));
    if (rebaseHunks(from, text, [whole]).done.length > 0) for (const hunk of run) done.add(hunk);
  }
  return done;
}

/** Neighbours of two and more, each run as long as it can be. */
function runsOf(
  own: readonly SuggestedHunk[],
  belongs: (hunk: SuggestedHunk) => boolean,
): (readonly SuggestedHunk[])[] {
  const runs: SuggestedHunk[][] = [];
  let run: SuggestedHunk[] = [];
  for (const hunk of own) {
    if (belongs(hunk)) run.push(hunk);
    else run = [];
    if (run.length === 2) runs.push(run);
  }
  return runs;
}

function applied(from: string, run: readonly SuggestedHunk[]): string {
  const { start, end } = spanOf(run);
  const whole = applyHunks(from, run);
  return whole.slice(start, whole.length - (from.length - end));
}

const spanOf = (hunks: readonly SuggestedHunk[]): Range => ({
  start: Math.min(...hunks.map(({ range }) => range.start)),
  end: Math.max(...hunks.map(({ range }) => range.end)),
});

/** Where a hunk of the base stands once others were made. */
function moved(hunk: SuggestedHunk, made: readonly SuggestedHunk[]): SuggestedHunk {
  const shift = made
    .filter(({ range }) => range.end <= hunk.range.start)
    .reduce((sum, { text, replaced }) => sum + text.length - replaced.length, 0);
  return { ...hunk, range: { start: hunk.range.start + shift, end: hunk.range.end + shift } };
}

/** Whether it can still be made as it was measured: no hunk is stale, and one at least is not there yet. */
export const isOpen = ({ hunks, stale }: PlacedSuggestion): boolean => stale.length === 0 && hunks.length > 0;

/** The stretch of the text that it is about: from the first hunk to the last. */
export const rangeOfHunks = (hunks: readonly SuggestedHunk[]): Range | undefined =>
  hunks.length === 0 ? undefined : spanOf(hunks);
