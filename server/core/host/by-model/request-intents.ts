import { groupBy, type LongWork } from "../../base/index.ts";
import { contentKey, type Request } from "../../behaviors/index.ts";
import type { Spending } from "../../models/index.ts";
import type { Row, Store } from "../../store/index.ts";
import { dropForgottenIntents } from "../privacy/forgotten-intents.ts";
import { askAbout, type Readings } from "./batches.ts";
import { intentQuestion, type Readable, type Reading } from "./intent-question.ts";
import { intentId, intentRow, keptIntents } from "./kept-intents.ts";

/** Share of the calls of a search that reading requests leaves for names. */
const keptForNames = 0.2;

/** What a model read in a request. `success` only where it saw what the agent did about this very one. */
export interface ReadRequest {
  readonly intent: string;
  readonly success?: string;
}

export interface ReadRequests extends Readings {
  /** By request id. */
  readonly readings: ReadonlyMap<string, ReadRequest>;
  /** Requests in different words that were asked about in this search. */
  readonly asked: number;
}

interface Asked extends Readable {
  readonly conversationId: string;
}

/**
 * The intents of requests, read by a model: once for all that are in the same words, and then kept in the store as they come, so that a
 * search which is broken off loses nothing. The commonest are asked about first, as calls are limited.
 */
export async function requestIntents(
  store: Store,
  spending: Spending,
  requests: readonly Request[],
  work: LongWork,
): Promise<ReadRequests> {
  const { identity, name } = spending.chat;
  const known = await keptIntents(store, identity);
  const rowOf = (request: Request): Row<"intents"> | undefined => known.get(intentId(identity, request));
  const sayings = sayingsOf(requests);
  const missing: Asked[] = sayings
    .filter((same) => same.every((one) => rowOf(one) === undefined))
    .map(([first]) => first!);
  const unreadable: Row<"intents">[] = [];
  const write = openWriter(store);
  const readings = await askAbout(intentQuestion, missing, spending, {
    ...work,
    stage: `reading requests with ${name}`,
    kept: keptForNames,
    onAnswers: async (answers: ReadonlyMap<Readable, Reading | undefined>) => {
      const rows = [...answers].map(([one, reading]) => intentRow(identity, one, reading));
      for (const row of rows) known.set(row.id, row);
      unreadable.push(...rows.filter(({ intent }) => !intent));
      await write(
        rows.filter(({ intent }) => intent),
        [...answers.keys()] as Asked[],
      );
    },
  });
  // A model that reads nothing at all is a model that does not work: it is asked again when somebody has mended it.
  const isAble = [...known.values()].some(({ intent }) => intent);
  if (isAble) await store.tables.intents.upsert(unreadable);
  if (missing.length > 0) await store.tables.intents.compact().catch(() => undefined);
  return {
    ...readings,
    asked: missing.length - readings.unasked,
    readings: new Map(
      sayings.flatMap((same) => {
        const intent = same.map(rowOf).find((row) => row?.intent)?.intent;
        return intent === undefined
          ? []
          : same.map((one) => {
              const success = rowOf(one)?.success;
              return [one.id, { intent, ...(success && { success }) }] as const;
            });
      }),
    ),
  };
}

/** Requests in the same words, in the order of their ids; commonest words first. What has no word in it is left out. */
function sayingsOf(requests: readonly Request[]): Request[][] {
  const inOrder = [...requests].sort((a, b) => (a.id < b.id ? -1 : 1));
  const byContent = groupBy(inOrder, ({ text }) => contentKey(text));
  byContent.delete("");
  return [...byContent]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([, same]) => same);
}

/** In writes, after which their small files are joined: a merge looks into each of them. */
const writesBeforeTidying = 100;

type Write = (rows: readonly Row<"intents">[], about: readonly Asked[]) => Promise<void>;

/**
 * Resolves once the rows are in the store, so that nothing more is asked before they are; what comes during a write goes into the next
 * one together. As `Store.conclude` does: of whom another process forgot meanwhile nothing stays.
 */
function openWriter(store: Store): Write {
  const { intents } = store.tables;
  let pending: Row<"intents">[] = [];
  let conversations: string[] = [];
  let writing: Promise<void> | undefined;
  let writes = 0;
  const writeAll = async (): Promise<void> => {
    while (pending.length > 0) {
      const [rows, ids] = [pending, conversations];
      [pending, conversations] = [[], []];
      await intents.upsert(rows);
      if ((await store.missing(ids)).length > 0) await dropForgottenIntents(store);
      if (++writes % writesBeforeTidying === 0) await intents.compact().catch(() => undefined);
    }
  };
  return async (rows, about) => {
    if (rows.length === 0) return;
    pending.push(...rows);
    conversations.push(...about.map(({ conversationId }) => conversationId));
    // Who comes in the moment between the last look and the end of a write begins another.
    while (writing || pending.length > 0) {
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
      await writing;
    }
  };
}
