import type { PromptName } from "../demo-types.ts";
import type { LargeGroup, LargeIntent } from "./large-types.ts";

interface Meant {
  readonly prompt?: PromptName;
  /** Tools without which it does not apply, and nothing can break it. */
  readonly tools?: readonly string[];
  /** Set where only the intent that fails by it can break it. */
  readonly isPlantedOnly?: true;
}

/** The 14 evaluators of the large demo's homeostat.yaml, and where each can be broken. */
export const largeEvaluators = {
  solved: {},
  "fast-enough": {},
  "cheap-enough": {},
  "at-most-120-words": { prompt: "coach" },
  "reads-plan-before-changing-it": { prompt: "coach", tools: ["get_training_plan", "update_plan"] },
  "promises-no-finish-time": { prompt: "coach", isPlantedOnly: true },
  "says-when-to-see-somebody": { prompt: "injury", tools: ["log_pain_report"] },
  "names-no-diagnosis": { prompt: "injury", tools: ["log_pain_report"] },
  "no-calories-for-teenagers": { prompt: "nutrition", isPlantedOnly: true },
  "looks-up-before-quoting-grams": { prompt: "nutrition", tools: ["lookup_nutrition"] },
  "asks-before-cancelling": { prompt: "support", tools: ["cancel_subscription"] },
  "refund-says-when": { prompt: "support", tools: ["issue_refund"] },
  "full-sync-for-wrong-data": { prompt: "support", tools: ["check_activity", "sync_device"] },
  "ticket-for-app-faults": { prompt: "support", tools: ["get_app_status"] },
} as const satisfies Record<string, Meant>;

export type LargeEvaluator = keyof typeof largeEvaluators;

/** What may go wrong now and then in conversations of this intent. */
export function ordinaryFaults({ prompt }: LargeGroup, { tools, fails }: LargeIntent): LargeEvaluator[] {
  return (Object.entries(largeEvaluators) as [LargeEvaluator, Meant][]).flatMap(([name, meant]) => {
    const hasTools = (meant.tools ?? []).every((tool) => tools?.some((own) => own === tool));
    const applies = hasTools && (!meant.prompt || meant.prompt === prompt) && !meant.isPlantedOnly;
    return applies && name !== fails?.evaluator ? [name] : [];
  });
}
