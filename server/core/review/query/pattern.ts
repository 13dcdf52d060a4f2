/**
 * A text to compare with, whatever its case: the pieces between the `*`, in lower case. One piece = the whole text; an empty first or
 * last piece = anything may stand there.
 */
export interface Pattern {
  readonly pieces: readonly string[];
}

export const exactly = (text: string): Pattern => ({ pieces: [text.toLowerCase()] });
export const containing = ({ pieces }: Pattern): Pattern => ({ pieces: simplified(["", ...pieces, ""]) });

export const patternOf = (pieces: readonly string[]): Pattern => ({
  pieces: simplified(pieces.map((piece) => piece.toLowerCase())),
});

/** Two stars beside each other are one. */
const simplified = (pieces: readonly string[]): string[] =>
  pieces.filter((piece, i) => piece !== "" || i === 0 || i === pieces.length - 1);

/** The text where there is no star. */
export const exactText = ({ pieces }: Pattern): string | undefined =>
  pieces.length === 1 ? pieces[0] : undefined;

/** In time proportional to the text for each piece: nothing of a pattern can make it slow. */
export function matchesPattern({ pieces }: Pattern, value: string): boolean {
  const text = value.toLowerCase();
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
