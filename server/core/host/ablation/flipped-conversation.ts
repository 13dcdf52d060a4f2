import type { LineOperator } from "../../attribution/index.ts";
import type { Conversation } from "../../store/index.ts";
import type { KeptRun, PartVerdict } from "./fresh-runs.ts";
import { type Compared, pairedVerdicts } from "./paired-verdicts.ts";
import type { AblationWorld } from "./plan-ablation.ts";

/** Samples of one evaluator that pass with the changed text and failed with the text as it is, and the other way round. */
export interface FlippedVerdict {
  readonly evaluator: string;
  readonly gained: number;
  readonly lost: number;
}

/** A conversation of which an evaluator says something else with the changed text than with the text as it is. */
export interface FlippedConversation {
  readonly conversationId: string;
  readonly operator: LineOperator;
  /** From 0, where each conversation was run several times. */
  readonly trial: number;
  readonly verdicts: readonly FlippedVerdict[];
  /** What was said both times, where that was asked for. */
  readonly runs?: FlippedRuns;
}

export interface FlippedRuns {
  readonly conversation: Conversation;
  readonly before: FlippedRun;
  readonly after: FlippedRun;
}

export interface FlippedRun extends Pick<KeptRun["run"], "messages" | "end" | "reason"> {
  readonly verdicts: readonly { readonly evaluator: string; readonly verdicts: readonly PartVerdict[] }[];
}

/** Undefined where all who judged both runs say the same of them. What is counted in an effect is what is told here. */
export function flippedConversation(
  compared: Compared,
  world: AblationWorld & { readonly withRuns?: boolean },
): FlippedConversation | undefined {
  const { conversationId, operator, before } = compared.pair;
  const verdicts = world.evaluators.flatMap(({ name, key }): FlippedVerdict[] => {
    const paired = pairedVerdicts(key, compared, world);
    const of = (side: "gained" | "lost"): number =>
      paired.reduce((sum, one) => sum + Math.ceil(one[side]), 0);
    const [gained, lost] = [of("gained"), of("lost")];
    return gained + lost > 0 ? [{ evaluator: name, gained, lost }] : [];
  });
  if (verdicts.length === 0) return undefined;
  return {
    ...{ conversationId, operator, trial: before.trial, verdicts },
    ...(world.withRuns && { runs: runsOf(compared, world) }),
  };
}

function runsOf({ pair, before, after }: Compared, { evaluators }: AblationWorld): FlippedRuns {
  const side = ({ run: { messages, end, reason }, evaluations }: KeptRun): FlippedRun => ({
    ...{ messages, end },
    ...(reason !== undefined && { reason }),
    verdicts: evaluators.map(({ name, key }) => ({ evaluator: name, verdicts: evaluations[key] ?? [] })),
  });
  return {
    conversation: pair.before.context.whole.conversation,
    before: side(before),
    after: side(after),
  };
}
