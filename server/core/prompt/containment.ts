import type { Instruction } from "./prompt-document.ts";
import { literalsOf } from "./references.ts";
import { foldText } from "./version.ts";

/** How much of a prompt a system text holds: `share` in 0..1 by characters, and the keys of the instructions that are not in it. */
export interface Containment {
  readonly share: number;
  readonly matchedLength: number;
  readonly missing: readonly string[];
}

/** A system text made ready for many containment questions. Markup is dropped because templates re-wrap and re-mark what they include. */
export const foldForContainment = (text: string): string =>
  foldText(text.replace(/[*_`#>]+/g, "")).toLowerCase();

/**
 * Looks for a prompt's instructions in a system text (folded by `foldForContainment`). Variables may have been rendered: an
 * instruction is in the text when its literal stretches occur in order, each within `gap` characters of the one before.
 */
export function containmentOf(instructions: readonly Instruction[], foldedSystem: string): Containment {
  let total = 0;
  let matchedLength = 0;
  const missing: string[] = [];
  for (const { key, text } of instructions) {
    const literals = foldedLiterals(text);
    const length = literals.reduce((sum, literal) => sum + literal.length, 0);
    total += length;
    if (holdsInOrder(foldedSystem, literals)) matchedLength += length;
    else missing.push(key);
  }
  return { share: total === 0 ? 0 : matchedLength / total, matchedLength, missing };
}

/** Longest text a rendered variable may have, in characters. */
const gap = 2_000;

const memo = new Map<string, readonly string[]>();

/** Instructions recur over thousands of system texts; their literals are worth keeping. */
function foldedLiterals(text: string): readonly string[] {
  let literals = memo.get(text);
  if (!literals) {
    literals = literalsOf(text)
      .map(foldForContainment)
      .filter((literal) => literal.length > 0);
    if (memo.size > 20_000) memo.clear();
    memo.set(text, literals);
  }
  return literals;
}

/** The first literal may stand in several places; each is tried. */
function holdsInOrder(system: string, literals: readonly string[]): boolean {
  const [first, ...rest] = literals;
  if (first === undefined) return true;
  for (let at = findWhole(system, first, 0); at >= 0; at = findWhole(system, first, at + 1))
    if (follows(system, at + first.length, rest)) return true;
  return false;
}

/** Where a stretch stands as whole words: "be" is not in "number". */
function findWhole(system: string, literal: string, from: number): number {
  for (let at = system.indexOf(literal, from); at >= 0; at = system.indexOf(literal, at + 1)) {
    const end = at + literal.length;
    const cutsBefore = isWordAt(system, at - 1) && isWordAt(literal, 0);
    const cutsAfter = isWordAt(system, end) && isWordAt(literal, literal.length - 1);
    if (!cutsBefore && !cutsAfter) return at;
  }
  return -1;
}

const isWordAt = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? "");

function follows(system: string, from: number, literals: readonly string[]): boolean {
  let at = from;
  for (const literal of literals) {
    // A variable may be rendered right up to the literal: "{{count}}st".
    const next = system.indexOf(literal, at);
    if (next < 0 || next - at > gap) return false;
    at = next + literal.length;
  }
  return true;
}
