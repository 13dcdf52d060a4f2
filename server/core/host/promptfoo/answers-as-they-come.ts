import { setMaxListeners } from "node:events";

export interface Answering<T, A> {
  /** Asked at a time. */
  readonly lanes: number;
  readonly answer: (item: T, signal: AbortSignal) => Promise<A>;
  /** Keeps answers where they outlive the process; one call after the other. */
  readonly keep: (answers: readonly A[]) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** How long answers wait for others to be kept with: a kill loses what came since. */
const keepEveryMs = 250;

/**
 * Answers to all items, kept before they are given on, some at a time as they come: whoever takes them may be slow, neither asking nor
 * keeping waits for it. Throws what answering or keeping throws, or the signal's reason; what was answered by then is kept.
 */
export async function* answersAsTheyCome<T, A>(
  items: readonly T[],
  { lanes, answer, keep, signal }: Answering<T, A>,
): AsyncGenerator<readonly A[]> {
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  // Each call under way listens to it.
  setMaxListeners(0, stopped);
  let failed: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failed ??= { error };
    stop.abort();
  };
  let unkept: A[] = [];
  let kept: A[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      stopped.throwIfAborted();
      const one = await answer(items[next++]!, stopped);
      unkept.push(one);
    }
  };
  const answering = Promise.all(
    Array.from({ length: Math.min(lanes, items.length) }, () => lane().catch(fail)),
  );
  let isOver = false;
  let wake: () => void = () => undefined;
  const keepAll = async (): Promise<void> => {
    for (let isLast = false; !isLast; ) {
      isLast = await endsWithin(answering, keepEveryMs);
      const batch = unkept;
      unkept = [];
      if (batch.length === 0) continue;
      await keep(batch);
      kept.push(...batch);
      wake();
    }
  };
  const keeping = keepAll()
    .catch(fail)
    .finally(() => {
      isOver = true;
      wake();
    });
  try {
    while (!isOver || kept.length > 0) {
      const batch = kept;
      kept = [];
      if (batch.length > 0) yield batch;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if (failed) {
      signal?.throwIfAborted();
      throw failed.error;
    }
  } finally {
    stop.abort();
    await Promise.all([answering, keeping]);
  }
}

async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const isFirst = await Promise.race([work.then(() => true as const), late]);
  clearTimeout(timer);
  return isFirst;
}
