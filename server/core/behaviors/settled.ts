import { communities, modularity } from "./communities.ts";
import type { Graph } from "./graph.ts";

/** A resolution (its logarithm), how stable communities are there (0..1), and how many. Points are told in the order of x. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** Communities that no move of a node makes better, at the resolution that gives about so many (its logarithm). */
export interface Settled {
  readonly labels: Int32Array;
  readonly x: number;
}

/** Two or three do; more only where the number swings between two. */
const ROUNDS = 12;

/**
 * Moves nodes from where they are to where they belong, at the resolution that goes with the number of communities, until nothing
 * changes. So what came out of a search goes into the next, and where nothing is new comes out of it as it was.
 */
export function settled(graph: Graph, start: Int32Array, points: readonly Point[], seed: number): Settled {
  let labels = start;
  for (let round = 1; ; round++) {
    const x = resolutionFor(communityCount(labels), points);
    const moved = communities(graph, { resolution: Math.exp(x), seed, start: labels });
    if (round === ROUNDS || isSame(labels, moved)) return { labels: moved, x };
    labels = moved;
  }
}

/** How many communities of more than one node: what is alone is new, or like nothing else. */
export function communityCount(labels: Int32Array): number {
  const [seen, shared] = [new Set<number>(), new Set<number>()];
  for (const label of labels) (seen.has(label) ? shared : seen).add(label);
  return shared.size;
}

/** What each node belonged to before, as somewhere to begin: who was nowhere (-1) begins alone. */
export function begun(before: Int32Array): Int32Array {
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

/** By how many times their number may differ from what it would be now, and how much worse they may be, for behaviors to be kept. */
const MOST_CHANGE = 1.5;
const LOST_STABILITY = 0.02;
const LOST_MODULARITY = 0.01;

/** Whether what was kept describes the graph about as well as what was found afresh: in number, stability and modularity. */
export function isAsGood(graph: Graph, kept: Settled, afresh: Settled, points: readonly Point[]): boolean {
  const [count, now] = [kept, afresh].map(({ labels }) => communityCount(labels)) as [number, number];
  if (count < 2 || Math.max(count / now, now / count) > MOST_CHANGE) return false;
  const best = Math.max(...points.map(({ y }) => y));
  if (nearest(kept.x, points).y < best - LOST_STABILITY) return false;
  const [own, other] = [kept, afresh].map(({ labels }) => modularity(graph, labels, Math.exp(kept.x))) as [
    number,
    number,
  ];
  return own >= other * (1 - LOST_MODULARITY);
}

const nearest = (x: number, points: readonly Point[]): Point =>
  points.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));

/** The logarithm of the resolution that gives about so many, between those that were tried. */
function resolutionFor(count: number, points: readonly Point[]): number {
  const above = points.findIndex((point) => point.count >= count);
  if (above <= 0) return (above === 0 ? points[0] : points.at(-1))!.x;
  const [low, high] = [points[above - 1]!, points[above]!];
  const share = Math.log(count / low.count) / Math.log(high.count / low.count);
  return low.x + share * (high.x - low.x);
}

/** Whether two partitions are one under other numbers. */
function isSame(a: Int32Array, b: Int32Array): boolean {
  const numbers = new Map<number, number>();
  const taken = new Set<number>();
  return a.every((label, node) => {
    const known = numbers.get(label);
    if (known !== undefined) return known === b[node];
    numbers.set(label, b[node]!);
    return taken.size < taken.add(b[node]!).size;
  });
}
