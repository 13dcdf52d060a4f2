import { assign, unpackAssigner } from "../behaviors/index.ts";
import type { Store } from "../store/index.ts";
import { requestColumns, requestRow, requestsIn } from "./asked-requests.ts";

/** The one row of what the last search left to assign by. */
export const assignerId = "current";

/**
 * Puts requests that came since the last search into its behaviors, by what they ask and how it was handled: those of new conversations,
 * and of those that have grown, whose requests went when they were written again. Requests that are like none wait for the next search.
 * Gives how many were put somewhere. Does nothing where there was no search yet, or one with a model.
 */
export async function assignNew(store: Store): Promise<number> {
  const { conversations, requests, behaviors, behaviorModels } = store.tables;
  const row = await behaviorModels.get(assignerId);
  const assigner = row?.model && unpackAssigner(row.model);
  if (!assigner) return 0;
  const known = new Set((await requests.read({ columns: ["id"] })).map(({ id }) => id));
  const ids = await conversations.read({ columns: ["id", "laterRequests"] });
  const fresh = ids.filter((one) => !known.has(one.id) || requestsIn(one).some(({ id }) => !known.has(id)));
  if (fresh.length === 0) return 0;
  const rows = await conversations.readAny(
    "id",
    fresh.map(({ id }) => id),
    [...requestColumns],
  );
  const asked = rows.flatMap(requestsIn).filter(({ id }) => !known.has(id));
  const live = new Set((await behaviors.read({ columns: ["id"] })).map(({ id }) => id));
  const found = assign(assigner, asked).map((id) => (id !== undefined && live.has(id) ? id : undefined));
  await store.conclude(
    "requests",
    asked.map((request, i) => requestRow(request, found[i])),
  );
  return found.filter((id) => id !== undefined).length;
}
