import type { Assertion } from "../../evaluators/index.ts";
import type { InstructionKind } from "../../prompt/index.ts";
import type { Scope } from "../../store/index.ts";
import type { SeenTool } from "./seen-tools.ts";

/** What a pattern reads: an instruction, and the tools that its conversations called. */
export interface LineToCheck {
  /** Without emphasis, on one line; names of tools keep their underscores. */
  readonly text: string;
  readonly kind: InstructionKind;
  readonly triggers: readonly string[];
  /** Titles of the sections it stands in, outermost first. */
  readonly section: readonly string[];
  readonly tools: readonly SeenTool[];
}

/** An evaluator that tests a line, as a pattern reads it off the text. */
export interface ProposedCheck {
  /** The pattern that read it. */
  readonly pattern: string;
  /** A name that says what it tests, in kebab-case. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly scope: Scope;
  readonly when?: readonly Assertion[];
  readonly assert: readonly Assertion[];
}

/** One way to read a check off a line. It gives nothing where the line says no such thing, rather than guess. */
export interface CheckPattern {
  readonly name: string;
  /** What it reads, for the documentation. */
  readonly doc: string;
  readonly propose: (line: LineToCheck) => readonly Omit<ProposedCheck, "pattern">[];
}

/** A name of at most six words. */
export const nameFrom = (...words: readonly string[]): string =>
  words
    .join(" ")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ")
    .slice(0, 6)
    .join("-");

const numberWords = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** Matches a number in figures or, up to twelve, in words. */
export const numberPattern = `(?:\\d{1,3}(?:,\\d{3})+|\\d{1,6}|${numberWords.join("|")}|an?(?= single\\b))`;

export function numberOf(text: string): number {
  const word = numberWords.indexOf(text.toLowerCase());
  return word >= 0 ? word : /^an?$/i.test(text) ? 1 : Number(text.replaceAll(",", ""));
}

/** What a line forbids by its verb: "never", "do not", "must not", "avoid", "no …". */
export const forbids = (text: string): boolean =>
  /\b(?:never|(?:do|does|must|should|may|can|shall|will) not|don't|doesn't|mustn't|shouldn't|can't|cannot|avoid|refrain from|without|no longer)\b|^no\b/i.test(
    text,
  );
