import { frequencyOf, type WordSets } from "./word-sets.ts";

/** Below such a share of a line's words in an answer nobody has followed it. */
const leastShown = 0.3;
/** Of the best answers' share so much counts as following it. */
const ofBest = 0.7;
/** So few answers that show it are chance. */
const fewestShowing = 4;
/** A word of a request must be so many times as frequent where answers show the line; smoothed with so many answers of no kind. */
const leastTimes = 2;
const smoothing = 3;
/** More words of one request than this say nothing new. */
const mostWords = 6;
/** Where answers show the line in the best neighbourhood must be so many times as frequent as elsewhere. */
const leastLift = 3;

/**
 * How far requests are like those whose answers show a line, in 0..1 by unit: what puts a line to work without sharing a word with it. The
 * words of such requests weigh by how much more frequent they are there (log odds, the unit itself left out); how often answers show
 * the line among units of a like weight, made to rise with the weight, is the exposure, against the best neighbourhood. Undefined where
 * no kind of request goes along with showing it.
 */
export function neighbourhoodOf(
  shown: Float32Array,
  heard: WordSets,
  postings: WordSets,
): Neighbourhood | undefined {
  const n = shown.length;
  const showing = showingUnits(shown);
  if (showing.length < fewestShowing || showing.length > n / 3) return undefined;
  const isShowing = new Uint8Array(n);
  for (const unit of showing) isShowing[unit] = 1;
  const { scores, words } = scoresOf(showing, isShowing, heard, postings, n);
  const exposure = exposureBy(scores, isShowing, showing.length / n);
  return exposure && { exposure, on: elsewhere(scores, exposure, words) };
}

/** By unit; and of one that was not among them, by what was heard there. */
export interface Neighbourhood {
  readonly exposure: Float32Array;
  readonly on: (heard: ReadonlySet<number>) => number;
}

interface WeighedWords {
  readonly words: Int32Array;
  readonly weights: Float64Array;
}

/** Exposures are steps that rise with the score: kept are the scores at which they do. */
function elsewhere(
  scores: Float32Array,
  exposure: Float32Array,
  { words, weights }: WeighedWords,
): Neighbourhood["on"] {
  const order = [...scores.keys()].filter((unit) => scores[unit]! > 0);
  order.sort((a, b) => scores[a]! - scores[b]! || exposure[a]! - exposure[b]!);
  const steps: { readonly from: number; readonly exposure: number }[] = [];
  for (const unit of order)
    if (exposure[unit]! > (steps.at(-1)?.exposure ?? 0))
      steps.push({ from: scores[unit]!, exposure: exposure[unit]! });
  return (heard) => {
    let [score, used] = [0, 0];
    for (let i = 0; i < words.length && used < mostWords; i++)
      if (heard.has(words[i]!)) {
        used++;
        score = Math.fround(score + weights[i]!);
      }
    return steps.findLast(({ from }) => from <= score)?.exposure ?? 0;
  };
}

function showingUnits(shown: Float32Array): number[] {
  const sorted = Float32Array.from(shown).sort();
  const best = sorted[Math.max(0, sorted.length - 1 - Math.max(2, Math.floor(sorted.length / 200)))]!;
  const usual = sorted[sorted.length >> 1]!;
  const enough = Math.max(leastShown, ofBest * best, usual + 0.15);
  const units: number[] = [];
  for (let unit = 0; unit < shown.length; unit++) if (shown[unit]! >= enough) units.push(unit);
  return units;
}

/** By unit, the weights of the words that go along with showing the line. */
function scoresOf(
  showing: readonly number[],
  isShowing: Uint8Array,
  heard: WordSets,
  postings: WordSets,
  n: number,
): { readonly scores: Float32Array; readonly words: WeighedWords } {
  const counts = new Map<number, number>();
  for (const unit of showing)
    for (let i = heard.starts[unit]!; i < heard.starts[unit + 1]!; i++)
      counts.set(heard.words[i]!, (counts.get(heard.words[i]!) ?? 0) + 1);
  const weight = (word: number, count: number, of: number): number => {
    const usual = (frequencyOf(postings, word) + 0.5) / (n + 1);
    const odds = (count + smoothing * usual) / ((of + smoothing) * usual);
    return odds >= leastTimes ? Math.log(odds) : 0;
  };
  const scores = new Float32Array(n);
  const used = new Uint8Array(n);
  const words = [...counts]
    .filter(([, count]) => count >= 2)
    .map(([word, count]) => ({ word, count, own: weight(word, count, showing.length) }))
    .filter(({ own }) => own > 0)
    .sort((a, b) => b.own * b.count - a.own * a.count || a.word - b.word);
  for (const { word, count, own } of words)
    for (let at = postings.starts[word]!; at < postings.starts[word + 1]!; at++) {
      const unit = postings.words[at]!;
      if (used[unit]! >= mostWords) continue;
      used[unit]!++;
      scores[unit]! += isShowing[unit] ? weight(word, count - 1, showing.length - 1) : own;
    }
  return {
    scores,
    words: {
      words: Int32Array.from(words, ({ word }) => word),
      weights: Float64Array.from(words, ({ own }) => own),
    },
  };
}

/** The share of units that show the line, rising with the score, in parts of the best; undefined where that hardly rises. */
function exposureBy(scores: Float32Array, isShowing: Uint8Array, usual: number): Float32Array | undefined {
  const order = [...scores.keys()].filter((unit) => scores[unit]! > 0);
  order.sort((a, b) => scores[a]! - scores[b]! || a - b);
  const rates = rising(order.map((unit) => isShowing[unit]!));
  const best = rates.at(-Math.max(1, Math.min(fewestShowing, rates.length))) ?? 0;
  if (best < leastLift * usual || best < 0.2) return undefined;
  const exposure = new Float32Array(scores.length);
  for (const [i, unit] of order.entries()) exposure[unit] = Math.min(1, rates[i]! / best);
  return exposure;
}

/** Isotonic regression: the rising sequence that is nearest to the given one. Ayer and others (1955), pool adjacent violators. */
function rising(values: readonly number[]): number[] {
  const blocks: { sum: number; n: number }[] = [];
  for (const value of values) {
    blocks.push({ sum: value, n: 1 });
    while (blocks.length > 1) {
      const last = blocks.at(-1)!;
      const before = blocks.at(-2)!;
      if (before.sum / before.n < last.sum / last.n) break;
      blocks.pop();
      before.sum += last.sum;
      before.n += last.n;
    }
  }
  return blocks.flatMap(({ sum, n }) => new Array<number>(n).fill(sum / n));
}
