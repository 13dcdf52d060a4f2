import { communities, modularity } from "./communities.ts";
import { fuzzyGraph } from "./graph.ts";
import type { Embeddings } from "./lexical-embedder.ts";
import { nearestNeighbours } from "./neighbours.ts";

/** Rows that are looked at; more say the same. */
const MOST_ROWS = 2_000;
const NEIGHBOURS = 15;

/** What was asked is what is meant; how it was handled has to hold together better to weigh as much. */
const ASKED_WEIGHS = 2;

/**
 * How much what the agent did says beside what was asked: its share, 0 to 1, in the likeness of two requests. People word one wish in a
 * hundred ways and an agent answers it in a few, or the agent says much the same whatever is asked; which of the two it is shows in how
 * well either view falls into groups by itself. A view is as loose as the share of its neighbour graph that leads out of its communities
 * (1 less modularity). Like measurements of different precision, each weighs by the inverse of its looseness, what was asked twice.
 * Worked: 0.5 asked beside 0.105 handled, as in the demo, gives 0.70; alike, a third.
 */
export async function handlingShare(
  asked: Embeddings,
  handled: Embeddings,
  options: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const [loose, other] = [await looseness(asked, options), await looseness(handled, options)];
  return loose / (loose + ASKED_WEIGHS * other || 1);
}

async function looseness(
  embeddings: Embeddings,
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const sample = everyOther(embeddings);
  const rowCount = sample.vectors.length / sample.width;
  const graph = fuzzyGraph(await nearestNeighbours(sample, NEIGHBOURS, { signal }), rowCount);
  const options = { resolution: 1, seed };
  return Math.max(0, 1 - modularity(graph, communities(graph, options), options.resolution));
}

/** At most so many rows, evenly spread: rows come in the order of ids, which says little of what is in them. */
function everyOther({ width, vectors }: Embeddings): Embeddings {
  const rowCount = vectors.length / width;
  const step = Math.max(1, Math.ceil(rowCount / MOST_ROWS));
  const kept = new Float32Array(Math.ceil(rowCount / step) * width);
  for (let row = 0; row < rowCount; row += step)
    kept.set(vectors.subarray(row * width, (row + 1) * width), (row / step) * width);
  return { width, vectors: kept };
}
