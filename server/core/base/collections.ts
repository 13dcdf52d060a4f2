/** Groups in order of first appearance; `Map.groupBy` came with Node 21. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Items by a key each of them has alone; a later one wins. */
export const indexBy = <T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T> =>
  new Map([...items].map((item) => [keyOf(item), item]));

/** Remembers a pure function's values for up to `limit` texts, then starts over: the same lines are read at every keystroke. */
export function remembered<T>(compute: (text: string) => T, limit = 20_000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text);
    if (value !== undefined || known.has(text)) return value as T;
    if (known.size >= limit) known.clear();
    const fresh = compute(text);
    known.set(text, fresh);
    return fresh;
  };
}
