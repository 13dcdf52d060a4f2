import { type Random, seededRandom } from "../base/index.ts";
import type { Graph } from "./graph.ts";

/** What the algorithm works on: a graph whose nodes may stand for many, so that they have a weight and loops have gone into it. */
interface Level {
  readonly graph: Graph;
  /** Sum of the weights at each node, loops counted twice. */
  readonly strengths: Float64Array;
}

export interface CommunityOptions {
  readonly resolution: number;
  readonly seed: number;
  /** One number for each node to begin with: from there nodes move, and communities are neither joined nor parted. */
  readonly start?: Int32Array;
}

/**
 * Communities of a graph by the Leiden algorithm (Traag, Waltman, van Eck: From Louvain to Leiden, Scientific Reports 9, 2019) for
 * modularity with a resolution: the sum over communities of (inner weight - resolution * strength² / 4m) / m. Every community is
 * connected. Returns one number for each node, 0 for the largest community; ties go to the one with the lowest node. Takes
 * milliseconds for thousands of nodes; the same seed gives the same answer.
 */
export const communities = (graph: Graph, options: CommunityOptions): Int32Array =>
  communitiesOf({ graph, strengths: strengthsOf(graph) }, options);

/**
 * A graph whose nodes are joined to small communities beforehand: its communities at lower resolutions are made of those, which takes a
 * hundredth of the time and is nearly as good.
 */
export class CoarseGraph {
  private readonly labels: Int32Array;
  private readonly level: Level;

  constructor(graph: Graph, options: CommunityOptions) {
    const { labels, count } = renumber(communities(graph, options));
    this.labels = labels;
    this.level = aggregate({ graph, strengths: strengthsOf(graph) }, labels, count);
  }

  /** One number for each node of the graph. */
  communities(options: Omit<CommunityOptions, "start">): Int32Array {
    const found = communitiesOf(this.level, options);
    return bySize(this.labels.map((label) => found[label]!));
  }
}

function communitiesOf(whole: Level, options: CommunityOptions): Int32Array {
  const random = seededRandom(options.seed);
  const { nodeCount } = whole.graph;
  let level = whole;
  const total = level.strengths.reduce((sum, strength) => sum + strength, 0);
  if (total === 0) return Int32Array.from({ length: nodeCount }, (_, node) => node);
  const penalty = options.resolution / total;
  // `membership` maps the nodes given to the nodes of the current level.
  let membership = Int32Array.from({ length: nodeCount }, (_, node) => node);
  let partition = options.start ? renumber(options.start).labels : Int32Array.from(membership);
  for (;;) {
    moveNodes(level, partition, penalty, random);
    const found = renumber(partition);
    if (found.count === level.graph.nodeCount || options.start) break;
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

/** Modularity at a resolution: inner weight less what chance would give, of all weight. Labels lie below the count of nodes. */
export function modularity(graph: Graph, labels: Int32Array, resolution: number): number {
  const strengths = strengthsOf(graph);
  const totals = new Float64Array(graph.nodeCount);
  let [inner, all] = [0, 0];
  for (let node = 0; node < graph.nodeCount; node++) {
    totals[labels[node]!]! += strengths[node]!;
    all += strengths[node]!;
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++)
      if (labels[graph.targets[i]!] === labels[node]) inner += graph.weights[i]!;
  }
  return inner / all - resolution * totals.reduce((sum, total) => sum + (total / all) ** 2, 0);
}

function strengthsOf(graph: Graph): Float64Array {
  const strengths = new Float64Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) strengths[node]! += graph.weights[i]!;
  }
  return strengths;
}

/** What a node touches: weights to numbered places, cleared after each node. */
class Touched {
  readonly places: Int32Array;
  readonly weights: Float64Array;
  count = 0;

  constructor(most: number) {
    this.places = new Int32Array(most);
    this.weights = new Float64Array(most);
  }

  add(place: number, weight: number): void {
    if (this.weights[place] === 0) this.places[this.count++] = place;
    this.weights[place]! += weight;
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.weights[this.places[i]!] = 0;
    this.count = 0;
  }
}

/** Moves nodes to the neighbouring community with the largest gain until none gains; only nodes near a change are looked at again. */
function moveNodes(level: Level, partition: Int32Array, penalty: number, random: Random): void {
  const { graph, strengths } = level;
  const { nodeCount: n, starts, targets, weights } = graph;
  const totals = new Float64Array(n);
  const sizes = new Int32Array(n);
  for (let node = 0; node < n; node++) {
    totals[partition[node]!]! += strengths[node]!;
    sizes[partition[node]!]!++;
  }
  const empty = new Int32Array(n + 1);
  let empties = 0;
  for (let community = 0; community < n; community++)
    if (sizes[community] === 0) empty[empties++] = community;
  const queue = shuffled(n, random);
  const waiting = new Uint8Array(n).fill(1);
  const touched = new Touched(n);
  let [head, length] = [0, n];
  while (length > 0) {
    const node = queue[head]!;
    if (++head === n) head = 0;
    length--;
    waiting[node] = 0;
    const own = partition[node]!;
    const strength = strengths[node]!;
    totals[own]! -= strength;
    if (--sizes[own]! === 0) empty[empties++] = own;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const other = targets[i]!;
      if (other !== node) touched.add(partition[other]!, weights[i]!);
    }
    const spare = empties > 0 ? empty[empties - 1]! : -1;
    let best = sizes[own]! > 0 ? own : spare;
    let bestGain = touched.weights[own]! - penalty * strength * totals[own]!;
    for (let i = 0; i < touched.count; i++) {
      const community = touched.places[i]!;
      const gain = touched.weights[community]! - penalty * strength * totals[community]!;
      if (gain > bestGain + 1e-12) {
        best = community;
        bestGain = gain;
      }
    }
    // Better alone than in company that costs more than it brings.
    if (bestGain < -1e-12 && spare >= 0) best = spare;
    touched.clear();
    // An empty community that is moved into is always the last of them.
    if (sizes[best]!++ === 0) empties--;
    totals[best]! += strength;
    if (best === own) continue;
    partition[node] = best;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const other = targets[i]!;
      if (waiting[other] === 1 || partition[other] === best) continue;
      waiting[other] = 1;
      const tail = head + length++;
      queue[tail >= n ? tail - n : tail] = other;
    }
  }
}

function shuffled(count: number, random: Random): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const j = Math.floor(random() * (i + 1));
    order[i] = order[j]!;
    order[j] = i;
  }
  return order;
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
  const { nodeCount: n, starts, targets, weights } = graph;
  const parts = Int32Array.from({ length: n }, (_, node) => node);
  const partTotals = Float64Array.from(strengths);
  const communityTotals = new Float64Array(n);
  for (let node = 0; node < n; node++) communityTotals[partition[node]!]! += strengths[node]!;
  // Weight from each part to the rest of its community.
  const cuts = new Float64Array(n);
  for (let node = 0; node < n; node++) {
    const community = partition[node]!;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const other = targets[i]!;
      if (other !== node && partition[other] === community) cuts[node]! += weights[i]!;
    }
  }
  const isAlone = new Uint8Array(n).fill(1);
  const touched = new Touched(n);
  const gains = new Float64Array(n);
  const holdsOn = (part: number, community: number): boolean =>
    cuts[part]! >= penalty * partTotals[part]! * (communityTotals[community]! - partTotals[part]!);
  for (const node of shuffled(n, random)) {
    const community = partition[node]!;
    if (isAlone[node] === 0 || !holdsOn(node, community)) continue;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const other = targets[i]!;
      if (other !== node && partition[other] === community) touched.add(parts[other]!, weights[i]!);
    }
    for (let i = 0; i < touched.count; i++) {
      const part = touched.places[i]!;
      gains[i] = holdsOn(part, community)
        ? touched.weights[part]! - penalty * strengths[node]! * partTotals[part]!
        : -1;
    }
    const chosen = draw(gains, touched.count, random);
    if (chosen >= 0) {
      const part = touched.places[chosen]!;
      parts[node] = part;
      isAlone[part] = 0;
      isAlone[node] = 0;
      partTotals[part]! += strengths[node]!;
      // What tied the two together is inside now, on both sides.
      cuts[part]! += cuts[node]! - 2 * touched.weights[part]!;
    }
    touched.clear();
  }
  return parts;
}

/** Which of the first `count` gains, with a chance proportional to exp(gain / randomness) among gains above nought; -1 where there is none. */
function draw(gains: Float64Array, count: number, random: Random): number {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, gains[i]!);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    gains[i] = gains[i]! > 0 ? Math.exp((gains[i]! - largest) / RANDOMNESS) : 0;
    sum += gains[i]!;
  }
  let left = random() * sum;
  let last = -1;
  for (let i = 0; i < count; i++) {
    if (gains[i] === 0) continue;
    last = i;
    left -= gains[i]!;
    if (left <= 0) break;
  }
  return last;
}

/** One node for each part, the weights between parts added up. Weight inside a part stays in its strength. */
function aggregate(level: Level, labels: Int32Array, count: number): Level {
  const { graph } = level;
  const strengths = new Float64Array(count);
  const firsts = new Int32Array(count + 1);
  for (const label of labels) firsts[label + 1]!++;
  for (let part = 0; part < count; part++) firsts[part + 1]! += firsts[part]!;
  const filled = firsts.slice(0, count);
  const members = new Int32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    strengths[labels[node]!]! += level.strengths[node]!;
    members[filled[labels[node]!]!++] = node;
  }
  const starts = new Int32Array(count + 1);
  const targets = new Int32Array(graph.targets.length);
  const weights = new Float64Array(graph.targets.length);
  const touched = new Touched(count);
  let end = 0;
  for (let part = 0; part < count; part++) {
    for (let m = firsts[part]!; m < firsts[part + 1]!; m++) {
      const node = members[m]!;
      for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
        const other = labels[graph.targets[i]!]!;
        if (other !== part) touched.add(other, graph.weights[i]!);
      }
    }
    for (let i = 0; i < touched.count; i++) {
      targets[end] = touched.places[i]!;
      weights[end++] = touched.weights[touched.places[i]!]!;
    }
    touched.clear();
    starts[part + 1] = end;
  }
  return {
    graph: { nodeCount: count, starts, targets: targets.slice(0, end), weights: weights.slice(0, end) },
    strengths,
  };
}

/** The same partition with numbers from 0, in the order in which they come. Numbers must lie below the count of nodes. */
function renumber(labels: Int32Array): { labels: Int32Array; count: number } {
  const numbers = new Int32Array(labels.length).fill(-1);
  const renumbered = new Int32Array(labels.length);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (numbers[label] === -1) numbers[label] = count++;
    renumbered[i] = numbers[label]!;
  }
  return { labels: renumbered, count };
}

function bySize(labels: Int32Array): Int32Array {
  const { labels: byFirst, count } = renumber(labels);
  const sizes = new Int32Array(count);
  for (const label of byFirst) sizes[label]!++;
  // Equal sizes stay in the order of their first node.
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const rank = new Int32Array(count);
  order.forEach((label, at) => {
    rank[label] = at;
  });
  return byFirst.map((label) => rank[label]!);
}
