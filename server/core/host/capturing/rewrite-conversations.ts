import { groupBy } from "../../base/index.ts";
import { capturedOfRecords, mergedCaptured, type Prices, withCosts } from "../../capture/index.ts";
import type { Captured, Store } from "../../store/index.ts";
import { capturedIn } from "../captured-in.ts";
import { derive } from "../import-conversations.ts";
import { type Plan, withoutTraces } from "./fold-plan.ts";
import { sourced } from "./packed-conversations.ts";
import { type RawTraces, recordsOfPacks } from "./raw-traces.ts";

export interface RewriteOptions {
  readonly moved: Plan["moved"];
  readonly receivedMs: number;
  readonly prices: Prices | undefined;
}

/** Puts conversations that are in the store together anew, from all of their records. Gives how many were written. */
export async function rewriteConversations(
  store: Store,
  conversations: ReadonlyMap<string, RawTraces>,
  { moved, receivedMs, prices }: RewriteOptions,
): Promise<number> {
  const captured: Captured[] = [];
  for (const [id, traces] of conversations) {
    const records = recordsOfPacks([...traces.values()].flat());
    const made = capturedOfRecords(
      id,
      records.map(({ of }) => of),
    );
    if (made) captured.push(withCosts(sourced(made), prices));
  }
  const whole = await withOlder(store, captured, moved);
  const changed = whole.map(({ conversation }) => conversation.id);
  await store.replaceCaptured(changed, whole, derive, receivedMs);
  return whole.length;
}

/** What a conversation has beside these records (its older ones are dropped after a day, or it was imported) is joined by its spans. */
async function withOlder(
  store: Store,
  captured: readonly Captured[],
  moved: Plan["moved"],
): Promise<readonly Captured[]> {
  if (captured.length === 0) return captured;
  const ids = captured.map(({ conversation }) => conversation.id);
  const stored = groupBy(
    await store.tables.spans.readAny("conversationId", ids, ["id", "conversationId", "traceId"]),
    ({ conversationId }) => conversationId ?? "",
  );
  const lacking = captured.filter(({ conversation, spans }) => {
    const own = new Set(spans.map(({ id }) => id));
    return stored.get(conversation.id)?.some(({ id, traceId = "" }) => !own.has(id) && !moved.has(traceId));
  });
  if (lacking.length === 0) return captured;
  const older = await capturedIn(
    store,
    lacking.map(({ conversation }) => conversation.id),
  );
  const byId = new Map(older.map((one) => [one.conversation.id, withoutTraces(one, moved)]));
  return captured.flatMap((one) => {
    const before = byId.get(one.conversation.id);
    const merged = before ? mergedCaptured(before, one) : one;
    // Nothing that was not there: what was concluded from it stays.
    return merged === before ? [] : [merged];
  });
}
