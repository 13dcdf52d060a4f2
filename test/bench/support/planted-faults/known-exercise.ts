import { byScores } from "./baselines.ts";
import { answersBy, type Formula, formulaNames, formulas, type Spectrum, spectrumOf } from "./spectra.ts";
import type { Answers, Truth } from "./truth.ts";

/**
 * Each formula as if it were known which conversations put which line to work: what that knowledge alone is worth. Made where the truth is open,
 * of no use to a tool. Lines that always are at work come last.
 */
export function knownExercise(truth: Truth, asked: Pick<Answers, "failures">): Record<string, Answers> {
  const spectra = new Map(truth.evaluators.map(({ name }) => [name, spectraOf(truth, name)]));
  const atWork = new Map(truth.conversations.map(({ id, atWork: own }) => [id, new Set(own)]));
  const by = (formula: Formula): Answers => ({
    threshold: 0,
    failures: asked.failures.map(({ conversation, evaluator }) => {
      const own = atWork.get(conversation)!;
      const ranked = truth.lines
        .filter(({ kind }) => kind === "conditional" || kind === "always" || kind === "format")
        .map(({ line }) => ({ line, score: [own.has(line) ? 1 : 0, score(line, evaluator, formula)] }))
        .sort((a, b) => byScores(a.score, b.score));
      return { conversation, evaluator, suspects: ranked.map(({ line }) => ({ line })) };
    }),
  });
  const score = (line: number, evaluator: string, formula: Formula): number => {
    const spectrum = spectra.get(evaluator)!.get(line);
    return spectrum ? formulas[formula](spectrum) : Number.NEGATIVE_INFINITY;
  };
  return Object.fromEntries(formulaNames.map((name) => [answersBy(name).exerciseKnown, by(name)]));
}

/** Of lines with a condition. */
function spectraOf(truth: Truth, evaluator: string): Map<number, Spectrum> {
  const verdicts = truth.conversations.map(({ atWork, failures }) => ({
    atWork: new Set(atWork),
    isFail: failures.some((one) => one.evaluator === evaluator),
  }));
  return new Map(
    truth.lines
      .filter(({ needs }) => needs.length > 0)
      .map(({ line }) => [line, spectrumOf(verdicts, ({ atWork }) => atWork.has(line))]),
  );
}
