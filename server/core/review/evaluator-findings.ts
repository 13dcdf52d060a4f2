import { type IdleEvaluator, idleEvaluators, idleText } from "./evaluator-coverage.ts";
import { type FindingPolicy, type Ignore, settled } from "./finding-policy.ts";
import type { Severity } from "./findings.ts";
import type { Snapshot } from "./snapshot.ts";
import { tame } from "./wording.ts";

/** Something said about an evaluator, at its place in homeostat.yaml. `code` is that of a rule. */
export interface EvaluatorFinding {
  readonly evaluator: string;
  readonly code: IdleEvaluator["why"];
  readonly severity: Severity;
  readonly message: string;
}

export interface JudgedEvaluators {
  readonly findings: readonly EvaluatorFinding[];
  /** Entries of `ignore:` that matched something. */
  readonly used: ReadonlySet<Ignore>;
}

/** `file`: the configuration's own, as entries of `ignore:` may name it. Same snapshot and policy, same findings. */
export function evaluatorFindings(snapshot: Snapshot, policy: FindingPolicy, file: string): JudgedEvaluators {
  const used = new Set<Ignore>();
  const findings = idleEvaluators(snapshot).flatMap((one): EvaluatorFinding[] => {
    if (!isWorthAMark(one, snapshot)) return [];
    const { name: evaluator, why: code } = one;
    const { severity, ignores } = settled(
      { code, severity: "information", evaluator, range: { start: 0, end: 0 }, message: "" },
      policy,
      file,
    );
    for (const ignore of ignores) used.add(ignore);
    if (severity === undefined || ignores.length > 0) return [];
    return [{ evaluator, code, severity, message: `${tame(evaluator, 80)} ${idleText(one)}.` }];
  });
  return { findings, used };
}

/** One that was shown broken answers and caught them is a guard: that it never fails is how it should be. */
function isWorthAMark({ name, why, unknown }: IdleEvaluator, { evaluators, thresholds }: Snapshot): boolean {
  if (why === "always-unknown") return unknown >= thresholds.minSamples;
  return why !== "never-fails" || evaluators.find((one) => one.name === name)?.trust !== "trusted";
}
