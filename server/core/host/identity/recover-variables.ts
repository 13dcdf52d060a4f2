import type { Range } from "../../base/index.ts";
import {
  type FoldedText,
  findLiteral,
  foldForContainment,
  type Literal,
  systemTexts,
  templatePieces,
} from "../../prompt/index.ts";
import type { KnownVersion } from "./known-version.ts";

/** Of a value so many characters are kept with a conversation, and of a prompt so many variables. */
export const maxValueLength = 500;
const maxVariables = 100;

/** How much of the text around a hole is looked for: all of it is best, but production may have changed what is farther away. */
const contextLengths = [200, 60, 20];
/** Letters and digits that must stand around a hole: "- {{name}}:" is everywhere. */
const minContext = 2;

/** A hole of a template, with the texts that stand right before and behind it, the longest first. */
interface Hole {
  readonly name: string;
  /** As it is written: a text that was never rendered gives no value. */
  readonly raw: string;
  /** Empty: nothing stands there. */
  readonly before: readonly Literal[];
  readonly after: readonly Literal[];
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** How many marks that folding drops stand right before and behind it: `**{{name}}**`. */
  readonly marks: readonly [before: number, after: number];
}

/**
 * What the variables of a version were filled with in a system text. A value is what stands between the text before its hole and the text
 * behind it; where neither is enough to go by, it stays unknown. Holes are taken in order, each behind the one before. `room`: the stretch
 * of the folded text up to the prompts around this one, for holes at its very beginning or end. `longest`: characters of a value.
 */
export function recoverVariables(
  version: KnownVersion,
  text: FoldedText,
  room: Range,
  longest = maxValueLength,
): Record<string, string> {
  const values = new Map<string, string>();
  let cursor = 0;
  for (const hole of holesOf(version)) {
    const value = rangeOfValue(hole, text.text, cursor, room);
    if (!value) continue;
    cursor = value.end;
    const between = text.source.slice(text.sourceEnd(value.start), text.sourceAt(value.end));
    // Nothing says where a value begins that nothing stands before; it hardly begins lines before.
    const own = hole.before.length > 0 ? between : between.slice(between.trimEnd().lastIndexOf("\n") + 1);
    const raw = withoutMarks(own, hole.marks);
    if (raw === hole.raw || values.has(hole.name) || values.size >= maxVariables) continue;
    values.set(hole.name, raw.slice(0, longest));
  }
  return Object.fromEntries(values);
}

function rangeOfValue(hole: Hole, folded: string, cursor: number, room: Range): Range | undefined {
  if (hole.before.length === 0)
    return hole.isFirst ? rangeFrom(hole, folded, room.start, room, 0) : undefined;
  for (const before of hole.before) {
    // The text before this hole may be the text behind the one before.
    for (const from of new Set([cursor, 0])) {
      const at = findLiteral(folded, before, from);
      const words = wordsIn(before.text);
      // A comma is everywhere: it counts right behind the value before alone.
      if (at < 0 || (words === 0 && (cursor === 0 || at !== cursor))) continue;
      const found = rangeFrom(hole, folded, at + before.text.length, room, words);
      if (found) return found;
    }
  }
  return undefined;
}

function rangeFrom(
  hole: Hole,
  folded: string,
  start: number,
  room: Range,
  before: number,
): Range | undefined {
  if (hole.after.length === 0)
    return hole.isLast && before >= minContext ? { start, end: Math.max(start, room.end) } : undefined;
  for (const after of hole.after) {
    if (before + wordsIn(after.text) < minContext) continue;
    const at = findLiteral(folded, after, start);
    if (at >= 0) return { start, end: at };
  }
  return undefined;
}

const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

const mark = "[*_`#>~\\\\\"'“”„‟«»‹›‘’]";
const marksBefore = new RegExp(`(?:${mark}|\\s)*$`);
const marksAfter = new RegExp(`^(?:${mark}|\\s)*`);
const marksIn = (text: string): number => text.replace(/\s/g, "").length;

/** Takes as many marks from the ends of a value as its template has around the hole: more of them are the value's own. */
function withoutMarks(value: string, [before, after]: Hole["marks"]): string {
  const start = new RegExp(`^(?:\\s*${mark}){0,${before}}`);
  const end = new RegExp(`(?:${mark}\\s*){0,${after}}$`);
  return value.trim().replace(start, "").replace(end, "").trim();
}

const holes = new WeakMap<KnownVersion, readonly Hole[]>();

function holesOf(version: KnownVersion): readonly Hole[] {
  let known = holes.get(version);
  if (!known) {
    known = systemTexts(version.document).flatMap(readHoles);
    holes.set(version, known);
  }
  return known;
}

function readHoles(text: string): Hole[] {
  const { pieces } = templatePieces(text);
  return pieces.flatMap((piece, index) => {
    if (piece.kind !== "hole") return [];
    const literal = (at: number): string => {
      const { kind, range } = pieces[at] ?? {};
      return kind === "literal" ? text.slice(range!.start, range!.end) : "";
    };
    const [before, after] = [literal(index - 1), literal(index + 1)];
    return {
      name: piece.name,
      raw: text.slice(piece.range.start, piece.range.end),
      before: contexts(before, (length) => before.slice(-length).replace(/^\S*\s/, "")).map((part) => ({
        text: foldForContainment(part),
        startsWord: part !== before || index === 1 || /^\s/.test(before),
        endsWord: /\s$/.test(before),
      })),
      after: contexts(after, (length) => after.slice(0, length).replace(/\s\S*$/, "")).map((part) => ({
        text: foldForContainment(part),
        startsWord: /^\s/.test(after),
        endsWord: part !== after || index === pieces.length - 2 || /\s$/.test(after),
      })),
      isFirst: foldForContainment(text.slice(0, piece.range.start)) === "",
      isLast: foldForContainment(text.slice(piece.range.end)) === "",
      marks: [
        marksIn(marksBefore.exec(before.slice(-50))![0]),
        marksIn(marksAfter.exec(after.slice(0, 50))![0]),
      ],
    };
  });
}

/** A text whole where it is short, then ever less of it; what folds to nothing is no context. */
function contexts(whole: string, cut: (length: number) => string): string[] {
  const lengths = contextLengths.filter((length) => length < whole.length);
  const parts = [...(whole.length <= contextLengths[0]! ? [whole] : []), ...lengths.map(cut)];
  return parts.filter((part) => foldForContainment(part) !== "");
}
