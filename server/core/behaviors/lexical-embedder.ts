import { contentOf } from "./request-text.ts";
import { type SparseMatrix, times } from "./sparse-matrix.ts";
import type { TermCounts } from "./term-counts.ts";
import { fitTerms, type KnownTerms, knownTerms, type TermBlock, weighTerms } from "./term-weights.ts";
import { type TextTerms, termsOf } from "./text-terms.ts";
import { truncatedSvd } from "./truncated-svd.ts";
import { type WordSets, type WordVectors, wordVectors } from "./word-company.ts";

/** One vector a text, row after row, each of length 1 (or 0 where nothing in the text is known). */
export interface Embeddings {
  readonly width: number;
  readonly vectors: Float32Array;
}

/** What `fitLexicalEmbedder` learned. Plain data: it survives a structured clone, and JSON once arrays replace the typed ones. */
export interface LexicalModel {
  readonly words: TermBlock;
  readonly letters: TermBlock;
  /** (words + letters) x rank: turns weighted terms into the latent half of the vector. */
  readonly rank: number;
  readonly projection: Float32Array;
  /** Stems that have a company vector, and those vectors. */
  readonly stems: TermBlock;
  readonly company: WordVectors;
}

/** Numbers in the latent half and in the company half. More of either gained nothing on 3,000 and 13,000 real questions. */
const RANK = 128;
const COMPANY_WIDTH = 64;

/**
 * Exponent of the singular values: U S² instead of U S. What many texts share then counts for more than what one text says in its own
 * way. Over exponent 1 worth 4 to 7 points of ARI on real questions, evenly and unevenly spread over intents.
 */
const SPECTRUM_POWER = 2;
/** Share of the company half in the likeness of two texts. */
const COMPANY_SHARE = 0.6;

const MAX_TERMS = 50_000;
/** In a small corpus a word that occurs once is still worth comparing by its letters and in later texts. */
const SMALL_CORPUS = 50;

/**
 * Learns a lexical embedder from the requests themselves: no model, no network, no language assumed beyond English suffixes.
 * Words 1-2 and letters 3-5 as sublinear tf-idf, each block of length 1, reduced by a randomised SVD; beside it the mean of
 * the words' company vectors. Ids, names, numbers and courtesy are left out first (`contentOf`). 20,000 short texts take
 * some seconds in one piece, so it belongs off the main loop.
 */
export const fitLexicalEmbedder = (texts: readonly string[], seed: number): FittedEmbedder =>
  fitToContents(texts.map(contentOf), seed);

/** `words`: words of the texts, pairs of words and forms, as they were counted. */
export interface FittedEmbedder {
  readonly model: LexicalModel;
  readonly embeddings: Embeddings;
  readonly words: TermCounts;
}

/** The same for texts that have been through `contentOf`. */
export function fitToContents(contents: readonly string[], seed: number): FittedEmbedder {
  const terms = termsOf(contents);
  const isSmall = contents.length < SMALL_CORPUS;
  const words = fitTerms(terms.words, { minTexts: isSmall ? 1 : 2, maxTerms: MAX_TERMS });
  const letters = fitTerms(terms.letters, { minTexts: isSmall ? 1 : 3, maxTerms: MAX_TERMS });
  const matrix = weighed(terms, { words, letters });
  const svd = truncatedSvd(matrix, RANK, seed);
  const projection = svd.right;
  const scale = svd.singularValues.map((value) => value ** (SPECTRUM_POWER - 1));
  for (let from = 0; from < projection.length; from += svd.rank)
    for (let c = 0; c < svd.rank; c++) projection[from + c]! *= scale[c]!;
  const stems = fitTerms(terms.stems, { minTexts: 2, maxTerms: MAX_TERMS });
  const sets = wordSets(terms, stems);
  const company = wordVectors(sets, {
    wordCount: stems.block.idf.length,
    width: COMPANY_WIDTH,
    seed: seed + 1,
  });
  const model = {
    ...{ words: words.block, letters: letters.block, stems: stems.block },
    ...{ rank: svd.rank, projection, company },
  };
  return { model, embeddings: embedded(model, matrix, sets), words: terms.words };
}

/** Vectors of texts, the fitted ones or new ones, in the space of the model. */
export function embedTexts(model: LexicalModel, texts: readonly string[]): Embeddings {
  const terms = termsOf(texts.map(contentOf));
  const [words, letters, stems] = [
    knownTerms(terms.words.names, model.words),
    knownTerms(terms.letters.names, model.letters),
    knownTerms(terms.stems.names, model.stems),
  ];
  return embedded(model, weighed(terms, { words, letters }), wordSets(terms, stems));
}

const weighed = (
  terms: TextTerms,
  known: { readonly words: KnownTerms; readonly letters: KnownTerms },
): SparseMatrix =>
  weighTerms([
    { counts: terms.words, known: known.words },
    { counts: terms.letters, known: known.letters },
  ]);

const wordSets = ({ stems }: TextTerms, { columnOf }: KnownTerms): WordSets => ({
  starts: stems.starts,
  words: stems.terms.map((stem) => columnOf[stem]!),
});

function embedded(model: LexicalModel, weights: SparseMatrix, sets: WordSets): Embeddings {
  const latent = { width: model.rank, vectors: times(weights, model.projection, model.rank) };
  const company = { width: model.company.width, vectors: pooledCompany(model, sets) };
  for (const { vectors, width } of [latent, company]) scaleRows(vectors, width);
  const both = company.width === 0 ? latent : sideBySide(latent, company, COMPANY_SHARE);
  scaleRows(both.vectors, both.width);
  return both;
}

/** Sum of the company vectors of a text's words, rare words counting more. */
function pooledCompany(model: LexicalModel, { starts, words }: WordSets): Float32Array {
  const { width, vectors } = model.company;
  const pooled = new Float32Array((starts.length - 1) * width);
  for (let row = 0; row + 1 < starts.length; row++)
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const word = words[i]!;
      if (word < 0) continue;
      const weight = model.stems.idf[word]!;
      for (let c = 0; c < width; c++) pooled[row * width + c]! += weight * vectors[word * width + c]!;
    }
  return pooled;
}

/** Makes every row of length 1, in place; rows of zeros stay. */
function scaleRows(dense: Float32Array, width: number): void {
  for (let from = 0; width > 0 && from < dense.length; from += width) {
    let square = 0;
    for (let c = 0; c < width; c++) square += dense[from + c]! * dense[from + c]!;
    const length = Math.sqrt(square) || 1;
    for (let c = 0; c < width; c++) dense[from + c]! /= length;
  }
}

/** Two vectors of each text as one: the second's square weighs `share`, the first's the rest. Rows stay of length 1 where both were. */
export function sideBySide(first: Embeddings, second: Embeddings, share: number): Embeddings {
  const width = first.width + second.width;
  const rows = first.vectors.length / first.width;
  const vectors = new Float32Array(rows * width);
  const [left, right] = [Math.sqrt(1 - share), Math.sqrt(share)];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < first.width; i++)
      vectors[row * width + i] = left * first.vectors[row * first.width + i]!;
    for (let i = 0; i < second.width; i++)
      vectors[row * width + first.width + i] = right * second.vectors[row * second.width + i]!;
  }
  return { width, vectors };
}

/** The same model with its most frequent terms alone. */
export function shortened(model: LexicalModel, terms: number): LexicalModel {
  const { words, letters, rank, projection, stems, company } = model;
  const [wordCount, letterCount, stemCount] = [words, letters, stems].map(({ idf }) =>
    Math.min(terms, idf.length),
  ) as [number, number, number];
  const kept = new Float32Array((wordCount + letterCount) * rank);
  kept.set(projection.subarray(0, wordCount * rank));
  const from = words.idf.length * rank;
  kept.set(projection.subarray(from, from + letterCount * rank), wordCount * rank);
  return {
    words: firstTerms(words, wordCount),
    letters: firstTerms(letters, letterCount),
    rank,
    projection: kept,
    stems: firstTerms(stems, stemCount),
    company: { width: company.width, vectors: company.vectors.slice(0, stemCount * company.width) },
  };
}

const firstTerms = ({ columns, idf }: TermBlock, count: number): TermBlock => ({
  columns: new Map([...columns].filter(([, column]) => column < count)),
  idf: idf.slice(0, count),
});
