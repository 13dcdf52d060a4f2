import { groupBy, seededRandom, shuffle } from "../../../../server/core/base/index.ts";
import type { Failure, Read } from "./ask-product.ts";
import { answersBy, type Formula, formulaNames, formulas, type Spectrum, spectrumOf } from "./spectra.ts";
import type { Answers } from "./truth.ts";

/** Ways that need no diagnosis, over the same failures: each ranks all lines that order something, and always blames the first. */
export function baselines(read: Read, failures: readonly Failure[]): Record<string, Answers> {
  const random = seededRandom(failures.length + read.lines.length);
  const answers = (score: (failure: Failure) => (line: number) => readonly number[]): Answers => ({
    threshold: 0,
    failures: failures.map((failure) => {
      const scoreOf = score(failure);
      // In any order where scores are equal.
      const ranked = shuffle([...read.lines], random)
        .map(({ line }) => ({ line, score: scoreOf(line) }))
        .sort((a, b) => byScores(a.score, b.score));
      return { ...failure, suspects: ranked.map(({ line }) => ({ line })) };
    }),
  });
  const spectra = new Map(
    [...groupBy(read.verdicts, ({ evaluator }) => evaluator)].map(([name, verdicts]) => [
      name,
      spectraOf(read, verdicts),
    ]),
  );
  const alike = new LineWords(read.lines);
  const byFormula = (name: Formula): Record<string, Answers> => ({
    // What a conversation does not put to work comes after what it does.
    [answersBy(name).words]: answers(({ conversation, evaluator }) => (line) => [
      read.isAtWork(line, conversation) ? 1 : 0,
      formulas[name](spectra.get(evaluator)!.get(line)!),
    ]),
    // Lines that are at work everywhere fail as often as everything does: here they come after the others.
    [answersBy(name).conditionalFirst]: answers(({ conversation, evaluator }) => (line) => [
      read.isAtWork(line, conversation) ? (read.isConditional(line) ? 2 : 1) : 0,
      formulas[name](spectra.get(evaluator)!.get(line)!),
    ]),
  });
  const [first, ...others] = formulaNames;
  return {
    ...byFormula(first!),
    reason: answers(({ reason }) => {
      const alikeness = alike.to(reason);
      return (line) => [alikeness(line)];
    }),
    random: answers(({ conversation }) => (line) => [read.isAtWork(line, conversation) ? 1 : 0]),
    ...Object.assign({}, ...others.map(byFormula)),
  };
}

/** The highest first; the first difference decides. */
export function byScores(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((score, i) => score !== b[i]);
  return at < 0 ? 0 : b[at]! - a[at]!;
}

const spectraOf = (read: Read, verdicts: Read["verdicts"]): Map<number, Spectrum> =>
  new Map(
    read.lines.map(({ line }) => [
      line,
      spectrumOf(verdicts, ({ conversation }) => read.isAtWork(line, conversation)),
    ]),
  );

const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}{3,}|\p{N}+/gu) ?? [];

/** Cosine of two texts by words, weighted by how rare they are among the lines. */
class LineWords {
  private readonly weights = new Map<string, number>();
  private readonly vectors: ReadonlyMap<number, ReadonlyMap<string, number>>;

  constructor(lines: Read["lines"]) {
    const counts = new Map<string, number>();
    for (const { text } of lines)
      for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, n] of counts) this.weights.set(word, Math.log(1 + lines.length / n));
    this.vectors = new Map(lines.map(({ line, text }) => [line, this.vectorOf(text)]));
  }

  to(text: string): (line: number) => number {
    const vector = this.vectorOf(text);
    return (line) =>
      [...vector].reduce((sum, [word, x]) => sum + x * (this.vectors.get(line)!.get(word) ?? 0), 0);
  }

  private vectorOf(text: string): Map<string, number> {
    const vector = new Map([...new Set(wordsOf(text))].map((word) => [word, this.weights.get(word) ?? 0]));
    const length = Math.hypot(...vector.values()) || 1;
    return new Map([...vector].map(([word, x]) => [word, x / length]));
  }
}
