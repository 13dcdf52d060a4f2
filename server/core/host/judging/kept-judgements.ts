import type { KeptAnswer, KeptAnswers } from "../../evaluators/index.ts";
import type { Row, Store } from "../../store/index.ts";

/** In writes, after which their small files are joined: a merge looks into each of them. */
const writesBeforeTidying = 100;

/**
 * What judges answered, in the table `judgements`. What is asked for at once is read at once; what comes while rows are being written goes
 * into the next write together.
 */
export function keptJudgements(store: Store, nowMs: () => number = Date.now): KeptAnswers {
  const { judgements } = store.tables;
  const read = gathered<string, Row<"judgements"> | undefined>(async (ids) => {
    const rows = new Map((await judgements.readAny("id", ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id));
  });
  let writes = 0;
  const write = gathered<Row<"judgements">, void>(async (rows) => {
    await store.conclude("judgements", rows);
    if (++writes % writesBeforeTidying === 0) await judgements.compact().catch(() => undefined);
    return rows.map(() => undefined);
  });
  return {
    read: async (id) => answerIn(await read(id)),
    write: ({ id, conversationId, model, answer, costUsd }: KeptAnswer) =>
      write({
        ...{ id, conversationId, model, answer: JSON.stringify(answer), atMs: nowMs() },
        ...(costUsd !== undefined && { costUsd }),
      }),
  };
}

/** Reads what is kept, and keeps what is new in memory: nothing is written. */
export function keptMeanwhile(kept: KeptAnswers): KeptAnswers {
  const own = new Map<string, unknown>();
  return {
    read: async (id) => own.get(id) ?? kept.read(id),
    write: async ({ id, answer }) => void own.set(id, answer),
  };
}

function answerIn(row: Row<"judgements"> | undefined): unknown {
  try {
    return row?.answer === undefined ? undefined : (JSON.parse(row.answer) as unknown);
  } catch {
    // Broken on the disk: it is asked for again.
    return undefined;
  }
}

/** Acts on what was given since the last act began, all together; one act at a time. */
export function gathered<T, R>(act: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  let pending: { item: T; done: (value: R) => void; failed: (error: unknown) => void }[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (pending.length > 0) {
      const now = pending;
      pending = [];
      await act(now.map(({ item }) => item)).then(
        (values) => now.forEach(({ done }, i) => void done(values[i]!)),
        (error: unknown) => now.forEach(({ failed }) => void failed(error)),
      );
    }
    running = false;
  };
  return (item) =>
    new Promise((done, failed) => {
      pending.push({ item, done, failed });
      // What else is given in this moment goes along.
      queueMicrotask(() => void (running || run()));
    });
}
