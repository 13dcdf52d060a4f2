import type { JsonSchema } from "../check-type.ts";

/** A text that others wrote, and what it is in our words. */
export interface Shown {
  readonly label: string;
  readonly text: string;
}

/**
 * How an answer looks and is read. `guide` tells a model of the fields, one line each, the reasons before what follows from them.
 * `controls` are questions of ours whose answers are known: one that whoever passes everything gets wrong, one that whoever fails
 * everything does.
 */
export interface AnswerForm<A> {
  readonly name: string;
  /** Raise with every change of what is asked: answers to other questions are other answers. */
  readonly version: number;
  readonly task: string;
  readonly guide: string;
  readonly fields: Readonly<Record<string, JsonSchema>>;
  /** A usable answer of these fields; undefined where it is none. */
  readonly read: (fields: Readonly<Record<string, unknown>>) => A | undefined;
  readonly controls: readonly Control<A>[];
}

export interface Control<A> {
  readonly criterion: string;
  readonly shown: readonly Shown[];
  readonly isRight: (answer: A) => boolean;
}

/** One question about one sample. `criterion` is of the configuration, and the only instruction; what is captured goes into `shown`. */
export interface JudgeQuestion<A> {
  readonly form: AnswerForm<A>;
  readonly criterion: string;
  readonly shown: readonly Shown[];
}

export interface AskedFor {
  readonly conversationId: string;
  /** An entry of `models:`; absent = the one that judges. */
  readonly provider?: string | undefined;
  /** Which of several times it is asked, from 0: each has an answer of its own. */
  readonly trial?: number;
  /** `false`: the answer is not kept. It is about words of several conversations, and would be erased with one of them alone. */
  readonly keeps?: false;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An answer, whose it is and what it cost now (0 where it was kept from before); or why there is none. `isPutOff`: for now alone, because
 * of a limit or of an endpoint that is down.
 */
export type JudgeReply<A> =
  | { readonly answer: A; readonly model: string; readonly costUsd?: number }
  | { readonly refused: string; readonly costUsd?: number; readonly isPutOff?: true };

/** What was asked of one model in one evaluation. */
export interface JudgeTally {
  readonly model: string;
  readonly origin: string;
  /** Calls that were made, answers that were kept from before, questions that were put off. */
  readonly calls: number;
  readonly kept: number;
  readonly unasked: number;
  /** US dollars, where the model's price is known; of calls whose tokens nobody counted, about what they may have cost. */
  readonly costUsd?: number;
  /** Why it was asked no more. */
  readonly stopped?: string;
  /** Code of the error that says so, where one does. */
  readonly stoppedBy?: string;
}

/** What calls to one model took, of its limits. */
export interface Spent {
  readonly calls: number;
  /** US dollars, where the model's price is known. */
  readonly usd: number;
}

/** Limits that hold over several evaluations: what earlier ones took of them, by entry of `models:`, and who is told of each call. */
export interface Spending {
  before(name: string): Spent;
  /** What is spent by now, what came before included; of calls on their way what they may cost. */
  note(name: string, spent: Spent): void;
}

/**
 * Who asks models for verdicts. It keeps to limits of calls, money and pace, keeps what was answered, and never throws but the signal's
 * reason: what cannot be had is `refused` with a sentence.
 */
export interface Judge {
  ask<A>(question: JudgeQuestion<A>, asked: AskedFor): Promise<JudgeReply<A>>;
  /** Vectors of length 1 by the configured embedder. */
  embed(
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Float32Array[] | { readonly refused: string }>;
  tallies(): readonly JudgeTally[];
  close(): Promise<void>;
}
