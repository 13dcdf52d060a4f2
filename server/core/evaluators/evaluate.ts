import { isCancellation, messageOf } from "../base/index.ts";
import type { Evaluation, Sample } from "../store/index.ts";
import type { Assertion, Check, Verdict } from "./check-type.ts";
import { unknownVerdict } from "./check-type.ts";
import { type Evaluator, type PreparedEvaluator, prepareEvaluator } from "./evaluator.ts";
import { visible } from "./evidence.ts";
import type { EvaluationServices } from "./services.ts";

type Judgement = Pick<Evaluation, "label" | "score" | "explanation" | "messageIndex">;

/** Judges one sample. Throws the signal's AbortError only; whatever else goes wrong is `unknown` with the reason. */
export async function evaluate(
  evaluator: Evaluator,
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const prepared = prepareEvaluator(evaluator);
  const judgement =
    "problem" in prepared
      ? unknown(`${prepared.problem}.`)
      : await judge(evaluator, prepared, (check) => runCheck(check, sample, services, signal));
  return {
    evaluator: evaluator.name,
    evaluatorKey: evaluator.key,
    sampleId: sample.id,
    conversationId: sample.conversationId,
    ...judgement,
  };
}

async function judge(
  { definition }: Evaluator,
  prepared: PreparedEvaluator,
  run: (check: Check) => Promise<Verdict>,
): Promise<Judgement> {
  const conditions: Verdict[] = [];
  for (const check of prepared.when) conditions.push(await run(check));
  const unmet = conditions.find(({ label }) => label === "fail");
  if (unmet) return { label: "not-applicable", explanation: unmet.reason, messageIndex: unmet.messageIndex };
  // Not knowing whether the evaluator applies is not the same as knowing that it does not.
  const undecided = conditions.find(({ label }) => label === "unknown");
  if (undecided) return unknown(`Whether \`when\` holds is unknown: ${undecided.reason}`);
  const verdicts: Verdict[] = [];
  for (const check of prepared.assert) verdicts.push(await run(check));
  return aggregate(definition.assert, verdicts, definition.threshold);
}

/** One failing sample, or one bug in a check, never stops a batch. */
async function runCheck(
  check: Check,
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
): Promise<Verdict> {
  try {
    signal?.throwIfAborted();
    return await check(sample, services, signal);
  } catch (error) {
    if (signal?.aborted || isCancellation(error)) throw error;
    return unknownVerdict(`The check could not read this sample (${visible(messageOf(error))})`);
  }
}

interface Weighed {
  readonly verdict: Verdict;
  readonly weight: number;
}

/**
 * promptfoo's rule, with unknown added. Without a threshold all checks must pass: a fail wins over an unknown, an unknown over a
 * pass. With one, the weighted mean score decides; where some scores are unknown, it decides only if they could not change it.
 * Weight 0 has no say. Worked: scores 1 (weight 3) and 0 (weight 1) mean 0.75, which passes a threshold of 0.7.
 */
export function aggregate(
  assertions: readonly Assertion[],
  verdicts: readonly Verdict[],
  threshold: number | undefined,
): Judgement {
  const all: Weighed[] = verdicts.map((verdict, i) => ({ verdict, weight: assertions[i]?.weight ?? 1 }));
  const counted = all.filter(({ weight }) => weight > 0);
  const known = counted.filter(({ verdict }) => verdict.label !== "unknown");
  const label = threshold === undefined ? strictest(counted) : byThreshold(counted, threshold);
  const score = label === "unknown" ? undefined : meanScore(known, 0);
  const evidence = deciding(counted, label)?.verdict;
  return {
    label,
    score,
    explanation: explain(counted, label, evidence, threshold, score),
    messageIndex: evidence?.messageIndex,
  };
}

function strictest(counted: readonly Weighed[]): Verdict["label"] {
  const labels = counted.map(({ verdict }) => verdict.label);
  return labels.includes("fail") ? "fail" : labels.includes("unknown") ? "unknown" : "pass";
}

function byThreshold(counted: readonly Weighed[], threshold: number): Verdict["label"] {
  if (meanScore(counted, 0) >= threshold) return "pass";
  return meanScore(counted, 1) < threshold ? "fail" : "unknown";
}

/** Weighted mean, unknown scores taken as `missing`; 0 where nothing weighs anything, as in promptfoo. */
function meanScore(counted: readonly Weighed[], missing: number): number {
  const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
  const total = counted.reduce((sum, { verdict, weight }) => sum + weight * (verdict.score ?? missing), 0);
  return weights > 0 ? total / weights : 0;
}

/** The check whose evidence is shown: of those with the label, the one that points at the earliest message. */
function deciding(counted: readonly Weighed[], label: Verdict["label"]): Weighed | undefined {
  const place = ({ verdict }: Weighed) => verdict.messageIndex ?? Number.POSITIVE_INFINITY;
  const same = counted.filter(({ verdict }) => verdict.label === label);
  return same.reduce<Weighed | undefined>(
    (best, one) => (best && place(best) <= place(one) ? best : one),
    undefined,
  );
}

function explain(
  counted: readonly Weighed[],
  label: Verdict["label"],
  evidence: Verdict | undefined,
  threshold: number | undefined,
  score: number | undefined,
): string {
  const mean =
    threshold === undefined || score === undefined
      ? ""
      : `Mean score ${score.toFixed(2)}, threshold ${threshold}. `;
  if (!evidence) return `${mean}No check has a say in this.`.trim();
  const same = counted.filter(({ verdict }) => verdict.label === label).length;
  const others =
    same > 1 ? ` (one of ${same} checks that ${label === "unknown" ? "are unknown" : label})` : "";
  return `${mean}${evidence.reason}${others}`;
}

const unknown = (explanation: string): Judgement => ({ label: "unknown", explanation });
