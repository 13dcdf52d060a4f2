import { diffArrays } from "diff";
import { indexBy } from "../base/index.ts";
import type { Instruction, PromptDocument } from "../prompt/index.ts";
import type { InstructionFigures, PromptFigures } from "./figures.ts";

/** What is known about one instruction of the text as it stands: figures of its own, figures of what it was, or none. */
export interface MeasuredInstruction {
  readonly instruction: Instruction;
  /** Figures of exactly this text. */
  readonly figures?: InstructionFigures;
  /** Figures of the text that stood here before the change: shown as stale, never as this text's own. */
  readonly stale?: InstructionFigures;
}

/** Shared words, 0..1, from which on a changed line counts as the same line re-worded. */
const likeness = 0.4;

/**
 * Lays figures over a text that may have been edited since. Equal text keeps its figures wherever it moved; a changed line is found by
 * a diff against the nearest measured version. Takes a millisecond or two for some hundred instructions: it runs on every keystroke.
 */
export function measure(document: PromptDocument, figures: PromptFigures | undefined): MeasuredInstruction[] {
  if (!figures) return document.instructions.map((instruction) => ({ instruction }));
  const known = indexBy(figures.instructions, (one) => one.key);
  const measuredKeys = new Set(
    figures.versions.filter(({ conversations }) => conversations > 0).flatMap(({ keys }) => keys),
  );
  const isMeasured = (key: string): boolean => measuredKeys.has(key);
  const changed = document.instructions.some(({ key }) => !isMeasured(key))
    ? changedFrom(document, figures, known, isMeasured)
    : new Map<string, InstructionFigures>();
  return document.instructions.map((instruction) => {
    const own = isMeasured(instruction.key) ? known.get(instruction.key) : undefined;
    const before = own ? undefined : changed.get(instruction.key);
    return { instruction, ...(own && { figures: own }), ...(before && { stale: before }) };
  });
}

/** For every unmeasured instruction the one it replaced, by key. */
function changedFrom(
  document: PromptDocument,
  figures: PromptFigures,
  known: ReadonlyMap<string, InstructionFigures>,
  isMeasured: (key: string) => boolean,
): Map<string, InstructionFigures> {
  const now = document.instructions.map(({ key }) => key);
  const base = nearestVersion(now, figures);
  const changed = new Map<string, InstructionFigures>();
  if (!base) return changed;
  const present = new Set(now);
  const texts = indexBy(document.instructions, ({ key }) => key);
  let removed: string[] = [];
  for (const part of diffArrays([...base], now)) {
    if (part.removed) removed = part.value.filter((key) => !present.has(key));
    else if (part.added)
      pair(
        part.value.filter((key) => !isMeasured(key)),
        removed,
        texts,
        known,
        changed,
      );
    if (!part.removed) removed = [];
  }
  return changed;
}

/** The measured version that shares most instructions with the text; the newest of equals. */
function nearestVersion(now: readonly string[], figures: PromptFigures): readonly string[] | undefined {
  const present = new Set(now);
  let best: readonly string[] | undefined;
  let most = -1;
  for (const { keys, conversations } of figures.versions) {
    const shared = conversations > 0 ? keys.filter((key) => present.has(key)).length : -1;
    if (shared > most) [best, most] = [keys, shared];
  }
  return best;
}

/** Pairs the lines of one changed stretch: the most alike first; a lone line replaced by a lone line is that line changed. */
function pair(
  added: readonly string[],
  removed: readonly string[],
  texts: ReadonlyMap<string, Instruction>,
  known: ReadonlyMap<string, InstructionFigures>,
  changed: Map<string, InstructionFigures>,
): void {
  const candidates = added
    .flatMap((to) =>
      removed.flatMap((from) =>
        known.has(from) ? [{ to, from, alike: alike(texts.get(to)!.text, known.get(from)!.text) }] : [],
      ),
    )
    .filter(({ alike: score }) => score >= likeness || (added.length === 1 && removed.length === 1))
    .sort((a, b) => b.alike - a.alike);
  const used = new Set<string>();
  for (const { to, from } of candidates) {
    if (changed.has(to) || used.has(from)) continue;
    changed.set(to, known.get(from)!);
    used.add(from);
  }
}

/** Dice's coefficient over words. */
function alike(a: string, b: string): number {
  const left = new Set(a.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const right = new Set(b.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
