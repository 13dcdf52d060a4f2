import { checkpoint, type LongWork, seededRandom } from "../base/index.ts";
import { adjustedMutualInformation } from "./agreement.ts";
import {
  CommunitySearch,
  communitiesOfEach,
  joinedCommunities,
  modularity,
  type PlacedGraph,
} from "./communities.ts";
import { type Graph, subgraph } from "./graph.ts";
import { begun, communityCount, isAsGood, type Point, settled } from "./settled.ts";

/** Resolutions that are tried: a quarter to 22, half an octave apart. Many small intents need high ones, few large ones low ones. */
const RESOLUTIONS = Array.from({ length: 14 }, (_, step) => 0.25 * 2 ** (step / 2));

/** The resolution at which they are joined: to some hundred groups. */
const FINEST = 90;

/** Each trial leaves a fifth of the requests out and looks whether the others still fall into the same behaviors. */
const KEPT_SHARE = 0.8;
const TRIALS = { small: 8, large: 4 };
/** From so many requests on, resolutions are tried on groups of a few requests each, which are joined once. */
const LARGE = 5_000;

/**
 * More behaviors than this are too thin to be judged, as a rate wants about ten requests (`minSamples`): a ninth of the requests, or
 * a little over their square root where there are few. Without it, trials of one test case come out as a behavior each.
 */
const mostCommunities = (nodeCount: number): number => Math.max(nodeCount / 9, 1.25 * Math.sqrt(nodeCount));

/**
 * Splits a graph into as many communities as its own data supports: the resolution at which the partition changes least when a
 * fifth of the nodes is left out (adjusted mutual information with the full partition), read at the top of a parabola over
 * the logarithm of the resolution, so that one lucky trial does not decide. Returns one community a node; a graph without two
 * supported communities is one community.
 */
export async function stableCommunities(
  graph: Graph,
  seed: number,
  { before, ...work }: StableOptions = {},
): Promise<Int32Array> {
  const points = await triedPoints(graph, seed, work);
  if (points.length === 0) return new Int32Array(graph.nodeCount);
  const afresh = settled(graph, bestOf(graph, Math.exp(top(points)), seed), points, seed);
  if (!before) return afresh.labels;
  for (const start of [begun, joinedAt(graph, Math.exp(afresh.x), seed)]) {
    const kept = settled(graph, start(before), points, seed);
    if (isAsGood(graph, kept, afresh, points)) return kept.labels;
  }
  return afresh.labels;
}

/** Of each resolution that is tried: how many communities it gives, and how stable they are. */
async function triedPoints(graph: Graph, seed: number, work: LongWork): Promise<Point[]> {
  const points: Point[] = [];
  const trials = graph.nodeCount < LARGE ? TRIALS.small : TRIALS.large;
  const search = new CommunitySearch(RESOLUTIONS.length * trials * graph.targets.length);
  try {
    const [whole, ...samples] = trialGraphs(graph, { seed, trials, search });
    for (const [step, resolution] of RESOLUTIONS.entries()) {
      await checkpoint(work.signal);
      work.progress?.({ stage: "choosing the number of behaviors", done: step, total: RESOLUTIONS.length });
      const [labels, ...found] = search.find(
        [whole!, ...samples].map(({ among }, trial) => ({ graph: among, resolution, seed: seed + trial })),
      );
      const count = communityCount(labels!);
      if (count > mostCommunities(graph.nodeCount)) break;
      if (count >= 2) points.push({ x: Math.log(resolution), y: stability(labels!, samples, found), count });
    }
  } finally {
    search.end();
  }
  return points;
}

/**
 * What was before, whole communities joined where they would be one at this resolution: then the parts of a community that words part are
 * one again. The graph hardly tells them apart, so that they are far more than it has communities.
 */
const joinedAt =
  (graph: Graph, resolution: number, seed: number) =>
  (before: Int32Array): Int32Array =>
    joinedCommunities(graph, { resolution, seed, start: begun(before) });

/** The algorithm draws lots: of some tries the one with the highest modularity. */
function bestOf(graph: Graph, resolution: number, seed: number): Int32Array {
  const options = Array.from({ length: TRIES }, (_, i) => ({ resolution, seed: seed + i }));
  const tries = communitiesOfEach(graph, options).map((labels) => ({
    labels,
    modularity: modularity(graph, labels, resolution),
  }));
  return tries.reduce((a, b) => (b.modularity > a.modularity ? b : a)).labels;
}

const TRIES = 3;

export interface StableOptions extends LongWork {
  /** What each node belonged to before, -1 for what is new. */
  readonly before?: Int32Array | undefined;
}

/** A part of the nodes, by their numbers in the graph, and the graph among them. */
interface Subsample {
  readonly nodes: Int32Array;
  readonly among: PlacedGraph;
}

/** The whole graph first, then as many with a part of its nodes. */
function trialGraphs(
  graph: Graph,
  {
    seed,
    trials,
    search,
  }: { readonly seed: number; readonly trials: number; readonly search: CommunitySearch },
): Subsample[] {
  const random = seededRandom(seed + 1);
  const parts = Array.from({ length: trials }, () =>
    subgraph(
      graph,
      Uint8Array.from({ length: graph.nodeCount }, () => (random() < KEPT_SHARE ? 1 : 0)),
    ),
  );
  const all = [{ graph, nodes: Int32Array.from({ length: graph.nodeCount }, (_, node) => node) }, ...parts];
  const graphs = all.map((one) => one.graph);
  const placed =
    graph.nodeCount < LARGE
      ? graphs.map((one) => search.place(one))
      : search.placeJoined(
          graphs,
          graphs.map((_, i) => ({ resolution: FINEST, seed: seed + i })),
        );
  return all.map(({ nodes }, i) => ({ nodes, among: placed[i]! }));
}

function stability(labels: Int32Array, samples: readonly Subsample[], found: readonly Int32Array[]): number {
  const agreements = samples.map(({ nodes }, trial) =>
    adjustedMutualInformation(
      nodes.map((node) => labels[node]!),
      found[trial]!,
    ),
  );
  return agreements.reduce((sum, agreement) => sum + agreement, 0) / Math.max(1, agreements.length);
}

/**
 * Where the data do not decide: intents fall into their phrasings, and groups into intents, about as stably as requests fall into
 * intents, so the curve often has several tops or none. On six sets of requests with known intents (from 488 to 19,372 of them, 20 to
 * 133 intents, even and uneven) the best resolution lay between 1 and 8, around 4.
 */
const USUAL = Math.log(4);
/** What an octave away from it costs, in agreement (0..1); two octaves cost four times as much. */
const PULL = 0.0035 / Math.LN2 ** 2;

/** Where the least-squares parabola through the points, less the pull, has its top inside their range; the best point where it has none. */
function top(raw: readonly Point[]): number {
  const points = raw.map((point) => ({ ...point, y: point.y - PULL * (point.x - USUAL) ** 2 }));
  const best = points.reduce((a, b) => (b.y > a.y ? b : a));
  if (points.length < 3) return best.x;
  const mean = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const moment = (power: number): number => points.reduce((sum, { x }) => sum + (x - mean) ** power, 0);
  const product = (power: number): number =>
    points.reduce((sum, { x, y }) => sum + y * (x - mean) ** power, 0);
  const [n, m2, m3, m4] = [points.length, moment(2), moment(3), moment(4)];
  const [t0, t1, t2] = [product(0), product(1), product(2)];
  // Normal equations of y = a + b u + c u², u centred so that its first moment is nought, solved by Cramer's rule.
  const determinant = n * (m2 * m4 - m3 * m3) - m2 ** 3;
  const slope = (n * (t1 * m4 - m3 * t2) + m2 * (t0 * m3 - m2 * t1)) / determinant;
  const bend = (n * (m2 * t2 - m3 * t1) - m2 * m2 * t0) / determinant;
  if (!(bend < 0)) return best.x;
  return Math.min(points.at(-1)!.x, Math.max(points[0]!.x, mean - slope / (2 * bend)));
}
