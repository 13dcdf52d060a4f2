import { clockIn, type ExerciseEvidence, exerciseEvidence, exerciseThreshold } from "../attribution/index.ts";
import { type Captured, messagesFromSpans, type Store } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";
import { capturedIn } from "./captured-in.ts";

/** Conditions of a line of a prompt's file, as the text that was measured has them. */
export interface ConditionQuery {
  readonly file: string;
  readonly triggers: readonly string[];
}

/** A conversation that put a line to work, and by what: captured text, cut to a line each. */
export interface ConditionMet {
  readonly conversationId: string;
  readonly evidence: readonly ExerciseEvidence[];
}

/** Conversations that are told, and those that are read for them: one that is merely like others that met it shows no words. */
const mostTold = 2;
const mostRead = 6;

/** Where the conditions of a line were met, most fully and latest first. Reads a few conversations, however many there are. */
export async function conditionEvidence(
  store: Store,
  { input }: Built,
  { file, triggers }: ConditionQuery,
): Promise<ConditionMet[]> {
  if (triggers.length === 0) return [];
  const lastMs = new Map(input.conversations.map(({ id, endMs = 0 }) => [id, endMs]));
  const ids = [...new Set((input.linked.get(file) ?? []).map(({ conversationId = "" }) => conversationId))];
  const met = ids
    .map((id) => ({ id, how: input.exercise.exercised(triggers, id), atMs: lastMs.get(id) ?? 0 }))
    .filter(({ how }) => how >= exerciseThreshold)
    .sort((a, b) => b.how - a.how || b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
    .slice(0, mostRead);
  const captured = await capturedIn(
    store,
    met.map(({ id }) => id),
  );
  return captured.flatMap((one) => metIn(one, triggers)).slice(0, mostTold);
}

/** By the same clock as when the conversation was read first: what its prompt was told, else when it ended. */
function metIn(
  { conversation, spans, traces, systemTexts }: Captured,
  triggers: readonly string[],
): ConditionMet[] {
  const messages = messagesFromSpans(spans);
  const told = traces.flatMap(({ systemHash = "" }) => clockIn(systemTexts[systemHash] ?? "") ?? [])[0];
  const nowMs = told ?? messages.findLast(({ atMs }) => atMs !== undefined)?.atMs;
  const evidence = exerciseEvidence(triggers, messages, nowMs);
  return evidence.length === 0 ? [] : [{ conversationId: conversation.id, evidence }];
}
