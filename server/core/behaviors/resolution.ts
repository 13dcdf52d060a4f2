import { checkpoint, type LongWork, seededRandom } from "../base/index.ts";
import { adjustedMutualInformation } from "./agreement.ts";
import { communities, modularity } from "./communities.ts";
import { type Graph, subgraph } from "./graph.ts";

/** Resolutions that are tried: a quarter to 22, half an octave apart. Many small intents need high ones, few large ones low ones. */
const RESOLUTIONS = Array.from({ length: 14 }, (_, step) => 0.25 * 2 ** (step / 2));

/** Each trial leaves a fifth of the requests out and looks whether the others still fall into the same behaviors. */
const KEPT_SHARE = 0.8;
const TRIALS = { small: 8, large: 3 };
const LARGE = 2000;

/**
 * More behaviors than this are too thin to be judged, as a rate wants about ten requests (`minSamples`): a ninth of the requests, or
 * a little over their square root where there are few. Without it, trials of one test case come out as a behavior each.
 */
const mostCommunities = (nodeCount: number): number => Math.max(nodeCount / 9, 1.25 * Math.sqrt(nodeCount));

/**
 * Splits a graph into as many communities as its own data supports: the resolution at which the partition changes least when a
 * fifth of the nodes is left out (adjusted mutual information with the full partition), read near the top of a parabola over
 * the logarithm of the resolution, so that one lucky trial does not decide. Returns one community a node; a graph without two
 * supported communities is one community.
 */
export async function stableCommunities(
  graph: Graph,
  seed: number,
  { before, ...work }: StableOptions = {},
): Promise<Int32Array> {
  const points: Point[] = [];
  const samples = subsamples(graph, seed);
  for (const [step, resolution] of RESOLUTIONS.entries()) {
    await checkpoint(work.signal);
    work.progress?.({ stage: "choosing the number of behaviors", done: step, total: RESOLUTIONS.length });
    const labels = communities(graph, { resolution, seed });
    const count = new Set(labels).size;
    if (count > mostCommunities(graph.nodeCount)) break;
    if (count >= 2)
      points.push({ x: Math.log(resolution), y: stability(labels, samples, { resolution, seed }), count });
  }
  if (points.length === 0) return new Int32Array(graph.nodeCount);
  const labels = communities(graph, { resolution: Math.exp(nearTop(points)), seed });
  return (before && continued(graph, points, { before, labels, seed })) ?? labels;
}

/** By how many times their number may differ from what it would be now, and how much worse they may be, for behaviors to be kept. */
const MOST_CHANGE = 1.5;
const LOST_STABILITY = 0.02;
const LOST_MODULARITY = 0.01;

/**
 * The communities of before, as far as the graph still bears them out: their number is about what it would be now, and about as stable.
 * They are the beginning from which the best that lies near is looked for. So traffic that brings nothing new changes next to nothing.
 */
function continued(
  graph: Graph,
  points: readonly Point[],
  {
    before,
    labels,
    seed,
  }: { readonly before: Int32Array; readonly labels: Int32Array; readonly seed: number },
): Int32Array | undefined {
  const count = new Set(before.filter((label) => label >= 0)).size;
  const now = new Set(labels).size;
  if (count < 2 || Math.max(count / now, now / count) > MOST_CHANGE) return undefined;
  const x = resolutionFor(count, points);
  const nearest = points.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
  const best = Math.max(...points.map(({ y }) => y));
  if (nearest.y < best - LOST_STABILITY) return undefined;
  const resolution = Math.exp(x);
  const kept = communities(graph, { resolution, seed, start: begun(before) });
  const afresh = communities(graph, { resolution, seed });
  const loss = 1 - modularity(graph, kept, resolution) / modularity(graph, afresh, resolution);
  return loss <= LOST_MODULARITY ? kept : undefined;
}

/** The logarithm of the resolution that gives about so many, between those that were tried. */
function resolutionFor(count: number, points: readonly Point[]): number {
  const above = points.findIndex((point) => point.count >= count);
  if (above <= 0) return (above === 0 ? points[0] : points.at(-1))!.x;
  const [low, high] = [points[above - 1]!, points[above]!];
  const share = Math.log(count / low.count) / Math.log(high.count / low.count);
  return low.x + share * (high.x - low.x);
}

/** Who was nowhere begins alone. */
function begun(before: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  let next = 0;
  return before.map((label) => {
    if (label < 0) return next++;
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, next);
    return next++;
  });
}

export interface StableOptions extends LongWork {
  /** What each node belonged to before, -1 for what is new. */
  readonly before?: Int32Array | undefined;
}

/** A resolution (its logarithm), how stable communities are there, and how many. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

type Subsample = ReturnType<typeof subgraph>;

function subsamples(graph: Graph, seed: number): Subsample[] {
  const random = seededRandom(seed + 1);
  const trials = graph.nodeCount < LARGE ? TRIALS.small : TRIALS.large;
  return Array.from({ length: trials }, () =>
    subgraph(
      graph,
      Uint8Array.from({ length: graph.nodeCount }, () => (random() < KEPT_SHARE ? 1 : 0)),
    ),
  );
}

function stability(
  labels: Int32Array,
  samples: readonly Subsample[],
  options: { resolution: number; seed: number },
): number {
  const agreements = samples.map((sample, trial) => {
    const found = communities(sample.graph, {
      resolution: options.resolution,
      seed: options.seed + 1 + trial,
    });
    return adjustedMutualInformation(
      Array.from(sample.nodes, (node) => labels[node]!),
      found,
    );
  });
  return agreements.reduce((sum, agreement) => sum + agreement, 0) / Math.max(1, agreements.length);
}

/**
 * How much of the agreement (0..1) is given up for fewer behaviors: above the right number the curve is nearly flat, as intents fall
 * into their phrasings just as stably as requests fall into intents.
 */
const INDIFFERENCE = 0.001;

/**
 * Where, on its way up, the least-squares parabola through the points comes within `INDIFFERENCE` of its top, inside their range; the
 * best point where it has no top.
 */
function nearTop(points: readonly Point[]): number {
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
  const left = mean - slope / (2 * bend) - Math.sqrt(INDIFFERENCE / -bend);
  return Math.min(points.at(-1)!.x, Math.max(points[0]!.x, left));
}
