import type { EvaluationPart } from "../store/index.ts";
import type { Assertion, Verdict } from "./check-type.ts";
import { spentOf } from "./judges/spent.ts";

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
): Verdict {
  const all: Weighed[] = verdicts.map((verdict, i) => ({ verdict, weight: assertions[i]?.weight ?? 1 }));
  const counted = all.filter(({ weight }) => weight > 0);
  const known = counted.filter(({ verdict }) => verdict.label !== "unknown");
  const label = threshold === undefined ? strictest(counted) : byThreshold(counted, threshold);
  const score = label === "unknown" ? undefined : meanScore(known, 0);
  const evidence = deciding(counted, label)?.verdict;
  return {
    label,
    score,
    reason: explain(counted, label, evidence, threshold, score),
    messageIndex: evidence?.messageIndex,
    ...spentOf(verdicts, label),
  };
}

/**
 * What each check said, by its metric where it has one (`names`), else by its type; what stands in a set follows the set. Nothing where one
 * check without a name says it all.
 */
export function partsOf(
  assertions: readonly Assertion[],
  verdicts: readonly Verdict[],
  names: readonly (string | undefined)[] = assertions.map(({ metric }) => metric),
): EvaluationPart[] | undefined {
  const parts = verdicts.flatMap(({ label, score, reason, parts = [] }, i) => {
    const { type, weight } = assertions[i]!;
    return [{ name: names[i] ?? type, label, score, weight, reason }, ...parts];
  });
  return parts.length > 1 || names.some((name) => name !== undefined) ? parts : undefined;
}

/** The assertions that parts come from, in the order of `partsOf`; `within`: the set that holds it. */
export function assertionsOfParts(
  assertions: readonly Assertion[],
): readonly { readonly assertion: Assertion; readonly within?: Assertion }[] {
  return assertions.flatMap((assertion) => {
    const { assert: held = [] } = assertion;
    const areTold = held.length > 1 || held.some(({ metric }) => metric !== undefined);
    return [{ assertion }, ...(areTold ? held.map((one) => ({ assertion: one, within: assertion })) : [])];
  });
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
