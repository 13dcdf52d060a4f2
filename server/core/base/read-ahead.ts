/** The same items; the next one is asked for while the last is worked on. */
export async function* readAhead<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = Promise.resolve(iterator.next());
    // Whoever takes the item hears of a failure; nobody may come to take it.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = ask();
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
