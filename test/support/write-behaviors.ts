import { groupBy } from "../../server/core/base/index.ts";
import { driftingBehaviors } from "../../server/core/host/drifting-behaviors.ts";
import type { Store } from "../../server/core/store/index.ts";

/** Writes behaviors as if a search had found just these: conversation id to behavior, which is its id and name too. */
export async function writePlantedBehaviors(
  store: Store,
  behaviorOf: Readonly<Record<string, string>>,
): Promise<void> {
  const { conversations, behaviors, requests } = store.tables;
  const rows = await conversations.read({ columns: ["id", "opening"] });
  const placed = rows.map(({ id, opening = "" }) => ({
    id,
    conversationId: id,
    text: opening,
    behaviorId: behaviorOf[id],
  }));
  const drifting = await driftingBehaviors(store, placed);
  await behaviors.upsert(
    [...groupBy(placed, ({ behaviorId = "" }) => behaviorId)]
      .filter(([id]) => id !== "")
      .map(([id, own]) => ({
        id,
        name: id,
        description: "",
        words: "[]",
        exemplars: "[]",
        size: own.length,
        drift: drifting.get(id),
      })),
  );
  await requests.upsert(placed);
}
