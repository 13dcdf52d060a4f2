import { checkpoint, type LongWork } from "../base/index.ts";
import { communitiesOfEach } from "./communities.ts";
import { fuzzyGraph, type Graph, neighbourCount } from "./graph.ts";
import { localNeighbours, type View } from "./local-neighbours.ts";

/** Fewer requests than this are too thin to be a part: a rate wants about ten. */
const THIN = 10;
/** Two parts are two wishes where the ties between them weigh less than this share of what they would by chance. */
const LOOSE = 0.08;
/** Where it was decided before, it has to be this many times clearer that it is otherwise: nobody's behavior comes and goes by a hair. */
const CLEARLY = 2;
/** From nearly whole to a handful of parts: from the coarsest on there is some way to cut. */
const RESOLUTIONS = [0.3, 0.5, 0.7, 1];
/** More sayings than this are no pair of look-alikes, and to compare them all among themselves takes long. */
const MOST_SAYINGS = 2_000;

export interface LookAlikeOptions extends Pick<LongWork, "signal"> {
  readonly seed: number;
  /** How many requests a row stands for. */
  readonly sizeOf: (row: number) => number;
  /** The behavior that a row was in before, by its number; -1 for what is new. */
  readonly before?: Int32Array | undefined;
  /** Whether what was whole may be parted, or is new; else only what was parted before is. Yes by default. */
  readonly cutsAnew?: boolean;
}

/**
 * Parts communities that hold two wishes which look alike from afar. What tells a hundred wishes from each other is not what tells two
 * of one kind apart: beside "weight", "calories" and "plan", the word "teenager" weighs little among all requests, yet among those about
 * losing weight it is the difference. So each community is looked at by itself, by the words that are rare in there, and parted where
 * hardly anything ties the parts together; requests in one wish's many phrasings hold together through what some of them share. Parts
 * are looked at again. Deterministic; some tenths of a second for 20,000 texts.
 */
export async function partLookAlikes(
  found: readonly (readonly number[])[],
  views: readonly View[],
  options: LookAlikeOptions,
): Promise<number[][]> {
  const parted: number[][] = [];
  const formerSizes = new Map<number, number>();
  for (const former of options.before ?? []) formerSizes.set(former, (formerSizes.get(former) ?? 0) + 1);
  for (const rows of found) {
    const waiting = [[...rows]];
    for (let part = waiting.pop(); part; part = waiting.pop()) {
      await checkpoint(options.signal);
      const cut = cutOf(part, views, { ...options, formerSizes });
      if (cut) waiting.push(...cut);
      else parted.push(part);
    }
  }
  return parted;
}

function cutOf(
  rows: readonly number[],
  views: readonly View[],
  {
    seed,
    sizeOf,
    before,
    cutsAnew = true,
    formerSizes,
  }: LookAlikeOptions & { readonly formerSizes: FormerSizes },
): [number[], number[]] | undefined {
  const all = rows.reduce((sum, row) => sum + sizeOf(row), 0);
  if (all < 2 * THIN || rows.length > MOST_SAYINGS || !(cutsAnew || before)) return undefined;
  const graph = fuzzyGraph(localNeighbours(views, rows, neighbourCount(rows.length)), rows.length);
  const loosestOf = (labels: Int32Array, limit: number): Part | undefined => {
    const { sizes, ties } = sidesOf(graph, labels, (node) => sizeOf(rows[node]!));
    const parts = Array.from(ties, (tie, label) => ({ labels, label, tie }));
    return loosest(
      parts.filter(({ label, tie }) => tie < limit && sizes[label]! >= THIN && all - sizes[label]! >= THIN),
    );
  };
  const were = before && formerParts(graph, rows, { before, formerSizes });
  // One that was whole stays whole, several that were apart may be cut anew, each unless it is clearly wrong.
  const limit = were ? (were.count > 1 ? LOOSE * CLEARLY : LOOSE / CLEARLY) : LOOSE;
  const anew = (): readonly Int32Array[] =>
    cutsAnew
      ? communitiesOfEach(
          graph,
          RESOLUTIONS.map((resolution) => ({ resolution, seed })),
        )
      : [];
  const best =
    (were && loosestOf(were.labels, LOOSE * CLEARLY)) ??
    loosest(anew().flatMap((labels) => loosestOf(labels, limit) ?? []));
  if (!best) return undefined;
  const isIn = (i: number): boolean => best.labels[i] === best.label;
  return [rows.filter((_, i) => !isIn(i)), rows.filter((_, i) => isIn(i))];
}

/** One of the communities of a graph, and what ties it to the others. */
interface Part {
  readonly labels: Int32Array;
  readonly label: number;
  readonly tie: number;
}

const loosest = (parts: readonly Part[]): Part | undefined =>
  parts.reduce<Part | undefined>((a, b) => (a && a.tie <= b.tie ? a : b), undefined);

/** How many rows each behavior had before, by its number. */
type FormerSizes = ReadonlyMap<number, number>;

/**
 * What the rows were parts of before, as far as most of the part is among them; what is new, or came from elsewhere, goes where its
 * strongest ties are. `count`: parts that are thick enough to be one. Undefined where most of the rows are new.
 */
function formerParts(
  graph: Graph,
  rows: readonly number[],
  { before, formerSizes }: { readonly before: Int32Array; readonly formerSizes: FormerSizes },
): { readonly labels: Int32Array; readonly count: number } | undefined {
  const here = new Map<number, number>();
  for (const row of rows) here.set(before[row]!, (here.get(before[row]!) ?? 0) + 1);
  const parts = [...here].filter(([former, n]) => former >= 0 && 2 * n > formerSizes.get(former)!);
  const numbers = new Map(parts.map(([former], number) => [former, number]));
  const was = Int32Array.from(rows, (row) => numbers.get(before[row]!) ?? -1);
  if (2 * was.filter((label) => label < 0).length > rows.length) return undefined;
  const labels = was.map((label, node) => {
    if (label >= 0) return label;
    const ties = new Float64Array(numbers.size);
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++)
      if (was[graph.targets[i]!]! >= 0) ties[was[graph.targets[i]!]!]! += graph.weights[i]!;
    return ties.indexOf(Math.max(...ties));
  });
  return { labels, count: parts.filter(([, n]) => n >= THIN).length };
}

/** Of each community its requests, and the weight that ties it to all others as a share of what chance would give. */
function sidesOf(
  graph: Graph,
  labels: Int32Array,
  sizeOf: (node: number) => number,
): { readonly sizes: Float64Array; readonly ties: Float64Array } {
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const [sizes, strengths, out] = [0, 0, 0].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let total = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const own = labels[node]!;
    sizes[own]! += sizeOf(node);
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      strengths[own]! += graph.weights[i]!;
      total += graph.weights[i]!;
      if (labels[graph.targets[i]!] !== own) out[own]! += graph.weights[i]!;
    }
  }
  const ties = out.map((weight, c) => (weight * total) / (strengths[c]! * (total - strengths[c]!)));
  return { sizes, ties };
}
