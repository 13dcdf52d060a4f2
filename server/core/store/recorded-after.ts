import { isDeepStrictEqual } from "node:util";
import { groupBy, indexBy } from "../base/index.ts";
import type { Tables } from "./database.ts";
import { messagesFromSpans } from "./messages.ts";
import type { Captured, Message } from "./records.ts";
import { recordedKey, spanOf } from "./rows.ts";
import { said, startsWith } from "./said.ts";
import type { Row } from "./schema.ts";

type Evaluation = Row<"evaluations">;

/** What becomes of evaluations that were made elsewhere. */
export interface RecordedAfter {
  /** They stay, and are of something that is another thing now. */
  readonly stale: readonly Evaluation[];
  /** Ids of those whose turn, call or span is there no more. */
  readonly gone: readonly string[];
}

const none: RecordedAfter = { stale: [], gone: [] };

/**
 * Conversations (`ids`) are about to be replaced by those of `batch`. Nobody here could make again what others said of them, so that stays as
 * long as there is something that it is about. One of the whole conversation is stale as soon as more was said; one of a turn only where the
 * turn itself went on, which it does until the user speaks again. Others are of what they were.
 */
export async function recordedAfter(
  tables: Tables,
  ids: readonly string[],
  batch: readonly Captured[],
): Promise<RecordedAfter> {
  const places = await tables.evaluations.readAny("conversationId", ids, ["id", "evaluatorKey"]);
  const recorded = places.filter(({ evaluatorKey }) => evaluatorKey === recordedKey).map(({ id }) => id);
  if (recorded.length === 0) return none;
  const rows = groupBy(
    await tables.evaluations.readAny("id", recorded),
    ({ conversationId = "" }) => conversationId,
  );
  const own = [...rows.keys()];
  const spans = groupBy(
    (await tables.spans.readAny("conversationId", own)).map(spanOf),
    ({ conversationId }) => conversationId,
  );
  const turns = groupBy(
    (await tables.samples.readAny("conversationId", own, ["conversationId", "scope", "index"])).filter(
      ({ scope }) => scope === "turn",
    ),
    ({ conversationId = "" }) => conversationId,
  );
  const now = indexBy(batch, ({ conversation }) => conversation.id);
  const fates = [...rows].flatMap(([id, evaluations]) => {
    const captured = now.get(id);
    if (!captured) return [];
    const lastTurn = Math.max(...(turns.get(id) ?? []).map(({ index = 0 }) => index));
    const change = new Change(spans.get(id) ?? [], captured, lastTurn);
    return evaluations.map((row) => ({ row, fate: change.fateOf(row) }));
  });
  return {
    stale: fates.flatMap(({ row, fate }) => (fate === "stale" ? [{ ...row, stale: 1 }] : [])),
    gone: fates.flatMap(({ row, fate }) => (fate === "gone" ? [row.id] : [])),
  };
}

/** What a conversation was and what it is. */
class Change {
  private readonly how: "same" | "grown" | "other";
  private readonly isTurnLonger: boolean;
  private readonly spansBefore: ReadonlySet<string>;
  private readonly spansNow: ReadonlySet<string>;

  constructor(
    before: Captured["spans"],
    now: Captured,
    private readonly lastTurn: number,
  ) {
    const [was, is] = [messagesFromSpans(before), messagesFromSpans(now.spans)];
    this.how = isDeepStrictEqual(said(is), said(was)) ? "same" : startsWith(is, was) ? "grown" : "other";
    this.isTurnLonger = this.how === "grown" && goesOn(was, is[was.length]);
    this.spansBefore = new Set(before.map(({ id }) => id));
    this.spansNow = new Set(now.spans.map(({ id }) => id));
  }

  fateOf({ conversationId = "", sampleId = "" }: Evaluation): "as it was" | "stale" | "gone" {
    const { how, lastTurn, isTurnLonger, spansBefore, spansNow } = this;
    if (spansBefore.has(sampleId)) return spansNow.has(sampleId) ? "as it was" : "gone";
    if (how === "same") return "as it was";
    const part = sampleId.startsWith(`${conversationId}#`)
      ? /^([tc])(\d+)$/.exec(sampleId.slice(conversationId.length + 1))
      : undefined;
    if (!part) return "stale";
    // Where something was put in between, the number is another one's.
    if (how === "other") return "gone";
    return part[1] === "t" && Number(part[2]) === lastTurn && isTurnLonger ? "stale" : "as it was";
  }
}

/** Whether the last turn with an answer is not over with `next`. What is said before a user first speaks is of the first turn. */
function goesOn(before: readonly Message[], next: Message | undefined): boolean {
  const isUser = ({ role }: Message): boolean => role === "user";
  if (!before.some(isUser)) return true;
  const afterAnswer = before.slice(before.findLastIndex(({ role }) => role === "assistant") + 1);
  return ![...afterAnswer, ...(next ? [next] : [])].some(isUser);
}
