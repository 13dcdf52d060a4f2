import { type Random, seededRandom, shuffle } from "../base/index.ts";
import type { Graph } from "./graph.ts";

/** What the algorithm works on: a graph whose nodes may stand for many, so that they have a weight and loops have gone into it. */
interface Level {
  readonly graph: Graph;
  /** Sum of the weights at each node, loops counted twice. */
  readonly strengths: Float64Array;
}

/**
 * Communities of a graph by the Leiden algorithm (Traag, Waltman, van Eck: From Louvain to Leiden, Scientific Reports 9, 2019) for
 * modularity with a resolution: the sum over communities of (inner weight - resolution * strength² / 4m) / m. Every community is
 * connected. Returns one number for each node, 0 for the largest community; ties go to the one with the lowest node. Takes
 * milliseconds for thousands of nodes; the same seed gives the same answer.
 */
export function communities(
  graph: Graph,
  options: { readonly resolution: number; readonly seed: number },
): Int32Array {
  const random = seededRandom(options.seed);
  let level: Level = { graph, strengths: strengthsOf(graph) };
  const total = level.strengths.reduce((sum, strength) => sum + strength, 0);
  if (total === 0) return Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  const penalty = options.resolution / total;
  // `membership` maps the nodes given to the nodes of the current level.
  let membership = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  let partition = Int32Array.from(membership);
  for (;;) {
    moveNodes(level, partition, penalty, random);
    const found = renumber(partition);
    if (found.count === level.graph.nodeCount) break;
    const refined = refine(level, found.labels, penalty, random);
    const parts = renumber(refined);
    // A refinement that joined nothing would loop for ever; the communities themselves are then the next level.
    const merged = parts.count < level.graph.nodeCount ? parts : found;
    partition = new Int32Array(merged.count);
    for (let node = 0; node < level.graph.nodeCount; node++)
      partition[merged.labels[node]!] = found.labels[node]!;
    membership = membership.map((node) => merged.labels[node]!);
    level = aggregate(level, merged.labels, merged.count);
  }
  return bySize(membership.map((node) => partition[node]!));
}

function strengthsOf(graph: Graph): Float64Array {
  const strengths = new Float64Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) strengths[node]! += graph.weights[i]!;
  }
  return strengths;
}

/** Moves nodes to the neighbouring community with the largest gain until none gains; only nodes near a change are looked at again. */
function moveNodes(level: Level, partition: Int32Array, penalty: number, random: Random): void {
  const { graph, strengths } = level;
  const n = graph.nodeCount;
  const totals = new Float64Array(n);
  const sizes = new Int32Array(n);
  for (let node = 0; node < n; node++) {
    totals[partition[node]!]! += strengths[node]!;
    sizes[partition[node]!]!++;
  }
  const empty = Array.from(sizes.keys()).filter((community) => sizes[community] === 0);
  const queue = Int32Array.from(
    shuffle(
      Array.from({ length: n }, (_, node) => node),
      random,
    ),
  );
  const waiting = new Uint8Array(n).fill(1);
  const weightTo = new Float64Array(n);
  const touched: number[] = [];
  let [head, length] = [0, n];
  while (length > 0) {
    const node = queue[head]!;
    head = (head + 1) % n;
    length--;
    waiting[node] = 0;
    const own = partition[node]!;
    totals[own]! -= strengths[node]!;
    if (--sizes[own]! === 0) empty.push(own);
    gather(graph, node, partition, weightTo, touched);
    const spare = empty.at(-1)!;
    let best = sizes[own]! > 0 ? own : spare;
    let bestGain = (weightTo[own] ?? 0) - penalty * strengths[node]! * totals[own]!;
    for (const community of touched) {
      const gain = weightTo[community]! - penalty * strengths[node]! * totals[community]!;
      if (gain > bestGain + 1e-12) [best, bestGain] = [community, gain];
    }
    // Better alone than in company that costs more than it brings.
    if (bestGain < -1e-12 && spare !== undefined) best = spare;
    for (const community of touched) weightTo[community] = 0;
    touched.length = 0;
    if (sizes[best]!++ === 0) empty.splice(empty.lastIndexOf(best), 1);
    totals[best]! += strengths[node]!;
    if (best === own) continue;
    partition[node] = best;
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      const other = graph.targets[i]!;
      if (waiting[other] === 1 || partition[other] === best) continue;
      waiting[other] = 1;
      queue[(head + length++) % n] = other;
    }
  }
}

/** Adds up the weight from a node to each community around it. */
function gather(
  graph: Graph,
  node: number,
  partition: Int32Array,
  weightTo: Float64Array,
  touched: number[],
): void {
  for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
    const other = graph.targets[i]!;
    if (other === node) continue;
    const community = partition[other]!;
    if (weightTo[community] === 0) touched.push(community);
    weightTo[community]! += graph.weights[i]!;
  }
}

/** How freely the refinement tries merges that are not the best; the value of the paper's experiments. */
const RANDOMNESS = 0.01;

/**
 * Splits each community into well-connected parts: nodes start alone and join, with a chance that grows with the gain, a part of
 * their own community. Only nodes and parts that hold on to the rest of the community well enough take part (the paper's gamma-
 * connectedness), which is what keeps every community in one piece.
 */
function refine(level: Level, partition: Int32Array, penalty: number, random: Random): Int32Array {
  const { graph, strengths } = level;
  const n = graph.nodeCount;
  const parts = Int32Array.from({ length: n }, (_, node) => node);
  const partTotals = Float64Array.from(strengths);
  const communityTotals = new Float64Array(n);
  for (let node = 0; node < n; node++) communityTotals[partition[node]!]! += strengths[node]!;
  // Weight from each part to the rest of its community.
  const cuts = new Float64Array(n);
  for (let node = 0; node < n; node++) {
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      const other = graph.targets[i]!;
      if (other !== node && partition[other] === partition[node]) cuts[node]! += graph.weights[i]!;
    }
  }
  const isAlone = new Uint8Array(n).fill(1);
  const weightTo = new Float64Array(n);
  const touched: number[] = [];
  const holdsOn = (part: number, community: number): boolean =>
    cuts[part]! >= penalty * partTotals[part]! * (communityTotals[community]! - partTotals[part]!);
  for (const node of shuffle(
    Array.from({ length: n }, (_, i) => i),
    random,
  )) {
    const community = partition[node]!;
    if (isAlone[node] === 0 || !holdsOn(node, community)) continue;
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      const other = graph.targets[i]!;
      if (other === node || partition[other] !== community) continue;
      const part = parts[other]!;
      if (weightTo[part] === 0) touched.push(part);
      weightTo[part]! += graph.weights[i]!;
    }
    const gains = touched.map((part) =>
      holdsOn(part, community) ? weightTo[part]! - penalty * strengths[node]! * partTotals[part]! : -1,
    );
    const chosen = draw(gains, random);
    if (chosen >= 0) {
      const part = touched[chosen]!;
      parts[node] = part;
      isAlone[part] = 0;
      isAlone[node] = 0;
      partTotals[part]! += strengths[node]!;
      // What tied the two together is inside now, on both sides.
      cuts[part]! += cuts[node]! - 2 * weightTo[part]!;
    }
    for (const part of touched) weightTo[part] = 0;
    touched.length = 0;
  }
  return parts;
}

/** Index drawn with probability proportional to exp(gain / randomness) among gains of nought or more, -1 where there is none. */
function draw(gains: readonly number[], random: Random): number {
  const largest = Math.max(0, ...gains);
  const chances = gains.map((gain) => (gain > 0 ? Math.exp((gain - largest) / RANDOMNESS) : 0));
  let left = random() * chances.reduce((sum, chance) => sum + chance, 0);
  for (let i = 0; i < chances.length; i++) {
    left -= chances[i]!;
    if (chances[i]! > 0 && left <= 0) return i;
  }
  return chances.findLastIndex((chance) => chance > 0);
}

/** One node for each part, the weights between parts added up. Weight inside a part stays in its strength. */
function aggregate(level: Level, labels: Int32Array, count: number): Level {
  const { graph } = level;
  const strengths = new Float64Array(count);
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let node = 0; node < graph.nodeCount; node++) {
    strengths[labels[node]!]! += level.strengths[node]!;
    members[labels[node]!]!.push(node);
  }
  const starts = new Int32Array(count + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  const weightTo = new Float64Array(count);
  members.forEach((nodes, part) => {
    const touched: number[] = [];
    for (const node of nodes) gather(graph, node, labels, weightTo, touched);
    for (const other of touched) {
      if (other !== part) {
        targets.push(other);
        weights.push(weightTo[other]!);
      }
      weightTo[other] = 0;
    }
    starts[part + 1] = targets.length;
  });
  return {
    graph: {
      nodeCount: count,
      starts,
      targets: Int32Array.from(targets),
      weights: Float64Array.from(weights),
    },
    strengths,
  };
}

function renumber(labels: Int32Array): { labels: Int32Array; count: number } {
  const numbers = new Map<number, number>();
  const renumbered = labels.map((label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
  return { labels: renumbered, count: numbers.size };
}

function bySize(labels: Int32Array): Int32Array {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  // A Map keeps the order in which labels were met, so equal sizes stay in the order of their first node.
  const order = new Map([...sizes].sort((a, b) => b[1] - a[1]).map(([label], rank) => [label, rank]));
  return labels.map((label) => order.get(label)!);
}
