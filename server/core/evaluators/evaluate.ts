import type { Evaluation, Sample } from "../store/index.ts";
import { aggregate, partsOf } from "./aggregate.ts";
import type { Check, Verdict } from "./check-type.ts";
import { type Evaluator, type PreparedEvaluator, prepareEvaluator } from "./evaluator.ts";
import { spentOf } from "./judges/spent.ts";
import { metricsOf } from "./metrics.ts";
import { forSample } from "./promptfoo/suite-cases.ts";
import { runCheck } from "./run-check.ts";
import type { EvaluationServices } from "./services.ts";

/** What an evaluation says of a sample, without whose it is. */
type Judgement = Omit<Evaluation, "evaluator" | "evaluatorKey" | "sampleId" | "conversationId">;

/** Judges one sample. Throws the signal's AbortError only; whatever else goes wrong is `unknown` with the reason. */
export async function evaluate(
  evaluator: Evaluator,
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const { cases } = evaluator.definition;
  const found = cases ? forSample(evaluator, cases, sample) : { own: evaluator, sample };
  const judgement: Judgement =
    "notApplicable" in found
      ? { label: "not-applicable", explanation: found.notApplicable }
      : await judgeBy(found.own, found.sample, services, signal);
  return {
    evaluator: evaluator.name,
    evaluatorKey: evaluator.key,
    sampleId: sample.id,
    conversationId: sample.conversationId,
    ...judgement,
  };
}

function judgeBy(
  evaluator: Evaluator,
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
): Judgement | Promise<Judgement> {
  const prepared = prepareEvaluator(evaluator);
  if ("problem" in prepared) return unknown(`${prepared.problem}.`);
  return judge(evaluator, prepared, sample, (check) => runCheck(check, sample, services, signal));
}

async function judge(
  { definition }: Evaluator,
  prepared: PreparedEvaluator,
  sample: Sample,
  run: (check: Check) => Promise<Verdict>,
): Promise<Judgement> {
  const conditions: Verdict[] = [];
  for (const check of prepared.when) conditions.push(await run(check));
  const unmet = conditions.find(({ label }) => label === "fail");
  if (unmet) return { label: "not-applicable", explanation: unmet.reason, messageIndex: unmet.messageIndex };
  // Not knowing whether the evaluator applies is not the same as knowing that it does not.
  const undecided = conditions.find(({ label }) => label === "unknown");
  if (undecided)
    return {
      ...unknown(`Whether \`when\` holds is unknown: ${undecided.reason}`),
      ...spentOf(conditions, "unknown"),
    };
  const verdicts: Verdict[] = [];
  for (const check of prepared.assert) verdicts.push(await run(check));
  const { reason: explanation, ...verdict } = aggregate(definition.assert, verdicts, definition.threshold);
  const metrics = await metricsOf(definition.assert, sample);
  return {
    ...verdict,
    ...spentOf([...conditions, ...verdicts], verdict.label),
    explanation,
    parts: partsOf(definition.assert, verdicts, metrics),
  };
}

const unknown = (explanation: string): Judgement => ({ label: "unknown", explanation });
