import { checkpoint, type LongWork } from "../base/index.ts";
import { behaviorIds, type PreviousBehavior } from "./behavior-ids.ts";
import { communities } from "./communities.ts";
import { MARKS, type Mark, markOfContent } from "./decisions.ts";
import type { Saying } from "./describe-clusters.ts";
import { centroidOf, dot, exemplarRows } from "./exemplars.ts";
import { embedSayings, groupSayings } from "./find-behaviors.ts";
import { fuzzyGraph, neighbourCount } from "./graph.ts";
import type { Embeddings } from "./lexical-embedder.ts";
import { nearestNeighbours } from "./neighbours.ts";
import type { Request } from "./requests.ts";

/** A part of a behavior, with the ids of its requests. */
export interface BehaviorPart extends Mark {
  readonly memberIds: readonly string[];
}

/** Fewer requests than this are no part. */
const LEAST = 3;
/** A sixth of an octave: few enough steps, and no more parts than the first that fall apart. */
const STEP = 2 ** (1 / 6);
const COARSEST = 0.1;
const FINEST = 64;

/**
 * Parts of one behavior's requests: communities among them at the lowest resolution that gives two or more of three requests each;
 * what is in none of these goes to the part it is most like. The largest keeps the behavior's id. Undefined where the requests hold
 * together at every resolution. Deterministic in the requests and the seed.
 */
export async function partsOfBehavior(
  requests: readonly Request[],
  {
    id,
    others,
    ...options
  }: LongWork & {
    readonly id: string;
    /** All behaviors, so that new ids are nobody's. */
    readonly others: readonly PreviousBehavior[];
    readonly seed: number;
    readonly asked?: ReadonlyMap<string, Float32Array>;
  },
): Promise<BehaviorPart[] | undefined> {
  const sayings = groupSayings(requests);
  if (sayings.length < 2) return undefined;
  const { embeddings } = await embedSayings(sayings, options);
  const graph = fuzzyGraph(
    await nearestNeighbours(embeddings, neighbourCount(sayings.length), options),
    sayings.length,
  );
  const size = (rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + sayings[row]!.requests.length, 0);
  for (let resolution = COARSEST; resolution <= FINEST; resolution *= STEP) {
    await checkpoint(options.signal);
    const found = rowsByLabel(communities(graph, { resolution, seed: options.seed }));
    const large = found.filter((rows) => size(rows) >= LEAST).sort((a, b) => size(b) - size(a));
    if (large.length < 2) continue;
    const parts = withStrays(large, found, embeddings);
    return marked(parts, sayings, embeddings, id, others);
  }
  return undefined;
}

function rowsByLabel(labels: Int32Array): number[][] {
  const rows: number[][] = [];
  labels.forEach((label, row) => {
    rows[label] ??= [];
    rows[label]!.push(row);
  });
  return rows;
}

function withStrays(
  large: readonly (readonly number[])[],
  found: readonly (readonly number[])[],
  embeddings: Embeddings,
): number[][] {
  const { vectors, width } = embeddings;
  const centroids = large.map((rows) => centroidOf(embeddings, rows));
  const parts = large.map((rows) => [...rows]);
  for (const row of found.filter((rows) => !large.includes(rows)).flat()) {
    const vector = vectors.subarray(row * width, (row + 1) * width);
    const likeness = centroids.map((centroid) => dot(vector, centroid));
    parts[likeness.indexOf(Math.max(...likeness))]!.push(row);
  }
  return parts;
}

function marked(
  parts: readonly (readonly number[])[],
  sayings: readonly Saying[],
  embeddings: Embeddings,
  id: string,
  others: readonly PreviousBehavior[],
): BehaviorPart[] {
  const typical = parts.map((rows) =>
    exemplarRows(embeddings, rows, centroidOf(embeddings, rows), MARKS).map((row) =>
      markOfContent(sayings[row]!.content),
    ),
  );
  const memberIds = parts.map((rows) => rows.flatMap((row) => sayings[row]!.requests.map((one) => one.id)));
  // The largest is handed the id as if it alone had been the behavior.
  const before = [
    { id, memberIds: memberIds[0]! },
    ...others.filter((other) => other.id !== id).map((other) => ({ id: other.id, memberIds: [] })),
  ];
  const ids = behaviorIds(
    memberIds,
    typical.map(([first]) => first!),
    before,
  );
  return parts.map((_, part) => ({
    id: ids[part]!,
    requests: [...new Set(typical[part]!)].sort(),
    memberIds: memberIds[part]!,
  }));
}
