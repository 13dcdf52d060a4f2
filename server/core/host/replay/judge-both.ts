import { type EvaluationServices, type Evaluator, evaluate, samplesOf } from "../../evaluators/index.ts";
import {
  type Captured,
  type Evaluation,
  evaluationId,
  type Sample,
  type WholeConversation,
} from "../../store/index.ts";
import type { FreshRun } from "./run-again.ts";

export interface Judging {
  readonly evaluators: readonly Evaluator[];
  readonly services: EvaluationServices;
  readonly variables: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Evaluations of the recording: those that are stored, and of what nobody has judged, made now and kept by nobody. */
export async function judgeRecorded(
  { conversation, messages, spans }: WholeConversation,
  stored: readonly Evaluation[],
  judging: Judging,
): Promise<Evaluation[]> {
  const known = new Map(stored.map((one) => [evaluationId(one.evaluatorKey, one.sampleId), one]));
  const samples = samplesOf(conversation.id, messages, conversation).map((one) => ({
    ...one,
    vars: one.vars ?? judging.variables,
    spans,
  }));
  return judgeAll(samples, judging, (evaluator, sample) => known.get(evaluationId(evaluator.key, sample.id)));
}

/**
 * The same of the fresh run. A sample that is not whole, and the whole conversation where it did not go to its end, is unknown for the
 * reason that it ended by.
 */
export async function judgeFresh(
  { conversation, spans }: Captured,
  { messages, whole, end, reason = "" }: FreshRun,
  judging: Judging,
): Promise<Evaluation[]> {
  const samples = samplesOf(conversation.id, messages, conversation).map((one) => ({
    ...one,
    vars: one.vars ?? judging.variables,
    spans,
  }));
  const isCut = ({ scope, to }: Sample): boolean =>
    (scope === "conversation" && end !== "complete") || (scope === "turn" && to > whole);
  return judgeAll(samples, judging, (evaluator, sample) =>
    isCut(sample)
      ? {
          evaluator: evaluator.name,
          evaluatorKey: evaluator.key,
          sampleId: sample.id,
          conversationId: sample.conversationId,
          label: "unknown",
          explanation: `The replay did not go to its end. ${reason}`,
        }
      : undefined,
  );
}

async function judgeAll(
  samples: readonly Sample[],
  { evaluators, services, signal }: Judging,
  known: (evaluator: Evaluator, sample: Sample) => Evaluation | undefined,
): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  for (const sample of samples)
    for (const evaluator of evaluators)
      if (evaluator.scope === sample.scope)
        evaluations.push(known(evaluator, sample) ?? (await evaluate(evaluator, sample, services, signal)));
  return evaluations;
}
