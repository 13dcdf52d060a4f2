import { bug } from "../../../server/core/base/index.ts";
import type { Draw } from "../demo-types.ts";
import type { LargeIntent } from "./large-types.ts";

/** Conversations of the whole. */
export const largeConversations = 19_372;

/**
 * How often each intent comes, by Zipf's law with an offset: size of rank r is in proportion to 1 / (r + 10). Intents that fail have
 * sizes of their own; those with many phrasings tend to come first, as whatever is asked often is asked in many ways.
 */
export function drawSizes(intents: readonly LargeIntent[], draw: Draw): ReadonlyMap<string, number> {
  const planted = intents.reduce((sum, { fails }) => sum + (fails?.conversations ?? 0), 0);
  const ranked = intents
    .filter(({ fails }) => !fails)
    .map(({ id, says }) => ({ id, key: draw.int(0, 999) - (says.length >= 20 ? 450 : 0) }))
    .sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
  const weights = ranked.map((_, i) => 1 / (i + 11));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const wanted = largeConversations - planted;
  const sizes = weights.map((weight) => Math.round((wanted * weight) / total));
  // Rounding leaves a few over or short; among so many the largest does not notice.
  sizes[0] = sizes[0]! + wanted - sizes.reduce((sum, size) => sum + size, 0);
  if (Math.min(...sizes) < 20) bug("An intent has fewer than 20 conversations.");
  return new Map([
    ...ranked.map(({ id }, i) => [id, sizes[i]!] as const),
    ...intents.flatMap(({ id, fails }) => (fails ? [[id, fails.conversations] as const] : [])),
  ]);
}
