import type { MeasuringEvaluator } from "../../attribution/index.ts";
import { type Evaluator, type MutationReport, type TrustLimits, trustOf } from "../../evaluators/index.ts";

/** What is known of an evaluator from its mutation test. `says`: a sentence for people, absent where it never was tested. */
export interface ResolvedTrust {
  readonly trust: MeasuringEvaluator["trust"];
  readonly says?: string;
}

/** What the definition says of an evaluator, and its mutation test where there is one. */
export function resolvedTrust(
  { trust }: Evaluator,
  report: MutationReport | undefined,
  limits: TrustLimits,
): ResolvedTrust {
  if (trust === "declared" || !report) return { trust };
  const tested = trustOf(report, limits);
  return { trust: tested.trust, says: tested.says };
}
