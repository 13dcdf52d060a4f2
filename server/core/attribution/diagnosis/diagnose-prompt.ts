import { behaviorsAt } from "../request-places.ts";
import { blameFor } from "./blame.ts";
import { causeShares } from "./cause-shares.ts";
import type { DiagnosisSubject, PromptDiagnosis } from "./diagnosis.ts";
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
