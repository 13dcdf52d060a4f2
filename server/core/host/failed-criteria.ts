import { type Assertion, assertionsOfParts } from "../evaluators/index.ts";
import type { FailedCriterion } from "../review/index.ts";
import type { Evaluation } from "../store/index.ts";

/**
 * What was not met of the assertions that an evaluation was made by. Where there is but one it is the one; where there are several, what each
 * said was kept, in their order. Of a suite's test that has but one nobody knows here which one it was: it is none of all the suite's. What has no weight, or stands in a set that passes, is not why it failed.
 */
export function failedCriteria(
  assertions: readonly Assertion[],
  { parts }: Pick<Evaluation, "parts">,
): FailedCriterion[] {
  if (!parts) {
    // Tests share what the default test asserts.
    const [only, ...others] = new Set(assertions);
    return only && others.length === 0 ? [criterion(only)] : [];
  }
  const own = assertionsOfParts(assertions);
  // Of a test of a suite nobody knows here which one it was.
  if (own.length !== parts.length)
    return parts.flatMap(({ name, label, reason }) => (label === "fail" ? [{ type: name, reason }] : []));
  const hasFailed = (assertion: Assertion): boolean =>
    assertion.weight !== 0 && parts[own.findIndex((one) => one.assertion === assertion)]!.label === "fail";
  return own.flatMap(({ assertion, within }, i) =>
    parts[i]!.label === "fail" && assertion.weight !== 0 && (!within || hasFailed(within))
      ? [{ ...criterion(assertion), reason: parts[i]!.reason }]
      : [],
  );
}

const criterion = ({ type, value, threshold }: Assertion): FailedCriterion => ({
  type,
  ...(value !== undefined && { expected: value }),
  ...(threshold !== undefined && { threshold }),
});
