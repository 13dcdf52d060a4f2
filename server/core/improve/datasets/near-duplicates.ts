import { contentKey } from "../../behaviors/index.ts";
import { dot } from "./draw-cases.ts";

/** A text as near-duplicates are looked for. `vector`: of length 1, by the embedder that finds behaviors. */
export interface Comparable {
  readonly text: string;
  readonly vector?: Float32Array | undefined;
}

/** Runs of so many characters: a typo spoils four of them, another word some more. */
const shingleLength = 4;

/** Share of runs in common from which two texts say nearly the same. Of texts that differ in one content word of five it is about 0.6. */
const nearShingles = 0.6;

/** Where the shorter text stands nearly whole in the longer one, which says more than that. */
const containedShingles = 0.85;
const leastContained = 24;

/**
 * Cosine from which two texts mean nearly the same. Vectors of words alone are alike where few words differ, whatever the words, so they
 * count only where there are runs in common as well.
 */
const nearCosine = 0.95;
const shinglesBesideCosine = 0.45;

/** Meaning the same in other words altogether; vectors of a trained model reach it for paraphrases. */
const sameCosine = 0.985;

interface Prepared {
  readonly key: string;
  readonly shingles: ReadonlySet<string>;
  readonly vector: Float32Array | undefined;
}

/** What finds, for a text, the ones before it that it is a near-duplicate of. */
export class NearDuplicates {
  private readonly known: Prepared[] = [];
  private readonly byShingle = new Map<string, number[]>();

  get size(): number {
    return this.known.length;
  }

  /** Places, in the order of `add`, of those that are near. */
  near(one: Comparable): number[] {
    const own = prepared(one);
    const shared = new Uint16Array(this.known.length);
    for (const shingle of own.shingles)
      for (const place of this.byShingle.get(shingle) ?? []) shared[place]!++;
    return this.known.flatMap((other, place) => (areNear(own, other, shared[place]!) ? [place] : []));
  }

  add(one: Comparable): number {
    const own = prepared(one);
    const place = this.known.push(own) - 1;
    for (const shingle of own.shingles) {
      const there = this.byShingle.get(shingle);
      if (there) there.push(place);
      else this.byShingle.set(shingle, [place]);
    }
    return place;
  }
}

/** Whether two texts are near-duplicates: the same question that `NearDuplicates` answers, of two alone. */
export function isNearDuplicate(a: Comparable, b: Comparable): boolean {
  const [one, other] = [prepared(a), prepared(b)];
  let shared = 0;
  for (const shingle of one.shingles) if (other.shingles.has(shingle)) shared++;
  return areNear(one, other, shared);
}

/** By text, the place of the first of its group. Groups are whole: whatever is near to one of a group is in it. */
export function nearDuplicateGroups(texts: readonly Comparable[]): number[] {
  const found = new NearDuplicates();
  const parent = texts.map((_, i) => i);
  const rootOf = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!;
      i = parent[i]!;
    }
    return i;
  };
  for (const [i, text] of texts.entries()) {
    for (const other of found.near(text)) {
      const [a, b] = [rootOf(i), rootOf(other)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
    found.add(text);
  }
  return texts.map((_, i) => rootOf(i));
}

function prepared({ text, vector }: Comparable): Prepared {
  const key = contentKey(text);
  return { key, shingles: shinglesOf(key), vector };
}

/** Of what a text is about, without ids, numbers and courtesies: with them two askers of the same would never be alike. */
function shinglesOf(key: string): Set<string> {
  const padded = ` ${key} `;
  const shingles = new Set<string>();
  for (let i = 0; i + shingleLength <= padded.length; i++) shingles.add(padded.slice(i, i + shingleLength));
  return shingles;
}

function areNear(a: Prepared, b: Prepared, shared: number): boolean {
  if (a.key === b.key) return true;
  const less = Math.min(a.shingles.size, b.shingles.size);
  const more = Math.max(a.shingles.size, b.shingles.size);
  const jaccard = shared / Math.max(1, less + more - shared);
  if (jaccard >= nearShingles) return true;
  if (less >= leastContained && shared / less >= containedShingles) return true;
  if (!a.vector || !b.vector || a.vector.length !== b.vector.length) return false;
  const cosine = dot(a.vector, b.vector);
  return cosine >= sameCosine || (cosine >= nearCosine && jaccard >= shinglesBesideCosine);
}
