import { packRows, type SparseMatrix } from "./sparse-matrix.ts";
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

/**
 * Vectors of words from the company they keep inside a request: positive pointwise mutual information of "both occur in this text",
 * reduced by a singular value decomposition. It is what lets "lost my card" meet "card is missing". `texts` holds word numbers below
 * `wordCount`.
 */
export function wordVectors(
  texts: readonly (readonly number[])[],
  options: { wordCount: number; width: number; seed: number },
): WordVectors {
  const { wordCount, width, seed } = options;
  if (texts.length < FEWEST_TEXTS || wordCount === 0) return { width: 0, vectors: new Float32Array(0) };
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

function countPairs(texts: readonly (readonly number[])[], wordCount: number): Map<number, number>[] {
  const rows = Array.from({ length: wordCount }, () => new Map<number, number>());
  for (const text of texts) {
    const words = [...new Set(text)];
    for (const word of words) {
      const row = rows[word]!;
      for (const other of words) if (other !== word) row.set(other, (row.get(other) ?? 0) + 1);
    }
  }
  return rows;
}

function mutualInformation(rows: Map<number, number>[]): SparseMatrix {
  const totals = rows.map((row) => [...row.values()].reduce((sum, count) => sum + count, 0));
  const softened = totals.map((total) => total ** CONTEXT_POWER);
  const all = softened.reduce((sum, total) => sum + total, 0);
  const positive = rows.map((row, word) => {
    const kept = new Map<number, number>();
    for (const [other, count] of row) {
      const information = Math.log((count * all) / (totals[word]! * softened[other]!));
      if (information > 0) kept.set(other, information);
    }
    return kept;
  });
  return packRows(positive, rows.length);
}
