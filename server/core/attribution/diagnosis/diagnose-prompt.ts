import type { LineAblation } from "../ablation/line-ablation.ts";
import { triedSuspects } from "../ablation/with-ablations.ts";
import { behaviorsAt } from "../request-places.ts";
import { blameFor } from "./blame.ts";
import { causeShares } from "./cause-shares.ts";
import type { DiagnosisSubject, PromptDiagnosis, Suspect } from "./diagnosis.ts";
import type { DiagnosisInput, JudgedSample } from "./diagnosis-input.ts";
import { interactionsIn } from "./known-interactions.ts";
import { mechanismsOf } from "./mechanisms.ts";
import type { DiagnosisModel } from "./model.ts";
import { suspectsOf } from "./suspects.ts";

/** What a model says of what was asked about. */
export function diagnosePrompt(model: DiagnosisModel, subject: DiagnosisSubject): PromptDiagnosis {
  const isAsked = askedFor(subject, model.input);
  const blamed = blameFor(model, ({ verdicts }, failure) => isAsked(verdicts.samples[failure]!));
  const { file, name, version } = model.input;
  const judged = model.input.samples.filter(isAsked);
  return {
    ...{ file, name, version },
    samples: judged.length,
    failures: blamed.failures,
    conversations: new Set(judged.map(({ conversationId }) => conversationId)).size,
    causes: causeShares(model, blamed),
    suspects: suspectsOf(model, blamed),
    mechanisms: mechanismsOf(model, blamed),
    interactions: interactionsIn(model, isAsked),
  };
}

/**
 * From this probability on the prompt is said to be to blame for a failure; below it is said that it may be. On tuning seeds 0 to 79 of the
 * planted faults a line is then blamed for 4 % of the failures that none is to blame for, and for 55 % of the others; from 0.8 on for 5 and 62 %.
 */
export const blamingProbability = 0.85;

/** From this probability on a line is named where nobody asked. */
export const sayingProbability = 0.4;
const mostTold = 10;

/** The suspects that are likely enough to be told unasked, without the conversations themselves. */
export function toldSuspects(model: DiagnosisModel, ablations: readonly LineAblation[] = []): Suspect[] {
  const blamed = blameFor(model, () => true);
  return triedSuspects(suspectsOf(model, blamed), model.input.version, ablations)
    .filter(({ probability }) => probability >= sayingProbability)
    .slice(0, mostTold)
    .map(({ situation, evidence, ...suspect }) => ({
      ...suspect,
      ...(situation && { situation: { ...situation, conversations: [] } }),
      evidence: evidence.map(({ quote: _, ...place }) => place),
    }));
}

function askedFor(subject: DiagnosisSubject, input: DiagnosisInput): (sample: JudgedSample) => boolean {
  const requests = new Map(input.conversations.map((one) => [one.id, one.requests]));
  switch (subject.kind) {
    case "prompt":
      return ({ conversationId }) => requests.has(conversationId);
    case "evaluator":
      return ({ evaluator, conversationId }) => evaluator === subject.name && requests.has(conversationId);
    case "conversation":
      return ({ conversationId, evaluator }) =>
        conversationId === subject.id &&
        requests.has(conversationId) &&
        (subject.evaluator === undefined || evaluator === subject.evaluator);
    case "behavior":
      return ({ conversationId, turn }) =>
        behaviorsAt(requests.get(conversationId) ?? [], turn).includes(subject.id);
  }
}
