import { indexBy } from "../../base/index.ts";
import { parseQuery, type QueryContext } from "../../review/index.ts";
import type { OutcomeDefinition } from "../config-outcomes.ts";
import type { QueryWorld } from "../query/condition-plans.ts";
import { findConversations } from "../query/find-conversations.ts";
import type { JoinedConversation, OutcomeRow } from "./outcome-rows.ts";

/**
 * Outcomes that stand in the conversations themselves: to each that a definition's query finds it happened, or to its user. Without a time:
 * who goes on after it has met what came later as well. A query that cannot be read finds none; who asks for that kind is told.
 */
export async function outcomesByQuery(
  definitions: readonly OutcomeDefinition[],
  conversations: readonly JoinedConversation[],
  world: QueryWorld,
  context: QueryContext,
): Promise<OutcomeRow[]> {
  if (definitions.length === 0) return [];
  const byId = indexBy(conversations, ({ id }) => id);
  const rows: OutcomeRow[] = [];
  for (const { name: kind, query, unit } of definitions) {
    const { node, problems } = parseQuery(query, context);
    if (problems.length > 0) continue;
    const { ids } = await findConversations(node, world, { offset: 0, limit: conversations.length });
    for (const id of ids) {
      const userId = byId.get(id)?.userId;
      if (unit === "conversation") rows.push({ kind, subject: id, unit, hit: true });
      else if (userId) rows.push({ kind, subject: userId, unit, hit: true });
    }
  }
  return rows;
}
