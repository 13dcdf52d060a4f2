import { type Drift, type UnknownRequests, unknownRequests } from "../attribution/index.ts";
import { groupBy } from "../base/index.ts";
import type { UnknownIntents } from "../review/index.ts";
import type { Row, Store } from "../store/index.ts";
import type { FiguresInput } from "./figures-input.ts";

/** What of the store issues are found from, beside what all figures are made from. */
export interface IssuesInput {
  /** Kinds of implicit feedback by conversation, each once. */
  readonly signalsOf: ReadonlyMap<string, readonly string[]>;
  /** All requests, without their texts. */
  readonly requests: readonly Row<"requests">[];
  /** Behaviors that were born in a later search than the first. */
  readonly bornLater: ReadonlySet<string>;
}

/** The rows that it is made of. */
export interface IssuesRows extends Pick<IssuesInput, "requests"> {
  readonly signals: readonly Row<"signals">[];
  readonly events: readonly Row<"behaviorEvents">[];
}

export function issuesInput({ requests, signals, events }: IssuesRows): IssuesInput {
  const first = events.reduce((least, { atMs = least }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  return {
    signalsOf: new Map(
      [...groupBy(signals, ({ conversationId = "" }) => conversationId)].map(([id, rows]) => [
        id,
        [...new Set(rows.map(({ kind = "" }) => kind))],
      ]),
    ),
    requests,
    bornLater: new Set(
      events.flatMap(({ kind, behaviorId, atMs }) =>
        kind === "born" && behaviorId && atMs !== undefined && atMs > first ? [behaviorId] : [],
      ),
    ),
  };
}

/** What is known of a conversation beside its verdicts. */
export interface ConversationFacts {
  readonly startMs?: number | undefined;
  readonly userId?: string | undefined;
  readonly signals: readonly string[];
}

export function conversationFacts({
  conversations,
  issues,
}: FiguresInput): (conversationId: string) => ConversationFacts {
  const rows = new Map(conversations.map((row) => [row.id, row]));
  return (id) => ({
    startMs: rows.get(id)?.startMs,
    userId: rows.get(id)?.userId,
    signals: issues.signalsOf.get(id) ?? [],
  });
}

/** What the search for behaviors found of how the words of one changed. */
export const driftOf = (json: string): Drift => JSON.parse(json) as Drift;

/** When conversations began, as far as that is known. */
export const startTimes = ({ conversations }: FiguresInput): number[] =>
  conversations.flatMap(({ startMs }) => startMs ?? []);

/** Requests of the last days that are like no other, with the words of the newest; undefined where no search has been or nothing has a time. */
export async function unknownIntents(
  { tables: { requests } }: Store,
  input: FiguresInput,
): Promise<UnknownIntents | undefined> {
  const factsOf = conversationFacts(input);
  const found: UnknownRequests | undefined = unknownRequests(
    input.issues.requests.map(({ id, conversationId = "", behaviorId }) => ({
      id,
      conversationId,
      startMs: factsOf(conversationId).startMs,
      isUnknown: !behaviorId,
    })),
  );
  if (!found) return undefined;
  const ids = found.newest.map(({ id }) => id);
  const texts = new Map(
    (await requests.readAny("id", ids, ["id", "text"])).map(({ id, text = "" }) => [id, text]),
  );
  return {
    ...found,
    newest: found.newest.map(({ id, conversationId }) => ({ conversationId, text: texts.get(id) ?? "" })),
  };
}
