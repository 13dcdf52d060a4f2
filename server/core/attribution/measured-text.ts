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
/** The same for a lone line that stands where a lone line stood. */
const traceOfLikeness = 0.15;

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
  const texts = new Map(document.instructions.map(({ key, text }) => [key, text]));
  const added = now.filter((key) => !isMeasured(key));
  const removed = base.filter((key) => !present.has(key) && known.has(key));
  const candidates = added.flatMap((to) =>
    removed.map((from): Pair => ({ to, from, alike: alike(texts.get(to)!, known.get(from)!.text) })),
  );
  take(
    candidates.filter((one) => one.alike >= likeness),
    known,
    changed,
  );
  // What is left: a lone line that stands where a lone line stood is that line re-written, if anything of it remained.
  const replaced = new Set(loneReplacements(base, now));
  take(
    candidates.filter((one) => one.alike >= traceOfLikeness && replaced.has(`${one.from} ${one.to}`)),
    known,
    changed,
  );
  return changed;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly alike: number;
}

/** Takes pairs, the most alike first; each line is used once. */
function take(
  pairs: readonly Pair[],
  known: ReadonlyMap<string, InstructionFigures>,
  changed: Map<string, InstructionFigures>,
): void {
  const used = new Set([...changed.values()].map(({ key }) => key));
  for (const { to, from } of [...pairs].sort((a, b) => b.alike - a.alike)) {
    if (changed.has(to) || used.has(from)) continue;
    changed.set(to, known.get(from)!);
    used.add(from);
  }
}

/** Stretches of one key that a diff replaces by a stretch of one key, as `from to`. */
function loneReplacements(base: readonly string[], now: readonly string[]): string[] {
  const parts = diffArrays([...base], [...now]);
  return parts.flatMap((part, index) => {
    const next = parts[index + 1];
    const isLone = part.removed && next?.added && part.value.length === 1 && next.value.length === 1;
    return isLone ? [`${part.value[0]} ${next.value[0]}`] : [];
  });
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

/** Dice's coefficient over words. */
export function alike(a: string, b: string): number {
  const left = new Set(a.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const right = new Set(b.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
