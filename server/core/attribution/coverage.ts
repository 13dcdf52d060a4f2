import type { MeasuredInstruction } from "./measured-text.ts";

/** What of a prompt is tested and used. Counts are instructions that direct; context and examples ask for no evaluator. */
export interface Coverage {
  readonly directives: number;
  /** Covered by an evaluator. */
  readonly tested: number;
  /** Put to work by at least one conversation. */
  readonly exercised: number;
  /** Keys of directives that no evaluator covers, and of those that no conversation put to work. */
  readonly untested: readonly string[];
  readonly neverExercised: readonly string[];
}

export const isDirectiveKind = (kind: string): boolean =>
  kind === "always" || kind === "conditional" || kind === "format";

export function coverageOf(measured: readonly MeasuredInstruction[]): Coverage {
  const directives = measured.filter(({ instruction }) => isDirectiveKind(instruction.kind));
  const untested = directives.filter(
    ({ figures, stale }) => ((figures ?? stale)?.evaluators.length ?? 0) === 0,
  );
  // A changed line has not been seen by anyone yet: it is neither exercised nor known to lie idle.
  const neverExercised = directives.filter(
    ({ figures }) => figures !== undefined && figures.held > 0 && figures.exercised === 0,
  );
  const exercised = directives.filter(({ figures }) => (figures?.exercised ?? 0) > 0);
  const keys = (list: readonly MeasuredInstruction[]): string[] =>
    list.map(({ instruction }) => instruction.key);
  return {
    directives: directives.length,
    tested: directives.length - untested.length,
    exercised: exercised.length,
    untested: keys(untested),
    neverExercised: keys(neverExercised),
  };
}
