import { LONGEST_PHRASE, type Phrasebook, type RequestWords, stemsOf, surfaceIn } from "./phrases.ts";

/** A phrase in all its inflections, in one cluster. */
export interface Use {
  readonly id: number;
  /** Requests that use it, and those that go on with its commonest continuation. */
  readonly count: number;
  readonly continued: number;
  /** Where, as triples of request, first and last word. */
  readonly places: readonly number[];
}

/** Only the phrases that most requests of a cluster use are weighed in full. */
const CANDIDATES = 80;

/** Counts phrases, cluster after cluster. Nearly all of them stand in one request alone, so there is a number for each and no more. */
export class PhraseUses {
  private readonly counts: Int32Array;
  private readonly continued: Int32Array;
  /** Which of the frequent ones a phrase is, one more than that. */
  private readonly ranks: Int32Array;

  constructor(private readonly book: Phrasebook) {
    [this.counts, this.continued, this.ranks] = [0, 0, 0].map(() => new Int32Array(book.size)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
  }

  /** The most used phrases of a cluster, those of more words counting more. */
  frequent(cluster: readonly RequestWords[]): Use[] {
    const ids = this.count(cluster);
    // Most used first, then first met: both orders in one number, which sorts without a function.
    const { size } = this.book;
    const sorted = Float64Array.from(ids, (id) => id - this.counts[id]! * size).sort();
    const idOf = (key: number): number => key + Math.ceil(-key / size) * size;
    const least =
      sorted.length === 0 ? 0 : this.counts[idOf(sorted[Math.min(sorted.length, CANDIDATES) - 1]!)]!;
    // Whatever its words, nothing that is used so much less can come among the first.
    const kept = [...sorted.subarray(0, 4 * CANDIDATES)]
      .map(idOf)
      .filter((id) => this.counts[id]! * Math.sqrt(LONGEST_PHRASE) >= least);
    const uses = this.placed(cluster, kept)
      .map((use) => ({ use, weight: use.count * Math.sqrt(stemsIn(use, cluster)) }))
      .sort((a, b) => b.weight - a.weight || a.use.id - b.use.id)
      .slice(0, CANDIDATES)
      .map(({ use }) => use);
    for (const id of ids) {
      this.counts[id] = 0;
      this.continued[id] = 0;
    }
    return uses;
  }

  private count(cluster: readonly RequestWords[]): number[] {
    const { counts, continued, book } = this;
    const ids: number[] = [];
    for (const { phrases } of cluster)
      for (let i = 0; i < phrases.length; i += 3) if (counts[phrases[i]!]!++ === 0) ids.push(phrases[i]!);
    for (const use of ids)
      for (let id = book.shortened(use); id > 0; id = book.shortened(id))
        if (counts[id]! > 0) continued[id] = Math.max(continued[id]!, counts[use]!);
    return ids;
  }

  private placed(cluster: readonly RequestWords[], ids: readonly number[]): Use[] {
    const uses = ids.map((id) => {
      const places: number[] = [];
      return { id, count: this.counts[id]!, continued: this.continued[id]!, places };
    });
    ids.forEach((id, rank) => {
      this.ranks[id] = rank + 1;
    });
    cluster.forEach(({ phrases }, request) => {
      for (let i = 0; i < phrases.length; i += 3) {
        const rank = this.ranks[phrases[i]!]!;
        if (rank > 0) uses[rank - 1]!.places.push(request, phrases[i + 1]!, phrases[i + 2]!);
      }
    });
    for (const id of ids) this.ranks[id] = 0;
    return uses;
  }
}

const stemsIn = ({ places }: Use, cluster: readonly RequestWords[]): number =>
  stemsOf(cluster[places[0]!]!, places[1]!, places[2]!).size;

/** Where the form stands that most requests use; of two, the shorter (which is the singular or the plain verb), then the first by letters. */
export function commonForm({ places }: Use, cluster: readonly RequestWords[]): [number, number, number] {
  const forms = new Map<string, { readonly surface: string; readonly at: number; count: number }>();
  for (let at = 0; at < places.length; at += 3) {
    const surface = surfaceIn(cluster[places[at]!]!, places[at + 1]!, places[at + 2]!);
    const form = forms.get(surface);
    if (form) form.count++;
    else forms.set(surface, { surface, at, count: 1 });
  }
  const [most] = [...forms.values()].sort(
    (a, b) => b.count - a.count || a.surface.length - b.surface.length || (a.surface < b.surface ? -1 : 1),
  );
  return places.slice(most!.at, most!.at + 3) as [number, number, number];
}
