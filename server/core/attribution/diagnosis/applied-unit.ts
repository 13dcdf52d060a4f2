import type { DiagnosedConversation } from "./diagnosis-input.ts";

/** A unit that nothing was fitted on: what the agent was told and said there by the numbers of words, and how far conditions are met. */
export interface AppliedUnit {
  readonly conversation: DiagnosedConversation;
  readonly turn?: number;
  readonly heard: ReadonlySet<number>;
  readonly said: ReadonlySet<number>;
  /** As `ExerciseModel.match`. */
  readonly match: (triggers: readonly string[]) => number | undefined;
}

/** The same with what it puts to work and shows of each line. */
export interface ExposedUnit extends AppliedUnit {
  readonly lines: readonly UnitExposure[];
}

export interface UnitExposure {
  readonly exercised: number;
  readonly holds: boolean;
  /** Absent where answers cannot show the line. */
  readonly shown?: number;
}
