import type { Hunk, Texts } from "./edits/index.ts";

/** What a cycle is to mend. */
export interface ImproveTarget {
  readonly kind: "behavior" | "evaluator";
  /** Of a behavior its id, of an evaluator its name. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

/** k of n cases pass; a case passes where most of its trials do. */
export interface PassCounts {
  readonly pass: number;
  readonly n: number;
}

/** What became of a rate, over the same cases with both texts. */
export interface SuggestedEffect {
  readonly kind: "behavior" | "evaluator";
  readonly id: string;
  readonly name: string;
  readonly before: PassCounts;
  readonly after: PassCounts;
}

/**
 * Hunk of one file. `worth`: mean progress of the cases that it was tried on, `alone` where nothing else was changed with it; else its share of
 * what was.
 */
export interface SuggestedHunk extends Hunk {
  /** Relative to the workspace. */
  readonly file: string;
  readonly worth?: { readonly effect: number; readonly cases: number; readonly alone: boolean };
}

/** Something that a guard asks a second explicit yes for. */
export interface SuggestionFlag {
  readonly rule: string;
  /** A sentence. */
  readonly message: string;
  /** Hunk that it is about; absent = the whole. */
  readonly hunk?: string;
}

/** A case whose outcome changed, by the conversation that it was made of. */
export interface ChangedCase {
  readonly case: string;
  readonly conversationId?: string;
  readonly behavior?: string;
  readonly evaluators: readonly string[];
}

/** How much looking it took. */
export interface SuggestionCost {
  readonly calls: number;
  readonly reflections: number;
  readonly candidates: number;
  /** US dollars, as far as prices are known. */
  readonly usd?: number;
}

/** Edits to a prompt with their evidence. Nothing of it changes after it was made; what becomes of it is told by decisions and the text. */
export interface Suggestion {
  readonly id: string;
  readonly cycle: string;
  readonly atMs: number;
  readonly target: ImproveTarget;
  /** The prompt: its name, its file relative to the workspace, and the version that it was made for. */
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  /** Texts that the hunks are of, by file. */
  readonly base: Texts;
  readonly hunks: readonly SuggestedHunk[];
  /** What was found wrong, in the words of who proposed it. */
  readonly analysis: string;
  readonly effects: readonly SuggestedEffect[];
  readonly fixed: readonly ChangedCase[];
  readonly broken: readonly ChangedCase[];
  /** Cases that the gate compared, their trials, and the chance at most that a text that breaks something passes. */
  readonly gate: { readonly cases: number; readonly trials: number; readonly errorRate: number };
  readonly flags: readonly SuggestionFlag[];
  readonly cost: SuggestionCost;
}

/** The effect on what it was made for; absent where it was not measured. */
export const mainEffect = ({ target, effects }: Suggestion): SuggestedEffect | undefined =>
  effects.find(({ kind, id }) => kind === target.kind && id === target.id);

/** "12/40 to 38/40, 0 of 212 broken". */
export function evidenceLine(suggestion: Suggestion): string {
  const effect = mainEffect(suggestion);
  const gain = effect
    ? `${effect.before.pass}/${effect.before.n} to ${effect.after.pass}/${effect.after.n}, `
    : "";
  return `${gain}${suggestion.broken.length} of ${suggestion.gate.cases} broken`;
}

export function hunksByFile(hunks: readonly SuggestedHunk[]): Map<string, SuggestedHunk[]> {
  const byFile = new Map<string, SuggestedHunk[]>();
  for (const hunk of hunks) byFile.set(hunk.file, [...(byFile.get(hunk.file) ?? []), hunk]);
  return byFile;
}
