import { aggregate, partsOf } from "../aggregate.ts";
import type { Assertion, Check, CheckType, Prepared, Verdict } from "../check-type.ts";
import { metricsOf } from "../metrics.ts";
import { runCheck } from "../run-check.ts";

export const assertSet: CheckType = {
  name: "assert-set",
  doc: "The assertions under `assert`, judged as one: all must pass, or with a `threshold` their weighted mean score must be at least that. Its score counts among the others with the set's own `weight`. Sets do not hold sets.",
  version: 1,
  threshold: { type: "number", minimum: 0, maximum: 1 },
  required: [],
  onlyPlain: true,
  holdsAssertions: true,
  prepare({ assert = [], threshold }, _inverse, prepareInner): Prepared {
    if (assert.length === 0) return { problem: "a set needs `assert`, a list of assertions" };
    const checks: Check[] = [];
    for (const inner of assert) {
      const prepared = prepareInner(inner);
      if ("problem" in prepared) return { problem: `\`${inner.type}\`: ${prepared.problem}` };
      checks.push(prepared.check);
    }
    return {
      check: (sample, services, signal) => judgeSet({ assert, threshold, checks }, sample, services, signal),
    };
  },
};

interface PreparedSet {
  readonly assert: readonly Assertion[];
  readonly threshold: number | undefined;
  readonly checks: readonly Check[];
}

async function judgeSet(
  { assert, threshold, checks }: PreparedSet,
  ...[sample, services, signal]: Parameters<Check>
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const check of checks) verdicts.push(await runCheck(check, sample, services, signal));
  const parts = partsOf(assert, verdicts, await metricsOf(assert, sample));
  return { ...aggregate(assert, verdicts, threshold), parts };
}
