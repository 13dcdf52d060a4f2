import { type Random, seededRandom, stableId } from "../../base/index.ts";

// What is drawn by a name is drawn alike whatever else there is: a question that was answered once is the same question the next time.

export const randomOf = (name: string): Random => seededRandom(Number.parseInt(stableId([name], 8), 16));

/** In an order that says nothing of what they are. */
export function byName<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const ranked = items.map((item) => ({ item, rank: stableId([nameOf(item)]) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ item }) => item);
}
