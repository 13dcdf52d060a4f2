import type { SparseMatrix } from "./sparse-matrix.ts";
import { truncatedSvd } from "./truncated-svd.ts";

/** Softens the count of frequent company: Levy, Goldberg, Dagan, Improving distributional similarity, TACL 3 (2015). */
const CONTEXT_POWER = 0.75;

/** Fewer texts than this say nothing about which words keep company. */
const FEWEST_TEXTS = 30;

/** Word vectors: row of word w is `vectors[w * width ...]`, of length 1. Words that share company lie near each other. */
export interface WordVectors {
  readonly width: number;
  readonly vectors: Float32Array;
}

/** Texts as the words they hold, each word once: those of text t are `words[i]` for i from `starts[t]` up to `starts[t + 1]`; -1 is no word. */
export interface WordSets {
  readonly starts: Int32Array;
  readonly words: Int32Array;
}

/**
 * Vectors of words from the company they keep inside a request: positive pointwise mutual information of "both occur in this text",
 * reduced by a singular value decomposition. It is what lets "lost my card" meet "card is missing". Words are numbers below `wordCount`.
 */
export function wordVectors(
  texts: WordSets,
  options: { wordCount: number; width: number; seed: number },
): WordVectors {
  const { wordCount, width, seed } = options;
  if (texts.starts.length - 1 < FEWEST_TEXTS || wordCount === 0)
    return { width: 0, vectors: new Float32Array(0) };
  const svd = truncatedSvd(mutualInformation(countPairs(texts, wordCount)), width, seed);
  const vectors = new Float32Array(wordCount * svd.rank);
  for (let word = 0; word < wordCount; word++) {
    let square = 0;
    for (let c = 0; c < svd.rank; c++) {
      const value = svd.right[word * svd.rank + c]! * svd.singularValues[c]!;
      vectors[word * svd.rank + c] = value;
      square += value * value;
    }
    const length = Math.sqrt(square) || 1;
    for (let c = 0; c < svd.rank; c++) vectors[word * svd.rank + c]! /= length;
  }
  return { width: svd.rank, vectors };
}

/** Row of word w: in how many texts each other word stands beside it. */
function countPairs({ starts, words }: WordSets, wordCount: number): SparseMatrix {
  const textCount = starts.length - 1;
  // The texts of each word, one after the other.
  const firsts = new Int32Array(wordCount + 1);
  for (const word of words) if (word >= 0) firsts[word + 1]!++;
  for (let word = 0; word < wordCount; word++) firsts[word + 1]! += firsts[word]!;
  const filled = firsts.slice(0, wordCount);
  const texts = new Int32Array(firsts[wordCount]!);
  for (let text = 0; text < textCount; text++)
    for (let i = starts[text]!; i < starts[text + 1]!; i++)
      if (words[i]! >= 0) texts[filled[words[i]!]!++] = text;
  const rows = new Int32Array(wordCount + 1);
  const [columns, values]: [number[], number[]] = [[], []];
  const counts = new Int32Array(wordCount);
  for (let word = 0; word < wordCount; word++) {
    const from = columns.length;
    for (let t = firsts[word]!; t < firsts[word + 1]!; t++) {
      const text = texts[t]!;
      for (let i = starts[text]!; i < starts[text + 1]!; i++) {
        const other = words[i]!;
        if (other < 0 || other === word) continue;
        if (counts[other]!++ === 0) columns.push(other);
      }
    }
    for (let i = from; i < columns.length; i++) {
      values.push(counts[columns[i]!]!);
      counts[columns[i]!] = 0;
    }
    rows[word + 1] = columns.length;
  }
  return {
    rowCount: wordCount,
    columnCount: wordCount,
    starts: rows,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}

function mutualInformation(pairs: SparseMatrix): SparseMatrix {
  const { rowCount, starts, columns, values } = pairs;
  const totals = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++)
    for (let i = starts[row]!; i < starts[row + 1]!; i++) totals[row]! += values[i]!;
  const softened = totals.map((total) => total ** CONTEXT_POWER);
  const all = softened.reduce((sum, total) => sum + total, 0);
  const kept = { starts: new Int32Array(rowCount + 1), columns: columns.slice(), values: values.slice() };
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const information = Math.log((values[i]! * all) / (totals[row]! * softened[columns[i]!]!));
      if (information <= 0) continue;
      kept.columns[end] = columns[i]!;
      kept.values[end++] = information;
    }
    kept.starts[row + 1] = end;
  }
  return {
    ...pairs,
    starts: kept.starts,
    columns: kept.columns.slice(0, end),
    values: kept.values.slice(0, end),
  };
}
