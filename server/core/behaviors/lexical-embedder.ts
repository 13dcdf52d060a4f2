import { contentOf } from "./request-text.ts";
import { times } from "./sparse-matrix.ts";
import { besideEachOther, fitTerms, type TermBlock, type TermCounts, weighTerms } from "./term-weights.ts";
import { truncatedSvd } from "./truncated-svd.ts";
import { type WordVectors, wordVectors } from "./word-company.ts";
import { stemOf, wordsOf } from "./words.ts";

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
 * Exponent of the singular values: U S^1.5 instead of U S. What many texts share then counts for more than what one text says in
 * its own way; worth 4 points of ARI on banking77 over exponent 1.
 */
const SPECTRUM_POWER = 1.5;

const MAX_TERMS = 50_000;
/** In a small corpus a word that occurs once is still worth comparing by its letters and in later texts. */
const SMALL_CORPUS = 50;

/**
 * Learns a lexical embedder from the requests themselves: no model, no network, no language assumed beyond English suffixes.
 * Words 1-2 and letters 3-5 as sublinear tf-idf, each block of length 1, reduced by a randomised SVD; beside it the mean of
 * the words' company vectors. Ids, names, numbers and courtesy are left out first (`contentOf`). Cost at 20,000 short texts: 9 to 12 s in one piece, so it belongs off the main loop.
 */
export function fitLexicalEmbedder(
  texts: readonly string[],
  seed: number,
): { model: LexicalModel; embeddings: Embeddings } {
  const terms = texts.map(termsOf);
  const isSmall = texts.length < SMALL_CORPUS;
  const words = fitTerms(
    terms.map((of) => of.words),
    { minTexts: isSmall ? 1 : 2, maxTerms: MAX_TERMS },
  );
  const letters = fitTerms(
    terms.map((of) => of.letters),
    { minTexts: isSmall ? 1 : 3, maxTerms: MAX_TERMS },
  );
  const svd = truncatedSvd(weighed(terms, { words, letters }), RANK, seed);
  const projection = svd.right.map(
    (value, i) => value * svd.singularValues[i % svd.rank]! ** (SPECTRUM_POWER - 1),
  );
  const stems = fitTerms(
    terms.map((of) => of.stemCounts),
    { minTexts: 2, maxTerms: MAX_TERMS },
  );
  const company = wordVectors(
    terms.map((of) => numbersOf(of, stems)),
    { wordCount: stems.idf.length, width: COMPANY_WIDTH, seed: seed + 1 },
  );
  const model = { words, letters, rank: svd.rank, projection, stems, company };
  return { model, embeddings: embedTerms(model, terms) };
}

/** Vectors of texts, the fitted ones or new ones, in the space of the model. */
export const embedTexts = (model: LexicalModel, texts: readonly string[]): Embeddings =>
  embedTerms(model, texts.map(termsOf));

interface TextTerms {
  readonly stemCounts: TermCounts;
  readonly words: TermCounts;
  readonly letters: TermCounts;
}

function termsOf(text: string): TextTerms {
  const words = wordsOf(contentOf(text)).map((word) => word.lower);
  const stems = words.map(stemOf);
  // The form counts beside the stem: "book a flight" and "cancel the flight I booked" are two wishes.
  const forms = words.filter((word, i) => word !== stems[i]).map((word) => `=${word}`);
  const pairs = stems.slice(1).map((stem, i) => `${stems[i]} ${stem}`);
  return {
    stemCounts: counted(stems),
    words: counted([...stems, ...pairs, ...forms]),
    letters: counted(words.flatMap(letterGrams)),
  };
}

const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

/** Runs of 3 to 5 letters of a word with a blank at either end, as scikit-learn's char_wb cuts them. */
function letterGrams(word: string): string[] {
  const padded = ` ${word} `;
  if (padded.length <= SHORTEST_GRAM) return [padded];
  const grams: string[] = [];
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM && size <= padded.length; size++) {
    for (let at = 0; at + size <= padded.length; at++) grams.push(padded.slice(at, at + size));
  }
  return grams;
}

function counted(terms: readonly string[]): TermCounts {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

const weighed = (
  terms: readonly TextTerms[],
  blocks: { readonly words: TermBlock; readonly letters: TermBlock },
) =>
  besideEachOther([
    weighTerms(
      terms.map((of) => of.words),
      blocks.words,
    ),
    weighTerms(
      terms.map((of) => of.letters),
      blocks.letters,
    ),
  ]);

const numbersOf = (terms: TextTerms, stems: TermBlock): number[] =>
  [...terms.stemCounts.keys()].flatMap((stem) => stems.columns.get(stem) ?? []);

function embedTerms(model: LexicalModel, terms: readonly TextTerms[]): Embeddings {
  const latent = times(weighed(terms, model), model.projection, model.rank);
  scaleRows(latent, model.rank);
  const company = pooledCompany(model, terms);
  scaleRows(company, model.company.width);
  const width = model.rank + model.company.width;
  const vectors = new Float32Array(terms.length * width);
  terms.forEach((_, row) => {
    vectors.set(latent.subarray(row * model.rank, (row + 1) * model.rank), row * width);
    vectors.set(
      company.subarray(row * model.company.width, (row + 1) * model.company.width),
      row * width + model.rank,
    );
  });
  scaleRows(vectors, width);
  return { width, vectors };
}

/** Sum of the company vectors of a text's words, rare words counting more. */
function pooledCompany(model: LexicalModel, terms: readonly TextTerms[]): Float32Array {
  const { width, vectors } = model.company;
  const pooled = new Float32Array(terms.length * width);
  terms.forEach((of, row) => {
    for (const word of numbersOf(of, model.stems)) {
      for (let c = 0; c < width; c++)
        pooled[row * width + c]! += model.stems.idf[word]! * vectors[word * width + c]!;
    }
  });
  return pooled;
}

/** Makes every row of length 1, in place; rows of zeros stay. */
function scaleRows(dense: Float32Array, width: number): void {
  for (let from = 0; width > 0 && from < dense.length; from += width) {
    let square = 0;
    for (let c = 0; c < width; c++) square += dense[from + c]! ** 2;
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
