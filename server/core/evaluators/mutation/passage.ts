import type { Random } from "../../base/index.ts";
import { DEFAULT_DEADLINE_MS, underDeadline } from "../deadline.ts";
import { exampleOf } from "./pattern-example.ts";

export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A text or pattern that an evaluator looks for. */
export interface Passage {
  /** Where it stands in a text, in order. */
  readonly places: (text: string) => readonly Place[];
  /** A text that holds it; undefined where none could be made. */
  readonly example: (random: Random) => string | undefined;
  readonly ignoresCase: boolean;
  /** The text itself, where it is one. */
  readonly literal?: string;
}

const mostPlaces = 200;

export function literalPassage(literal: string, ignoresCase = false): Passage {
  const fold = (text: string): string => (ignoresCase ? text.toLowerCase() : text);
  const wanted = fold(literal);
  return {
    literal,
    ignoresCase,
    example: () => literal,
    places: (text) => {
      const folded = fold(text);
      const places: Place[] = [];
      for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
        places.push({ start: at, end: at + wanted.length });
        if (places.length === mostPlaces) break;
      }
      return places;
    },
  };
}

/** At the beginning of the text only. */
export function openingPassage(literal: string, ignoresCase = false): Passage {
  const passage = literalPassage(literal, ignoresCase);
  return {
    ...passage,
    places: (text) => passage.places(text.slice(0, literal.length)),
  };
}

/** At the end of the text only. */
export function closingPassage(literal: string, ignoresCase = false): Passage {
  const passage = literalPassage(literal, ignoresCase);
  return {
    ...passage,
    places: (text) => {
      const from = text.length - literal.length;
      if (from < 0) return [];
      return passage
        .places(text.slice(from))
        .map(({ start, end }) => ({ start: start + from, end: end + from }));
    },
  };
}

/** All of several, wherever each stands. */
export function jointPassage(passages: readonly Passage[]): Passage {
  const literals = passages.map(({ literal }) => literal);
  return {
    ...(literals.every((one) => one !== undefined) && { literal: literals.join(" ") }),
    ignoresCase: passages.every(({ ignoresCase }) => ignoresCase),
    example: (random) => {
      const examples = passages.map(({ example }) => example(random));
      return examples.every((one) => one !== undefined) ? examples.join(" ") : undefined;
    },
    places: (text) => {
      const places = passages.map((passage) => passage.places(text));
      return places.every(({ length }) => length > 0) ? places.flat() : [];
    },
  };
}

/** The whole text. */
export function wholePassage(literal: string): Passage {
  return {
    ...literalPassage(literal),
    places: (text) => (text === literal ? [{ start: 0, end: literal.length }] : []),
  };
}

/** A pattern that does not compile, or runs away on a text, is found nowhere. */
export function patternPassage(source: string, flags = ""): Passage {
  const pattern = compiled(source, `${flags.replace(/[gy]/g, "")}g`);
  return {
    ignoresCase: flags.includes("i"),
    example: (random) => {
      const example = exampleOf(source, flags, random);
      return example !== undefined && findAll(pattern, example).length > 0 ? example : undefined;
    },
    places: (text) => findAll(pattern, text),
  };
}

function findAll(pattern: RegExp | undefined, text: string): readonly Place[] {
  if (!pattern) return [];
  const found = underDeadline(
    () =>
      [...text.matchAll(pattern)]
        .slice(0, mostPlaces)
        .map(({ index, 0: match }) => ({ start: index, end: index + match.length })),
    DEFAULT_DEADLINE_MS,
  );
  return "value" in found ? found.value : [];
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Whether a text meets every group. */
export const isMet = (required: readonly (readonly Passage[])[], text: string): boolean =>
  required.every((group) => group.some((passage) => passage.places(text).length > 0));
