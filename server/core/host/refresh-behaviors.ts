import { groupBy, type LongWork } from "../base/index.ts";
import { findBehaviors } from "../behaviors/index.ts";
import type { Embedder } from "../models/index.ts";
import type { Store } from "../store/index.ts";
import { dropForgotten } from "./privacy/forgotten-behaviors.ts";
import { requestVectors } from "./request-vectors.ts";

export interface BehaviorsSummary {
  readonly behaviors: number;
  readonly requests: number;
  readonly outliers: number;
}

/** One seed for all of the product: the same store gives the same behaviors. */
const seed = 20_11;

/**
 * Finds the behaviors in all opening requests and writes them; ids carry over from the last run where a behavior lives on. Requests are
 * compared by what `embedder` makes of them, or by their words where there is none.
 */
export async function refreshBehaviors(
  store: Store,
  { embedder, ...work }: LongWork & { readonly embedder?: Embedder | undefined } = {},
): Promise<BehaviorsSummary> {
  const { conversations, behaviors, requests } = store.tables;
  const openings = await conversations.read({ columns: ["id", "opening", "handling"] });
  const asked = openings.flatMap(({ id, opening, handling }) =>
    opening ? [{ id, conversationId: id, text: opening, ...(handling && { handling }) }] : [],
  );
  const before = await requests.read({ columns: ["id", "behaviorId"] });
  const vectors = embedder && (await requestVectors(store, embedder, asked, work));
  const found = await findBehaviors(asked, {
    seed,
    previous: membersOf(before),
    ...(vectors && { asked: vectors }),
    ...work,
  });
  // Behaviors first: a reader between the writes sees requests of a behavior that is there, and a killed run is simply run again.
  await behaviors.upsert(
    found.behaviors.map(({ id, name, description, words, exemplars, size }) => ({
      id,
      name,
      description,
      size,
      words: JSON.stringify(words),
      exemplars: JSON.stringify(exemplars),
    })),
  );
  await store.conclude(
    "requests",
    asked.map(({ id, conversationId, text }) => ({
      id,
      conversationId,
      text,
      behaviorId: found.assignment.get(id),
    })),
  );
  const live = new Set(found.behaviors.map(({ id }) => id));
  await behaviors.deleteAny(
    "id",
    (await behaviors.read({ columns: ["id"] })).map(({ id }) => id).filter((id) => !live.has(id)),
  );
  await dropForgotten(store);
  return { behaviors: found.behaviors.length, requests: asked.length, outliers: found.outliers.length };
}

const membersOf = (
  rows: readonly { id: string; behaviorId?: string }[],
): { id: string; memberIds: string[] }[] =>
  [
    ...groupBy(
      rows.filter(({ behaviorId }) => behaviorId),
      ({ behaviorId }) => behaviorId!,
    ),
  ].map(([id, members]) => ({ id, memberIds: members.map((row) => row.id) }));
