import type { Graph } from "./graph.ts";
import { type GraphArguments, Kernels } from "./kernels/kernels.ts";

export interface CommunityOptions {
  readonly resolution: number;
  readonly seed: number;
  /** One number for each node to begin with: from there nodes move, and communities are neither joined nor parted. */
  readonly start?: Int32Array | undefined;
}

/**
 * Communities of a graph by the Leiden algorithm (Traag, Waltman, van Eck: From Louvain to Leiden, Scientific Reports 9, 2019) for
 * modularity with a resolution: the sum over communities of (inner weight - resolution * strength² / 4m) / m. Every community is
 * connected. Returns one number for each node, 0 for the largest community; ties go to the one with the lowest node. Takes
 * milliseconds for thousands of nodes; the same seed gives the same answer. The loops are in kernels/leiden.as.
 */
export const communities = (graph: Graph, options: CommunityOptions): Int32Array =>
  communitiesOfEach(graph, [options])[0]!;

/** The same for several options at once, on both processors where there are two. */
export function communitiesOfEach(graph: Graph, options: readonly CommunityOptions[]): Int32Array[] {
  const search = new CommunitySearch(options.length < 2 ? 0 : options.length * graph.targets.length);
  try {
    const placed = search.place(graph);
    return search.find(options.map((each) => ({ graph: placed, ...each })));
  } finally {
    search.end();
  }
}

/** Communities made of those that are found from a start, which are joined where they would be one: whole, as none of them is parted. */
export function joinedCommunities(graph: Graph, options: CommunityOptions): Int32Array {
  const search = new CommunitySearch(0);
  try {
    const [joined] = search.placeJoined([graph], [options]);
    return search.find([{ ...options, graph: joined!, start: undefined }])[0]!;
  } finally {
    search.end();
  }
}

/** A graph in the memory of a search. */
export interface PlacedGraph {
  readonly at: GraphArguments;
  readonly entries: number;
  /** Sum of the strengths of all nodes. */
  readonly total: number;
  /** Where nodes were joined beforehand: what each node of the graph that was given is a part of. */
  readonly joined?: Int32Array;
}

/** What an entry of a graph takes, in multiplications. */
const WORK = 500;

/** Finds communities of some graphs again and again; what was placed is there until `end`. */
export class CommunitySearch {
  private readonly kernels: Kernels;
  private rooms: readonly Room[] = [];

  /** `entries`: how many entries of graphs will be looked at in all. */
  constructor(entries: number) {
    this.kernels = Kernels.borrow(entries * WORK);
  }

  end(): void {
    this.kernels.end();
  }

  /** How many work now. */
  get threads(): number {
    return this.kernels.threads;
  }

  /** How many calls the second thread has made. */
  get helped(): number {
    return this.kernels.helped;
  }

  place(graph: Graph, strengths = strengthsOf(graph)): PlacedGraph {
    const { kernels } = this;
    const { nodeCount, starts, targets, weights } = graph;
    return {
      at: [
        nodeCount,
        ...([
          kernels.put(starts),
          kernels.put(targets),
          kernels.put(weights),
          kernels.put(strengths),
        ] as const),
      ],
      entries: targets.length,
      total: strengths.reduce((sum, strength) => sum + strength, 0),
    };
  }

  /**
   * Graphs whose nodes are joined to small communities beforehand: their communities at lower resolutions are made of those, which takes
   * a hundredth of the time and is nearly as good. `options`: of each graph.
   */
  placeJoined(graphs: readonly Graph[], options: readonly CommunityOptions[]): PlacedGraph[] {
    // Whole graphs of many requests, all at once, would take a gigabyte: only what is left of them stays.
    const left: Joined[] = [];
    for (let first = 0; first < graphs.length; first += HANDS) {
      const mark = this.kernels.mark();
      const now = graphs.slice(first, first + HANDS).map((graph) => this.place(graph));
      const found = this.find(now.map((graph, i) => ({ graph, ...options[first + i]! })));
      left.push(...now.map((graph, i) => this.join(graph, found[i]!)));
      this.kernels.release(mark);
      this.rooms = [];
    }
    return left.map(({ graph, strengths, parts }) => ({ ...this.place(graph, strengths), joined: parts }));
  }

  /** One number for each node, as `communities` has it. */
  find(calls: readonly (CommunityOptions & { readonly graph: PlacedGraph })[]): Int32Array[] {
    const found: Int32Array[] = [];
    for (let first = 0; first < calls.length; first += HANDS) {
      const now = calls.slice(first, first + HANDS);
      const rooms = this.roomsFor(now.map(({ graph }) => graph));
      this.kernels.each(
        "leiden",
        now.map((call, i) => this.order(call, rooms[i]!)),
      );
      now.forEach(({ graph }, i) => {
        const labels = this.kernels.integers(rooms[i]!.labels, graph.at[0]);
        found.push(bySize(graph.joined ? graph.joined.map((node) => labels[node]!) : labels.slice()));
      });
    }
    return found;
  }

  private order(
    { graph, resolution, seed, start }: CommunityOptions & { readonly graph: PlacedGraph },
    { numbers, labels, scratch }: Room,
  ): [...GraphArguments, number, number, number, number] {
    // Without any edge all stay alone, whatever the resolution.
    this.kernels.doubles(numbers, 1)[0] = resolution / (graph.total || 1);
    this.kernels.integers(numbers + 8, 1)[0] = seed;
    if (start) this.kernels.integers(labels, start.length).set(renumber(start).labels);
    return [...graph.at, numbers, labels, start ? 1 : 0, scratch];
  }

  private join(graph: PlacedGraph, labels: Int32Array): Joined {
    const { kernels } = this;
    const { labels: parts, count } = renumber(labels);
    const [starts, targets, weights, strengths] = [
      kernels.take(4 * (count + 1)),
      kernels.take(4 * graph.entries),
      kernels.take(8 * graph.entries),
      kernels.take(8 * count),
    ] as const;
    const { scratch, labels: at } = this.roomsFor([graph])[0]!;
    kernels.integers(at, parts.length).set(parts);
    kernels.run.join(...graph.at, at, count, starts, targets, weights, strengths, scratch);
    const firsts = kernels.integers(starts, count + 1).slice();
    return {
      graph: {
        nodeCount: count,
        starts: firsts,
        targets: kernels.integers(targets, firsts[count]!).slice(),
        weights: kernels.doubles(weights, firsts[count]!).slice(),
      },
      strengths: kernels.doubles(strengths, count).slice(),
      parts,
    };
  }

  /** Room to work in, for as many graphs at once. */
  private roomsFor(graphs: readonly PlacedGraph[]): readonly Room[] {
    const nodes = Math.max(...graphs.map(({ at }) => at[0]));
    const entries = Math.max(...graphs.map((graph) => graph.entries));
    const [first] = this.rooms;
    if (!first || this.rooms.length < graphs.length || first.nodes < nodes || first.entries < entries)
      this.rooms = graphs.map(() => ({
        ...{ nodes, entries },
        numbers: this.kernels.take(16),
        labels: this.kernels.take(4 * nodes),
        scratch: this.kernels.take(140 * nodes + 24 * entries + 1_024),
      }));
    return this.rooms;
  }
}

/** A graph of parts, what they weigh with the edges inside them, and which of them each node went into. */
interface Joined {
  readonly graph: Graph;
  readonly strengths: Float64Array;
  readonly parts: Int32Array;
}

/** Searches at the same time, one for each thread. */
const HANDS = 2;

interface Room {
  readonly nodes: number;
  readonly entries: number;
  readonly numbers: number;
  readonly labels: number;
  readonly scratch: number;
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
