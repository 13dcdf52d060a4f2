import type { Neighbours } from "./neighbours.ts";
import type { TermCounts } from "./term-counts.ts";

/** One side of texts, what was asked or how it was handled, and its share in the likeness of two. */
export interface View {
  readonly terms: TermCounts;
  readonly share: number;
}

/**
 * The nearest neighbours of some of the texts among themselves, by the words that tell them apart from each other: terms that two or more
 * of them hold, and no more than half of them, weighed by how rare they are here. What all of them say, and what makes them unlike
 * all other texts, says nothing in here. Where a text shares nothing with so many others, it is its own neighbour with likeness 0.
 */
export function localNeighbours(views: readonly View[], rows: readonly number[], most: number): Neighbours {
  const count = Math.max(0, Math.min(most, rows.length - 1));
  const { starts, columns, values, columnCount } = localTerms(views, rows);
  const { firsts, holders, weights } = byColumn(starts, columns, values, columnCount);
  const ids = new Int32Array(rows.length * count);
  const similarities = new Float32Array(rows.length * count);
  const likeness = new Float64Array(rows.length);
  const touched = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    let touches = 0;
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const [column, value] = [columns[i]!, values[i]!];
      for (let h = firsts[column]!; h < firsts[column + 1]!; h++) {
        const other = holders[h]!;
        if (likeness[other] === 0) touched[touches++] = other;
        likeness[other]! += value * weights[h]!;
      }
    }
    const first = row * count;
    ids.fill(row, first, first + count);
    for (let t = 0; t < touches; t++) {
      const other = touched[t]!;
      if (other !== row) insert(ids, similarities, first, count, other, likeness[other]!);
      likeness[other] = 0;
    }
  }
  return { count, ids, similarities };
}

/** Into a list that falls; of equals that which was met first stays first. */
function insert(
  ids: Int32Array,
  similarities: Float32Array,
  first: number,
  count: number,
  id: number,
  similarity: number,
): void {
  let at = first + count;
  while (at > first && similarity > similarities[at - 1]!) at--;
  if (at === first + count) return;
  ids.copyWithin(at + 1, at, first + count - 1);
  similarities.copyWithin(at + 1, at, first + count - 1);
  ids[at] = id;
  similarities[at] = similarity;
}

interface LocalTerms {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly columnCount: number;
}

function localTerms(views: readonly View[], rows: readonly number[]): LocalTerms {
  const most = views.reduce(
    (sum, { terms }) => rows.reduce((own, row) => own + terms.starts[row + 1]! - terms.starts[row]!, sum),
    0,
  );
  const starts = new Int32Array(rows.length + 1);
  const columns = new Int32Array(most);
  const values = new Float64Array(most);
  const known: Distinctive[] = [];
  let columnCount = 0;
  for (const { terms } of views) {
    const own = distinctive(terms, rows, columnCount);
    known.push(own);
    columnCount += own.idf.length;
  }
  let end = 0;
  for (const [i, row] of rows.entries()) {
    for (const [v, { terms, share }] of views.entries()) {
      const { columnOf, firstColumn, idf } = known[v]!;
      const from = end;
      let square = 0;
      for (let t = terms.starts[row]!; t < terms.starts[row + 1]!; t++) {
        const column = columnOf[terms.terms[t]!]!;
        if (column < 0) continue;
        const value = (1 + Math.log(terms.counts[t]!)) * idf[column - firstColumn]!;
        columns[end] = column;
        values[end++] = value;
        square += value * value;
      }
      const scale = Math.sqrt(share) / (Math.sqrt(square) || 1);
      for (let at = from; at < end; at++) values[at]! *= scale;
    }
    starts[i + 1] = end;
  }
  for (const [v, { terms }] of views.entries()) clear(known[v]!.columnOf, terms, rows, -1);
  return { starts, columns: columns.slice(0, end), values: values.slice(0, end), columnCount };
}

interface Distinctive {
  /** By term, -1 for what says nothing here. */
  readonly columnOf: Int32Array;
  readonly firstColumn: number;
  /** By column from the first on: ln((1 + n) / (1 + df)). */
  readonly idf: Float64Array;
}

/** Arrays as long as a vocabulary, which is long: made once for each, and left as they were found. */
const scratch = new WeakMap<TermCounts, { readonly frequency: Int32Array; readonly columnOf: Int32Array }>();

function scratchFor(counts: TermCounts): { readonly frequency: Int32Array; readonly columnOf: Int32Array } {
  const known = scratch.get(counts) ?? {
    frequency: new Int32Array(counts.names.length),
    columnOf: new Int32Array(counts.names.length).fill(-1),
  };
  scratch.set(counts, known);
  return known;
}

function clear(
  byTerm: Int32Array,
  { starts, terms }: TermCounts,
  rows: readonly number[],
  value: number,
): void {
  for (const row of rows) for (let t = starts[row]!; t < starts[row + 1]!; t++) byTerm[terms[t]!] = value;
}

/** Terms that some of these texts hold, not one alone and not most of them. */
function distinctive(counts: TermCounts, rows: readonly number[], firstColumn: number): Distinctive {
  const { starts, terms } = counts;
  const { frequency, columnOf } = scratchFor(counts);
  for (const row of rows) for (let t = starts[row]!; t < starts[row + 1]!; t++) frequency[terms[t]!]!++;
  const idf: number[] = [];
  for (const row of rows)
    for (let t = starts[row]!; t < starts[row + 1]!; t++) {
      const term = terms[t]!;
      const df = frequency[term]!;
      if (df < 2 || 2 * df > rows.length || columnOf[term]! >= 0) continue;
      columnOf[term] = firstColumn + idf.length;
      idf.push(Math.log((1 + rows.length) / (1 + df)));
    }
  clear(frequency, counts, rows, 0);
  return { columnOf, firstColumn, idf: Float64Array.from(idf) };
}

/** The same entries column after column. */
function byColumn(starts: Int32Array, columns: Int32Array, values: Float64Array, columnCount: number) {
  const firsts = new Int32Array(columnCount + 1);
  for (const column of columns) firsts[column + 1]!++;
  for (let column = 0; column < columnCount; column++) firsts[column + 1]! += firsts[column]!;
  const filled = firsts.slice(0, columnCount);
  const holders = new Int32Array(columns.length);
  const weights = new Float64Array(columns.length);
  for (let row = 0; row + 1 < starts.length; row++)
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const at = filled[columns[i]!]!++;
      holders[at] = row;
      weights[at] = values[i]!;
    }
  return { firsts, holders, weights };
}
