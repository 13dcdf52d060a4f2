import { diffArrays, diffWordsWithSpace } from "diff";
import { applyHunks, type SuggestedHunk } from "../../improve/index.ts";
import { visible } from "../wording.ts";

/** A stretch of a line; `isChanged`: it is in one of the two texts only. */
export interface DiffPiece {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly pieces: readonly DiffPiece[];
}

export interface HunkDiff {
  /** Zero-based line of the text before at which the change begins. */
  readonly line: number;
  readonly lines: readonly DiffLine[];
}

/** Lines around a change that are shown with it. */
const around = 1;
/** Of a line, characters: a line may be a whole document. */
const mostOfLine = 2_000;

/**
 * A hunk as people read changes: whole lines, what went and what came, and in lines that were reworded the words. Text of unknown origin:
 * what has no shape is made visible, since an edit must not hide anything from who reads it.
 */
export function hunkDiff(
  base: string,
  hunk: Pick<SuggestedHunk, "range" | "text" | "id" | "replaced">,
): HunkDiff {
  const after = applyHunks(base, [hunk]);
  const [before, now] = [linesOf(base), linesOf(after)];
  const changes = diffArrays(before, now);
  const lines: DiffLine[] = [];
  let [at, first] = [0, -1];
  for (const [index, { value, added, removed }] of changes.entries()) {
    if (!added && !removed) {
      const isLast = index === changes.length - 1;
      const isFirst = index === 0;
      const kept = isFirst ? value.slice(-around) : isLast ? value.slice(0, around) : value;
      lines.push(...kept.map((text) => whole("same", text)));
    } else {
      if (first < 0) first = at;
      lines.push(...value.map((text) => whole(added ? "added" : "removed", text)));
    }
    if (!added) at += value.length;
  }
  return { line: Math.max(0, first), lines: withWords(lines) };
}

const linesOf = (text: string): string[] => text.split(/\r?\n/);

const shown = (text: string): string =>
  visible(text.length > mostOfLine ? `${text.slice(0, mostOfLine)}…` : text);

const whole = (kind: DiffLine["kind"], text: string): DiffLine => ({
  kind,
  pieces: [{ text: shown(text), isChanged: false }],
});

/** As many lines that went as came, beside each other, are the same lines in other words. */
function withWords(lines: readonly DiffLine[]): DiffLine[] {
  const told: DiffLine[] = [];
  for (let i = 0; i < lines.length; ) {
    const removed = run(lines, i, "removed");
    const added = run(lines, i + removed.length, "added");
    if (removed.length > 0 && removed.length === added.length) {
      const pairs = removed.map((one, at) => wordsOf(textOf(one), textOf(added[at]!)));
      told.push(...pairs.map(([before]) => before), ...pairs.map(([, after]) => after));
    } else told.push(...removed, ...added);
    i += removed.length + added.length;
    if (lines[i]?.kind === "same") told.push(lines[i++]!);
  }
  return told;
}

function run(lines: readonly DiffLine[], from: number, kind: DiffLine["kind"]): DiffLine[] {
  const end = lines.findIndex((one, i) => i >= from && one.kind !== kind);
  return lines.slice(from, end < 0 ? undefined : end);
}

const textOf = ({ pieces }: DiffLine): string => pieces.map(({ text }) => text).join("");

function wordsOf(before: string, after: string): [DiffLine, DiffLine] {
  const parts = diffWordsWithSpace(before, after);
  const side = (kind: "removed" | "added"): DiffLine => ({
    kind,
    pieces: parts
      .filter((part) => !part[kind === "removed" ? "added" : "removed"])
      .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed })),
  });
  return [side("removed"), side("added")];
}
