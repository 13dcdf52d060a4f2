import {
  type EvaluationServices,
  type Evaluator,
  runEvaluators,
  type SampleMeta,
  samplesOf,
} from "../../evaluators/index.ts";
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
  readonly signal?: AbortSignal;
}

/**
 * Evaluations of the recording: those that are stored, and of what nobody has judged or a judge put off, made now and kept by nobody.
 * `meta`: what its samples are made with.
 */
export async function judgeRecorded(
  { conversation, messages }: WholeConversation,
  stored: readonly Evaluation[],
  meta: SampleMeta,
  judging: Judging,
): Promise<Evaluation[]> {
  const known = new Map(
    stored
      .filter(({ isPutOff }) => !isPutOff)
      .map((one) => [evaluationId(one.evaluatorKey, one.sampleId), one]),
  );
  return judgeAll(samplesOf(conversation.id, messages, meta), judging, (evaluator, sample) =>
    known.get(evaluationId(evaluator.key, sample.id)),
  );
}

/** Of the recording what is stored, and nothing else: for who asks about fresh answers alone. */
export function storedVerdicts(
  stored: readonly Evaluation[],
  evaluators: readonly Evaluator[],
): Evaluation[] {
  const keys = new Set(evaluators.map(({ key }) => key));
  return stored.filter(({ isPutOff, evaluatorKey }) => !isPutOff && keys.has(evaluatorKey));
}

/**
 * The same of the fresh run. A sample that is not whole, and the whole conversation where it did not go to its end, is unknown for the
 * reason that it ended by.
 */
export async function judgeFresh(
  { conversation, spans }: Captured,
  { messages, whole, end, reason = "" }: FreshRun,
  meta: SampleMeta,
  judging: Judging,
): Promise<Evaluation[]> {
  const samples = samplesOf(conversation.id, messages, { ...conversation, ...meta, spans });
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

/** In the order of samples and evaluators, what is known and what is judged now. */
async function judgeAll(
  samples: readonly Sample[],
  { evaluators, services, signal }: Judging,
  known: (evaluator: Evaluator, sample: Sample) => Evaluation | undefined,
): Promise<Evaluation[]> {
  const made = new Map<string, Evaluation>();
  await runEvaluators({
    evaluators,
    samples: [samples],
    services,
    signal,
    wanted: (evaluator, sample) => known(evaluator, sample) === undefined,
    onEvaluations: (finished) => {
      for (const one of finished) made.set(evaluationId(one.evaluatorKey, one.sampleId), one);
    },
  });
  return samples.flatMap((sample) =>
    evaluators.flatMap(
      (evaluator) => known(evaluator, sample) ?? made.get(evaluationId(evaluator.key, sample.id)) ?? [],
    ),
  );
}
