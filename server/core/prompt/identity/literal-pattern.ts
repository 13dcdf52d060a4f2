import { foldForContainment, isInsideWord } from "./folded-text.ts";
import { branchOf, templatePieces } from "./template-pieces.ts";

/** A folded stretch that must stand in a text. At an end that is bound it must not stand inside a word: "be" is not in "number". */
export interface Literal {
  readonly text: string;
  readonly startsWord: boolean;
  readonly endsWord: boolean;
}

/** What of an instruction is rendered as it stands: its stretches in order, with variables, loops and conditions between them. */
export interface LiteralPattern {
  readonly literals: readonly Literal[];
  /** Characters of the literals. */
  readonly length: number;
}

/** Longest text that a variable may have inside an instruction, in characters. */
const gap = 2_000;
/** A first literal that stands in more places than these is no evidence. */
const placesTried = 200;

/**
 * Reads the pattern of a text. What stands in a condition or loop inside of it may be missing, so it is not looked for; a text that is
 * wholly inside one is looked for as if it were not.
 */
export function literalPattern(text: string): LiteralPattern {
  const { pieces, branches } = templatePieces(text);
  const found = pieces.flatMap((piece) => {
    if (piece.kind !== "literal") return [];
    const raw = text.slice(piece.range.start, piece.range.end);
    const literal = foldForContainment(raw);
    if (literal === "") return [];
    return {
      // A variable may be rendered right up to the literal: "{{count}}st".
      literal: {
        text: literal,
        startsWord: piece.range.start === 0 || /^\s/.test(raw),
        endsWord: piece.range.end === text.length || /\s$/.test(raw),
      },
      isCertain: branchOf(branches, piece.range) === undefined,
    };
  });
  const certain = found.filter(({ isCertain }) => isCertain);
  const literals = (certain.length > 0 ? certain : found).map(({ literal }) => literal);
  return { literals, length: literals.reduce((sum, one) => sum + one.text.length, 0) };
}

/** Whether a literal stands at a place of a folded text. */
export const standsAt = (folded: string, { text, startsWord, endsWord }: Literal, at: number): boolean =>
  at >= 0 &&
  folded.startsWith(text, at) &&
  !(startsWord && isInsideWord(folded, at)) &&
  !(endsWord && isInsideWord(folded, at + text.length));

/**
 * Where a pattern stands in a folded text, as start and end in turns: its literals in order, each within `gap` characters of the one
 * before. The first may stand in several places; each is tried.
 */
export function placesOf(folded: string, { literals }: LiteralPattern): number[] {
  const places: number[] = [];
  const [first, ...others] = literals;
  if (!first) return places;
  const rest = others.map((literal) => ({ literal, at: 0 }));
  let tried = 0;
  for (let at = findLiteral(folded, first, 0); at >= 0; at = findLiteral(folded, first, at + 1)) {
    if (++tried > placesTried) break;
    const end = follows(folded, at + first.text.length, rest);
    if (end >= 0) places.push(at, end);
  }
  return places;
}

/** A literal, and where it was last found. It is looked for from ever farther on, so that no stretch is read twice. */
interface Sought {
  readonly literal: Literal;
  at: number;
}

function follows(folded: string, start: number, rest: readonly Sought[]): number {
  let end = start;
  for (const sought of rest) {
    if (sought.at >= 0 && sought.at < end) sought.at = findLiteral(folded, sought.literal, end);
    if (sought.at < 0 || sought.at - end > gap) return -1;
    end = sought.at + sought.literal.text.length;
  }
  return end;
}

/** The first place from `from` on where a literal stands in a folded text; -1 where there is none. */
export function findLiteral(folded: string, literal: Literal, from: number): number {
  for (let at = folded.indexOf(literal.text, from); at >= 0; at = folded.indexOf(literal.text, at + 1))
    if (standsAt(folded, literal, at)) return at;
  return -1;
}
