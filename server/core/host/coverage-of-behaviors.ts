import {
  type BehaviorMember,
  behaviorVerdicts,
  failedConversations,
  type IssueMember,
  unseenFailures,
} from "../attribution/index.ts";
import { groupBy } from "../base/index.ts";
import type { BehaviorCoverage, EvaluatorInfo } from "../review/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import { conversationFacts } from "./issues-input.ts";

/** Which evaluators judge what people ask for, and which failures none of them sees; undefined where nothing was judged. */
export function coverageOfBehaviors(
  input: FiguresInput,
  members: readonly BehaviorMember[],
  evaluators: readonly EvaluatorInfo[],
): BehaviorCoverage | undefined {
  if (input.verdicts.length === 0) return undefined;
  const waits = waiting(input);
  const isWaiting = (id: string): boolean => waits.has(id);
  const seen = <T extends IssueMember>(list: readonly T[]): T[] =>
    list.filter(({ conversationId }) => !isWaiting(conversationId));
  return {
    behaviors: behaviorVerdicts({
      ...{ ...input, isWaiting },
      behaviorIds: input.behaviors.map(({ id }) => id),
      evaluators,
    }),
    unseen: unseenFailures({
      all: seen(allOf(input)),
      byBehavior: groupBy(seen(members), ({ behaviorId }) => behaviorId),
    }),
    waiting: waits.size,
  };
}

/** Conversations that nobody has evaluated yet: an evaluation finds the prompt of each, or says that it has none. */
function waiting({ conversations, verdicts, linked, unmatched }: FiguresInput): ReadonlySet<string> {
  const known = new Set(verdicts.map(({ conversationId }) => conversationId));
  for (const rows of linked.values())
    for (const { conversationId } of rows) if (conversationId !== undefined) known.add(conversationId);
  return new Set(conversations.flatMap(({ id }) => (known.has(id) || unmatched.has(id) ? [] : [id])));
}

/** Every conversation, in a behavior or not. */
function allOf(input: FiguresInput): IssueMember[] {
  const failed = failedConversations(input.verdicts);
  const factsOf = conversationFacts(input);
  return input.conversations.map(({ id }) => ({
    conversationId: id,
    failed: failed.get(id),
    cluster: input.clusterOf.get(id) ?? id,
    ...factsOf(id),
  }));
}
