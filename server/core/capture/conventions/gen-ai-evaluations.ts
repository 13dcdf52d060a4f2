import type { OtlpEvent } from "../otlp/otlp-span.ts";
import { defined, type Fields, idOf, isFields, numberOf, textOf } from "../wire-values.ts";
import type { EvaluationReading } from "./convention.ts";

/** Evaluations as OpenTelemetry has them, each an event of the span it judges or a log record that names that span; Pydantic's too. */
export const EVALUATION = "gen_ai.evaluation.result";

export function evaluationsOfEvents(events: readonly OtlpEvent[]): readonly EvaluationReading[] | undefined {
  if (!events.some(({ name }) => name === EVALUATION)) return undefined;
  return events.flatMap((event) => {
    if (event.name !== EVALUATION) return [];
    const fields = isFields(event.body) ? { ...event.body, ...event.attributes } : event.attributes;
    return evaluationOf({
      name: fields["gen_ai.evaluation.name"],
      score: fields["gen_ai.evaluation.score.value"],
      label: fields["gen_ai.evaluation.score.label"],
      explanation: fields["gen_ai.evaluation.explanation"],
    });
  });
}

/** An evaluation of wire values; none where it has no name or neither score nor label. A verdict of yes or no is a label. */
export function evaluationOf(fields: Fields): readonly EvaluationReading[] {
  const name = idOf(fields.name);
  const score = typeof fields.score === "boolean" ? undefined : numberOf(fields.score);
  const verdict = typeof fields.score === "boolean" ? fields.score : fields.label;
  const label = typeof verdict === "boolean" ? (verdict ? "pass" : "fail") : idOf(verdict);
  if (name === undefined || (score === undefined && label === undefined)) return [];
  return [
    defined<EvaluationReading>({
      name: name.slice(0, 200),
      label: label?.slice(0, 200),
      score,
      explanation: textOf(fields.explanation)?.slice(0, 4000),
    }),
  ];
}
