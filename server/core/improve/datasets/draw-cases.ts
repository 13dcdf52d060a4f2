import { groupBy, stableId } from "../../base/index.ts";
import { contentKey } from "../../behaviors/index.ts";

/** A recorded conversation that may become a case. */
export interface Candidate {
  readonly conversation: string;
  /** What the user opened with. */
  readonly text: string;
  /** By the embedder that finds behaviors, of length 1. */
  readonly vector: Float32Array;
  /** The task or test case that it repeats. */
  readonly task?: string | undefined;
  readonly behavior?: string | undefined;
  readonly outcome?: "pass" | "fail" | undefined;
  /** What it is a case of was asked for later: the opening says nothing of it, and is not recombined. */
  readonly isLater?: boolean | undefined;
  /** What recorded tool calls were given: a recombined text keeps it, since their results are given for identical arguments only. */
  readonly pinned?: readonly string[] | undefined;
}

/** Candidates that ask the same in the same words. */
interface Saying {
  readonly first: Candidate;
  readonly size: number;
}

export interface DrawOptions {
  readonly count: number;
  readonly seed: number;
  /** Conversations that are to be in it whatever else is drawn. */
  readonly kept?: ReadonlySet<string>;
}

/**
 * So many of the candidates that what is said in them is spread as it is over all: on a walk from each saying to the nearest one that was not
 * visited, one every so many conversations (systematic sampling, which on such a walk takes of each region its share). Each wording once.
 */
export function drawCases(candidates: readonly Candidate[], { count, seed, kept }: DrawOptions): Candidate[] {
  const order = new Map(
    candidates.map((one) => [one.conversation, stableId(["draw", seed, one.conversation])]),
  );
  const sorted = [...candidates].sort((a, b) =>
    order.get(a.conversation)! < order.get(b.conversation)! ? -1 : 1,
  );
  const isKept = (one: Candidate): boolean => kept?.has(one.conversation) ?? false;
  const own = sorted.filter(isKept);
  const taken = new Set(own.map(sayingOf));
  const rest = [...groupBy(sorted, sayingOf)]
    .filter(([saying]) => !taken.has(saying))
    .map(([, same]): Saying => ({ first: same[0]!, size: same.length }));
  return [...own, ...everySoMany(walk(rest), count - own.length)];
}

/** Trials of a task are one saying, whatever a simulated user made of it. */
const sayingOf = ({ task, text }: Candidate): string =>
  task === undefined ? `text ${contentKey(text)}` : `task ${task}`;

/** A saying of many conversations is met more than once: then others take the places that are left. */
function everySoMany(sayings: readonly Saying[], count: number): Candidate[] {
  if (count <= 0) return [];
  if (sayings.length <= count) return sayings.map(({ first }) => first);
  const step = sayings.reduce((sum, { size }) => sum + size, 0) / count;
  const drawn: Candidate[] = [];
  const left: Saying[] = [];
  let [passed, next] = [0, step / 2];
  for (const saying of sayings) {
    passed += saying.size;
    if (passed < next) left.push(saying);
    else drawn.push(saying.first);
    while (next <= passed) next += step;
  }
  return [...drawn, ...everySoMany(left, count - drawn.length)];
}

function walk(sayings: readonly Saying[]): Saying[] {
  const left = [...sayings];
  const path: Saying[] = [];
  let here = left.shift();
  while (here) {
    path.push(here);
    let [nearest, best] = [-1, Number.NEGATIVE_INFINITY];
    for (const [i, { first }] of left.entries()) {
      const likeness = dot(here.first.vector, first.vector);
      if (likeness > best) [nearest, best] = [i, likeness];
    }
    here = nearest < 0 ? undefined : left.splice(nearest, 1)[0];
  }
  return path;
}

/** For how many candidates each drawn one stands: each of them counts for the nearest drawn one. The weights sum to all candidates. */
export function weightsOf(drawn: readonly Candidate[], candidates: readonly Candidate[]): number[] {
  const weights = drawn.map(() => 0);
  if (drawn.length === 0) return weights;
  const placeOf = new Map(drawn.map((one, i) => [sayingOf(one), i]));
  for (const one of candidates) {
    let nearest = placeOf.get(sayingOf(one));
    if (nearest === undefined) {
      let best = Number.NEGATIVE_INFINITY;
      for (const [i, { vector }] of drawn.entries()) {
        const likeness = dot(vector, one.vector);
        if (likeness > best) [nearest, best] = [i, likeness];
      }
    }
    weights[nearest!]!++;
  }
  return weights;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
