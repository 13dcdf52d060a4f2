import { foldForContainment, templatePieces } from "../../prompt/index.ts";

/** A prompt's text with its variables filled in, and the names of those that nobody knows a value of: they stand as they are written. */
export interface Rendered {
  readonly text: string;
  readonly unfilled: readonly string[];
}

/**
 * Fills a template in without its engine, which a conversation does not name. Variables are those that were recovered from it. Whether a
 * branch of a condition is rendered is told by the recorded text: it is where half of its lines stand there, and where the text had no such
 * branch (it is new) it is too.
 */
export function renderPrompt(
  template: string,
  variables: Readonly<Record<string, string>>,
  recorded: { readonly text: string; readonly template: string },
): Rendered {
  const { pieces, branches } = templatePieces(template);
  const seen = foldForContainment(recorded.text);
  const known = foldForContainment(recorded.template);
  const left = branches.filter(
    ({ range }) => !isRendered(template.slice(range.start, range.end), seen, known),
  );
  const unfilled = new Set<string>();
  const parts = pieces.map((piece) => {
    const { start, end } = piece.range;
    if (left.some(({ range }) => range.start <= start && end <= range.end)) return "";
    const written = template.slice(start, end);
    if (piece.kind === "literal") return written;
    if (piece.kind === "tag") return "";
    const value = variables[piece.name];
    if (value === undefined) unfilled.add(piece.name);
    return value ?? written;
  });
  return { text: parts.join(""), unfilled: [...unfilled] };
}

function isRendered(branch: string, seen: string, known: string): boolean {
  const lines = templatePieces(branch)
    .pieces.flatMap(({ kind, range }) =>
      kind === "literal" ? branch.slice(range.start, range.end).split("\n") : [],
    )
    .map(foldForContainment)
    .filter((line) => line.length > 2);
  const old = lines.filter((line) => known.includes(line));
  return old.length === 0 || 2 * old.filter((line) => seen.includes(line)).length >= old.length;
}
