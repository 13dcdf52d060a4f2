import { type EvaluatorTraffic, evaluatorTraffic, type PutTo, unitOf } from "../attribution/index.ts";
import { isMoment } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import type { FiguresInput } from "./figures-input.ts";

type IsMeant = (evaluator: string, conversationId: string) => boolean;

/**
 * What each evaluator had something to say of, by its name. It was put to a conversation that it judged, with whatever outcome, and to one
 * that is known to be another prompt's or another behavior's; what nobody has evaluated yet is neither here nor there.
 */
export function trafficOfEvaluators(
  { conversations, verdicts, clusterOf, linked, unmatched }: FiguresInput,
  evaluators: readonly Pick<Evaluator, "name" | "prompts" | "behaviors">[],
  isMeant: IsMeant,
): ReadonlyMap<string, EvaluatorTraffic> {
  const timed = conversations.flatMap(({ id, startMs, userId }) =>
    isMoment(startMs)
      ? [{ id, startMs, unit: unitOf({ conversationId: id, userId, cluster: clusterOf.get(id) ?? id }) }]
      : [],
  );
  const placed = new Set(unmatched);
  for (const rows of linked.values())
    for (const { conversationId } of rows) if (conversationId !== undefined) placed.add(conversationId);
  const applied = appliedBy(verdicts);
  return new Map(
    evaluators.flatMap(({ name, prompts, behaviors }) => {
      const own = applied.get(name);
      const isNarrowed = prompts !== undefined || behaviors !== undefined;
      const putTo = timed.flatMap(({ id, startMs, unit }): PutTo[] => {
        const said = own?.get(id) ?? (isNarrowed && placed.has(id) && !isMeant(name, id) ? false : undefined);
        return said === undefined ? [] : [{ startMs, unit, applied: said }];
      });
      const traffic = evaluatorTraffic(putTo);
      return traffic ? [[name, traffic] as const] : [];
    }),
  );
}

/** By evaluator and conversation, whether it applied to any sample of it. */
function appliedBy(verdicts: FiguresInput["verdicts"]): Map<string, Map<string, boolean>> {
  const applied = new Map<string, Map<string, boolean>>();
  for (const { evaluator, conversationId, label } of verdicts) {
    const own = applied.get(evaluator) ?? new Map<string, boolean>();
    applied.set(evaluator, own);
    own.set(conversationId, (own.get(conversationId) ?? false) || label !== "not-applicable");
  }
  return applied;
}
