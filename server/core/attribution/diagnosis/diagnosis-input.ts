import type { Instruction } from "../../prompt/index.ts";
import type { PlacedMark } from "../../store/index.ts";
import type { ExerciseModel } from "../exercise.ts";
import type { RequestPlace } from "../request-places.ts";
import type { CauseOpinion } from "./cause-opinions.ts";
import type { ConditionOpinion } from "./condition-opinions.ts";

/** A verdict, pass or fail, on a conversation or on one of its turns. `explanation`: of failing ones, as far as it was given. */
export interface JudgedSample {
  readonly evaluator: string;
  readonly conversationId: string;
  readonly turn?: number;
  readonly failed: boolean;
  readonly explanation?: string;
  readonly messageIndex?: number;
}

/** A conversation that the prompt spoke in. `version`, `missing`: which lines it held; `cluster`: what its samples are alike within. */
export interface DiagnosedConversation {
  readonly id: string;
  readonly version: string;
  readonly missing: ReadonlySet<string>;
  readonly cluster: string;
  readonly requests: readonly RequestPlace[];
  readonly marks: readonly PlacedMark[];
  /** Kinds of input that it is of, by name: tags, tools in use, values of variables. */
  readonly inputs?: readonly string[];
}

/** Stems by turn, one blank between them: what the agent was told, and what it said and did. */
export interface TurnWords {
  readonly conversationId: string;
  readonly index: number;
  readonly heard: string;
  readonly said: string;
}

/** Everything that the diagnosis of one prompt is made from. Samples and conversations in an order that does not depend on the store. */
export interface DiagnosisInput {
  readonly file: string;
  readonly name: string;
  /** The text as it is, and what others held that conversations used: keys of their lines. */
  readonly version: string;
  readonly instructions: readonly Instruction[];
  readonly keysOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly samples: readonly JudgedSample[];
  readonly conversations: readonly DiagnosedConversation[];
  readonly turns: readonly TurnWords[];
  readonly exercise: ExerciseModel;
  /** By evaluator, the lines that it was said to test. */
  readonly covers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Evaluators that are a rule: what they test is what it says, and nothing else. */
  readonly rules?: ReadonlySet<string>;
  /** By evaluator, what it says that it tests, in words; absent where it says nothing. */
  readonly criteria?: ReadonlyMap<string, string>;
  /** Names of behaviors by id: those that may lack a line. */
  readonly behaviors: ReadonlyMap<string, string>;
  /** What a chat model said where a person had it asked. */
  readonly opinions?: Opinions;
}

/** Answers of one model about one version of a prompt. */
export interface Opinions {
  /** What people call it. */
  readonly model: string;
  readonly conditions: readonly ConditionOpinion[];
  readonly causes: readonly CauseOpinion[];
}
