import { groupBy, type LongWork } from "../base/index.ts";
import {
  type BehaviorPart,
  changesBetween,
  type FoundBehaviors,
  findBehaviors,
  type KnownBehavior,
  type MembershipDecisions,
  type PreviousBehavior,
  packAssigner,
} from "../behaviors/index.ts";
import type { ChatModel, Embedder } from "../models/index.ts";
import type { AskedModel } from "../review/index.ts";
import type { Store } from "../store/index.ts";
import { requestColumns, requestRow, requestsIn } from "./asked-requests.ts";
import { assignerId } from "./assign-new.ts";
import { readerBy } from "./by-model/asked-model.ts";
import { noteApplied } from "./decisions/membership.ts";
import { deriveMissing } from "./derive-missing.ts";
import { driftingBehaviors } from "./drifting-behaviors.ts";
import { dropForgotten, dropLearned } from "./privacy/forgotten-behaviors.ts";
import { requestVectors } from "./request-vectors.ts";

export interface BehaviorsSummary {
  readonly behaviors: number;
  readonly requests: number;
  readonly outliers: number;
  /** Where a chat model is configured. */
  readonly asked?: AskedModel;
}

/** Models that take part in a search. */
export interface BehaviorModels {
  readonly embedder?: Embedder | undefined;
  readonly chat?: ChatModel | undefined;
}

export interface RefreshOptions extends LongWork, BehaviorModels {
  /** What people merged and split. */
  readonly decisions?: MembershipDecisions;
  /** A behavior that falls into parts with this search. */
  readonly parted?: { readonly id: string; readonly parts: readonly BehaviorPart[] } | undefined;
}

/** One seed for all of the product: the same store gives the same behaviors. */
export const seed = 20_11;

/**
 * Finds the behaviors in all requests and writes them; ids carry over from the last run where a behavior lives on. Requests are
 * compared by what `embedder` makes of them, or by their words where there is none. `chat` reads what they want first, and names what was
 * found.
 */
export async function refreshBehaviors(
  store: Store,
  { embedder, chat, decisions, parted, ...work }: RefreshOptions = {},
): Promise<BehaviorsSummary> {
  const { conversations, behaviors, groups, requests, behaviorEvents, behaviorModels } = store.tables;
  await deriveMissing(store, work);
  const reader = readerBy(chat, store, work);
  const asked = await reader.read(
    (await conversations.read({ columns: [...requestColumns] })).flatMap(requestsIn),
  );
  const before = await readKnown(store);
  const vectors = embedder && (await requestVectors(store, embedder, asked, work));
  const clusters = await findBehaviors(asked, {
    seed,
    previous: before.behaviors.flatMap((one): readonly PreviousBehavior[] =>
      one.id === parted?.id ? parted.parts : [one],
    ),
    decisions,
    previousGroups: before.groups,
    ...(vectors && { asked: vectors }),
    ...work,
  });
  const found = await reader.name(clusters);
  const placed = asked.map((request) => ({ ...request, behaviorId: found.assignment.get(request.id) }));
  const drifting = await driftingBehaviors(store, placed);
  const atMs = Date.now();
  // Behaviors first: a reader between the writes sees requests of a behavior that is there, and a killed run is simply run again.
  await groups.upsert(
    found.groups.map(({ words, ...group }) => ({ ...group, words: JSON.stringify(words) })),
  );
  await behaviors.upsert(
    found.behaviors.map(({ centroid: _, words, exemplars, ...behavior }) => ({
      ...behavior,
      words: JSON.stringify(words),
      exemplars: JSON.stringify(exemplars),
      bornMs: before.bornMs.get(behavior.id) ?? atMs,
      drift: drifting.get(behavior.id),
    })),
  );
  await store.conclude(
    "requests",
    placed.map((request) => requestRow(request, request.behaviorId)),
  );
  // Of conversations that were read again. What came meanwhile is not among those that were there before.
  const live = new Set(asked.map(({ id }) => id));
  await requests.deleteAny(
    "id",
    before.requestIds.filter((id) => !live.has(id)),
  );
  if (found.assigner)
    await behaviorModels.upsert([
      { id: assignerId, embedder: "lexical", atMs, model: packAssigner(found.assigner) },
    ]);
  else await behaviorModels.delete("true");
  await keepOnly(behaviors, found.behaviors);
  await keepOnly(groups, found.groups);
  await behaviorEvents.upsert(
    changesBetween(before.behaviors, knownOf(found)).map((change) => ({
      ...change,
      id: `${change.behaviorId}:${atMs}`,
      atMs,
    })),
  );
  if (decisions) await noteApplied(store, decisions.wanted);
  await dropForgotten(store);
  // Somebody was forgotten while this ran.
  if ((await store.missing(asked.map(({ conversationId }) => conversationId))).length > 0)
    await dropLearned(store);
  const byModel = reader.asked();
  return {
    behaviors: found.behaviors.length,
    requests: asked.length,
    outliers: found.outliers.length,
    ...(byModel && { asked: byModel }),
  };
}

/** What the last search found. */
async function readKnown({ tables }: Store) {
  const [behaviors, requests] = await Promise.all([
    tables.behaviors.read({ columns: ["id", "name", "groupId", "bornMs"] }),
    tables.requests.read({ columns: ["id", "behaviorId"] }),
  ]);
  const members = groupBy(requests, ({ behaviorId = "" }) => behaviorId);
  const known = behaviors.map(({ id, name = "", groupId }) => ({
    id,
    name,
    groupId,
    memberIds: members.get(id)?.map((request) => request.id) ?? [],
  }));
  return {
    behaviors: known,
    groups: [...groupBy(known, ({ groupId = "" }) => groupId)]
      .filter(([id]) => id !== "")
      .map(([id, own]) => ({ id, memberIds: own.flatMap(({ memberIds }) => memberIds) })),
    requestIds: requests.map(({ id }) => id),
    bornMs: new Map(behaviors.map(({ id, bornMs }) => [id, bornMs])),
  };
}

function knownOf({ behaviors, assignment }: FoundBehaviors): KnownBehavior[] {
  const members = groupBy(assignment, ([, behaviorId]) => behaviorId);
  return behaviors.map(({ id, name }) => ({
    id,
    name,
    memberIds: members.get(id)?.map(([requestId]) => requestId) ?? [],
  }));
}

async function keepOnly(
  table: Store["tables"]["behaviors" | "groups"],
  found: readonly { readonly id: string }[],
): Promise<void> {
  const live = new Set(found.map(({ id }) => id));
  const there = await (table as Store["tables"]["groups"]).read({ columns: ["id"] });
  await table.deleteAny(
    "id",
    there.map(({ id }) => id).filter((id) => !live.has(id)),
  );
}
