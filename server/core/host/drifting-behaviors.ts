import { type Drift, driftIn, personOf, type Said } from "../attribution/index.ts";
import { benjaminiHochberg, groupBy } from "../base/index.ts";
import type { Store } from "../store/index.ts";

/** A request as it was put into a behavior. */
export interface AssignedRequest {
  readonly conversationId: string;
  readonly text: string;
  readonly behaviorId?: string | undefined;
}

/**
 * Behaviors whose users ask in other words of late, as JSON for the column `drift`; found here, where the texts are, and by
 * Benjamini-Hochberg at 5 % over all behaviors.
 */
export async function driftingBehaviors(
  { tables }: Store,
  requests: readonly AssignedRequest[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tables.conversations.read({ columns: ["id", "startMs", "userId"] });
  const conversations = new Map(rows.map((row) => [row.id, row]));
  const said = requests.flatMap(({ conversationId, text, behaviorId }) => {
    const { startMs, userId } = conversations.get(conversationId) ?? {};
    if (!behaviorId || startMs === undefined) return [];
    return [{ behaviorId, text, atMs: startMs, unit: personOf({ conversationId, userId }) }];
  });
  const byBehavior = [...groupBy(said, ({ behaviorId }) => behaviorId)];
  const drifts = byBehavior.map(([, own]): Drift | undefined =>
    driftIn(own satisfies Said[], byBehavior.length),
  );
  const clear = benjaminiHochberg(drifts.map((drift) => drift?.p ?? 1));
  return new Map(
    byBehavior.flatMap(([id], i) => {
      const drift = drifts[i];
      // Many small shifts without a word to name would tell a person nothing.
      const hasWords = drift && drift.before.length + drift.after.length > 0;
      return hasWords && clear[i] ? [[id, JSON.stringify(drift)] as const] : [];
    }),
  );
}
