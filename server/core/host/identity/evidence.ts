import {
  branchOf,
  canonicalText,
  type FoldedText,
  foldForContainment,
  systemTexts,
  templatePieces,
} from "../../prompt/index.ts";
import type { KnownVersion } from "./known-version.ts";

/**
 * What speaks for a version beside its instructions, the strongest first: its other lines (headings, data) less those that are not in the
 * text; its lines letter by letter; its whole text letter by letter. It decides between versions whose instructions are there alike.
 * `present` remembers which lines are in the text.
 */
export type Evidence = readonly [rest: number, verbatim: number, whole: number];

interface Line {
  readonly raw: string;
  readonly folded: string;
  /** It stands in a branch of a template, which may not have been rendered. */
  readonly isOptional: boolean;
}

export function evidenceFor(
  version: KnownVersion,
  text: FoldedText,
  present: Map<string, boolean>,
): Evidence {
  let rest = 0;
  let verbatim = 0;
  for (const { raw, folded, isOptional } of linesOf(version)) {
    let isThere = present.get(folded);
    if (isThere === undefined) {
      isThere = text.text.includes(folded);
      present.set(folded, isThere);
    }
    if (isThere) rest += folded.length;
    else if (!isOptional) rest -= folded.length;
    if (text.source.includes(raw)) verbatim += raw.length;
  }
  const canonical = canonicalText(text.source);
  const whole = systemTexts(version.document).some((own) => canonical.includes(canonicalText(own).trim()));
  return [rest, verbatim, whole ? 1 : 0];
}

export function compareEvidence(a: Evidence, b: Evidence): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

const lines = new WeakMap<KnownVersion, readonly Line[]>();

/** Lines without variables; those with some are compared as instructions. */
function linesOf(version: KnownVersion): readonly Line[] {
  let known = lines.get(version);
  if (!known) {
    known = systemTexts(version.document).flatMap(readLines);
    lines.set(version, known);
  }
  return known;
}

function readLines(text: string): Line[] {
  const { pieces, branches } = templatePieces(text);
  return pieces.flatMap((piece) => {
    if (piece.kind !== "literal") return [];
    let at = piece.range.start;
    return text
      .slice(piece.range.start, piece.range.end)
      .split("\n")
      .flatMap((line) => {
        const range = { start: at, end: at + line.length };
        at = range.end + 1;
        const folded = foldForContainment(line);
        if (folded.length < 3) return [];
        return { raw: line.trim(), folded, isOptional: branchOf(branches, range) !== undefined };
      });
  });
}

const readings = new WeakMap<KnownVersion, string>();

/** What a model reads of a version, folded; variables by whatever name are one. Two versions of one reading say the same. */
export function readingOf(version: KnownVersion): string {
  let known = readings.get(version);
  if (known === undefined) {
    known = systemTexts(version.document).map(reading).join("\n");
    readings.set(version, known);
  }
  return known;
}

function reading(text: string): string {
  return templatePieces(text)
    .pieces.map(({ kind, range }) =>
      kind === "hole"
        ? "{}"
        : kind === "literal"
          ? foldForContainment(text.slice(range.start, range.end))
          : `{${text.slice(range.start, range.end)}}`,
    )
    .join("|");
}
