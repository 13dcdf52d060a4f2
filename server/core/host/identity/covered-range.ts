import type { Range } from "../../base/index.ts";

interface Link {
  readonly thing: number;
  readonly start: number;
  readonly before: Link | undefined;
}

/**
 * The stretch of a text that things found there cover, when they are taken in order. Each thing comes with the places where it stands
 * (start and end in turns); what stands out of order, as a sentence that two prompts have in common does, is left out. It is the longest
 * increasing subsequence (Fredman, "On computing the length of longest increasing subsequences", 1975), then drawn together from its end.
 */
export function coveredRange(things: readonly (readonly number[])[]): Range | undefined {
  const last = longestChain(things);
  if (!last) return undefined;
  let start = last.start;
  let end = endOf(things[last.thing]!, start);
  for (let link = last.before; link; link = link.before) {
    const places = things[link.thing]!;
    let nearest = link.start;
    for (let i = 0; i < places.length; i += 2)
      if (places[i]! < start && places[i]! > nearest) nearest = places[i]!;
    start = nearest;
    end = Math.max(end, endOf(places, start));
  }
  return { start, end };
}

const endOf = (places: readonly number[], start: number): number =>
  places[places.indexOf(start) + 1] ?? start;

function longestChain(things: readonly (readonly number[])[]): Link | undefined {
  /** By length, the chain that ends first. */
  const tails: Link[] = [];
  things.forEach((places, thing) => {
    // The last place first, so that no thing follows itself.
    for (let i = places.length - 2; i >= 0; i -= 2) {
      const start = places[i]!;
      let low = 0;
      let high = tails.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (tails[middle]!.start < start) low = middle + 1;
        else high = middle;
      }
      tails[low] = { thing, start, before: tails[low - 1] };
    }
  });
  return tails.at(-1);
}
