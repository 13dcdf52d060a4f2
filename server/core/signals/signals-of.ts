import type { Message, Signal, SignalKind } from "../store/index.ts";
import { asksAgain } from "./asks-again.ts";
import { evidenceFrom } from "./evidence.ts";
import { handOver } from "./hand-over.ts";
import { noAnswer } from "./no-answer.ts";
import { outputEdited } from "./output-edited.ts";
import { type Reading, readingOf } from "./reading.ts";
import { toolError } from "./tool-error.ts";
import { toolRetry } from "./tool-retry.ts";
import { userAccepts } from "./user-accepts.ts";
import { userCorrects } from "./user-corrects.ts";
import { userGivesUp } from "./user-gives-up.ts";
import { userRephrases } from "./user-rephrases.ts";

/** Where a rule found its kind of signal. `quoted` is the text that shows it, `at` the offset in it that matters. */
export interface Found {
  readonly messageIndex: number;
  readonly quoted: string;
  readonly at?: number;
}

export type Rule = (reading: Reading) => readonly Found[];

/** The order is the order of signals at one message. */
const rules: Readonly<Record<SignalKind, Rule>> = {
  "tool-error": toolError,
  "tool-retry": toolRetry,
  "asks-again": asksAgain,
  "user-corrects": userCorrects,
  "user-rephrases": userRephrases,
  "output-edited": outputEdited,
  "user-gives-up": userGivesUp,
  "hand-over": handOver,
  "user-accepts": userAccepts,
  "no-answer": noAnswer,
};

const inOrder = Object.entries(rules) as readonly (readonly [SignalKind, Rule])[];

/** A run that fails ten thousand times says no more than one that fails a hundred times. */
const MAX_OF_A_KIND = 100;

/** All signals of a conversation in the order of its messages, at most one of a kind for each message. */
export function signalsOf(messages: readonly Message[]): Signal[] {
  const reading = readingOf(messages);
  return inOrder
    .flatMap(([kind, rule]) => {
      const all = rule(reading);
      if (all.length === 0) return [];
      const first = new Map<number, Found>();
      for (const found of all) if (!first.has(found.messageIndex)) first.set(found.messageIndex, found);
      return [...first.values()].slice(0, MAX_OF_A_KIND).map(
        ({ messageIndex, quoted, at }): Signal => ({
          kind,
          messageIndex,
          evidence: evidenceFrom(quoted, at),
        }),
      );
    })
    .sort((a, b) => a.messageIndex - b.messageIndex);
}
