import { setMaxListeners } from "node:events";
import type { AnswerSchema, ChatMessage, ChatModel } from "./chat-model.ts";

/** A chat model for one search, which counts its calls. */
export interface Spending {
  readonly chat: ChatModel;
  /** Calls so far. */
  readonly calls: () => number;
  /** Whether another call may be made. `kept`: share of the limit that is kept for later. */
  readonly mayAsk: (kept?: number) => boolean;
  /** As `ChatModel.ask`. */
  readonly ask: (
    messages: readonly ChatMessage[],
    schema: AnswerSchema,
    signal?: AbortSignal,
  ) => Promise<unknown>;
}

export function spendingOn(chat: ChatModel): Spending {
  let calls = 0;
  return {
    chat,
    calls: () => calls,
    mayAsk: (kept = 0) => calls < Math.ceil(chat.maxCalls * (1 - kept)),
    ask: (messages, schema, signal) => {
      calls++;
      return chat.ask(messages, schema, signal);
    },
  };
}

/**
 * Works through items, so many at a time as the model takes. One that throws stops the others, and is thrown on. `isOver`: nothing more is
 * begun; what was not begun is given back.
 */
export async function askEach<T>(
  items: readonly T[],
  concurrency: number,
  ask: (item: T, signal: AbortSignal) => Promise<void>,
  { signal, isOver = () => false }: { signal?: AbortSignal | undefined; isOver?: () => boolean } = {},
): Promise<readonly T[]> {
  const failed = new AbortController();
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  setMaxListeners(concurrency + 1, either);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && !either.aborted && !isOver()) await ask(items[next++]!, either);
  };
  const lanes = Array.from({ length: Math.min(concurrency, items.length) }, () =>
    lane().catch((error: unknown) => {
      if (!failed.signal.aborted) failed.abort(error);
    }),
  );
  await Promise.all(lanes);
  signal?.throwIfAborted();
  failed.signal.throwIfAborted();
  return items.slice(next);
}
