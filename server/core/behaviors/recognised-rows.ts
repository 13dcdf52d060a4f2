import { indexBy } from "../base/index.ts";
import type { PreviousBehavior } from "./behavior-ids.ts";
import { type Mark, type MembershipDecisions, markOfContent, swallowedBy } from "./decisions.ts";
import type { Saying } from "./describe-clusters.ts";
import { centroidOf, dot } from "./exemplars.ts";
import type { Embeddings } from "./lexical-embedder.ts";

/** Rows of sayings, as decisions refer to them: by the behavior that each was in before, or by their marks. */
export class RecognisedRows {
  private readonly rowOf: ReadonlyMap<string, number>;
  /** The former behavior of each row, by the first of its requests that had one. */
  readonly formers: readonly (string | undefined)[];
  private readonly previous: ReadonlyMap<string, PreviousBehavior>;
  private readonly swallowed: ReadonlySet<string>;
  private readonly formerByRows = new WeakMap<readonly number[], string | undefined>();

  constructor(
    sayings: readonly Saying[],
    private readonly embeddings: Embeddings,
    previous: readonly PreviousBehavior[],
    { applied }: MembershipDecisions,
  ) {
    this.previous = indexBy(previous, ({ id }) => id);
    this.rowOf = new Map(sayings.map(({ content }, row) => [markOfContent(content), row] as const));
    const former = new Map(
      previous.flatMap(({ id, memberIds }) => memberIds.map((member) => [member, id] as const)),
    );
    this.formers = sayings.map(({ requests }) =>
      former.get(requests.find(({ id }) => former.has(id))?.id ?? ""),
    );
    this.swallowed = swallowedBy(applied);
  }

  isThere(id: string): boolean {
    return this.previous.has(id);
  }

  /** Whether it was in another already when what there was before was found. */
  isSwallowed(id: string): boolean {
    return this.swallowed.has(id) && !this.previous.has(id);
  }

  rowsOf(mark: Mark): number[] {
    return mark.requests.flatMap((request) => this.rowOf.get(request) ?? []);
  }

  /**
   * The id under which a marked behavior was found before: its own, or where a store was made anew the one that most of its marked
   * requests were in. Undefined where it is not known, or was swallowed already.
   */
  formerOf(mark: Mark): string | undefined {
    if (this.previous.has(mark.id)) return mark.id;
    if (this.isSwallowed(mark.id)) return undefined;
    return most(
      this.rowsOf(mark).map((row) => this.formers[row]),
      mark.requests.length,
    );
  }

  /** The cluster that most of a mark's requests are in; `clusterOfRow`: of each row that is in one. */
  clusterOf(mark: Mark, clusterOfRow: ReadonlyMap<number, number>): number | undefined {
    const rows = [...new Set(this.rowsOf(mark))];
    return most(
      rows.map((row) => clusterOfRow.get(row)),
      mark.requests.length,
    );
  }

  /** What most rows of a cluster were in before; undefined where all of them are new. Counted once for each cluster. */
  formerOfCluster(rows: readonly number[]): string | undefined {
    if (!this.formerByRows.has(rows)) this.formerByRows.set(rows, this.countedFormer(rows));
    return this.formerByRows.get(rows);
  }

  private countedFormer(rows: readonly number[]): string | undefined {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const former = this.formers[row];
      if (former !== undefined) counts.set(former, (counts.get(former) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  }

  /** Parts the rows by which mark's requests they are most like. Rows stay together where fewer than two of the marks are known here. */
  byNearest(rows: readonly number[], marks: readonly Mark[]): Map<string, number[]> {
    const centres = marks
      .map((mark) => ({ id: mark.id, own: this.rowsOf(mark) }))
      .filter(({ own }) => own.length > 0)
      .map(({ id, own }) => ({ id, centroid: centroidOf(this.embeddings, own) }));
    if (centres.length < 2) return new Map([[marks[0]?.id ?? "", [...rows]]]);
    const parts = new Map<string, number[]>(centres.map(({ id }) => [id, []]));
    const { vectors, width } = this.embeddings;
    for (const row of rows) {
      const vector = vectors.subarray(row * width, (row + 1) * width);
      const likeness = centres.map(({ centroid }) => dot(vector, centroid));
      const { id } = centres[likeness.indexOf(Math.max(...likeness))]!;
      parts.get(id)!.push(row);
    }
    for (const [id, own] of parts) if (own.length === 0) parts.delete(id);
    return parts;
  }
}

/** What stands more often in a list than all else together would have to, of so many that were asked for. */
function most<T extends string | number>(list: readonly (T | undefined)[], of: number): T | undefined {
  const counts = new Map<T, number>();
  for (const one of list) if (one !== undefined) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].find(([, count]) => 2 * count > of)?.[0];
}
