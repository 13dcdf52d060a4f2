import type { EvaluatorFigure, InstructionFigures, PromptFigures } from "../attribution/index.ts";
import { plural, type Rate } from "../base/index.ts";
import type { EvaluatorInfo, Snapshot } from "./snapshot.ts";
import { percent, rateSentence, tame } from "./wording.ts";

/** An evaluator with what it says of each prompt, for lists of evaluators and of tests. Texts are one line and harmless. */
export interface ListedEvaluator extends ListedFigure {
  readonly name: string;
  readonly description?: string;
  readonly scope: string;
  readonly trust: EvaluatorInfo["trust"];
  /** Zero-based, in the configuration; absent for the built-in one. */
  readonly line?: number;
  readonly prompts: readonly ListedPrompt[];
  readonly problems: readonly string[];
}

/** Counts of samples; the rate in 0..1 with its interval, absent where nothing was judged. */
export interface ListedFigure {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly rate?: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ListedPrompt extends ListedFigure {
  readonly file: string;
  readonly failingConversations: number;
  readonly failing: readonly string[];
  readonly covers: readonly (ListedFigure & { readonly key: string; readonly text: string })[];
  /** Its rate is below `thresholds.warning`, however few samples there are; `verdict` says so, and whether they are few. */
  readonly isBelow: boolean;
  readonly verdict: string;
}

/** The evaluators of a snapshot, in the order of the configuration. A sample of two prompts counts in both, and once more in the sum. */
export function evaluatorList(snapshot: Snapshot): ListedEvaluator[] {
  return snapshot.evaluators.map((info) => listed(info, snapshot));
}

function listed({ name, description, ...info }: EvaluatorInfo, snapshot: Snapshot): ListedEvaluator {
  const prompts = snapshot.prompts.flatMap((prompt) => {
    const figure = prompt.evaluators.find(({ evaluator }) => evaluator === name);
    return figure ? [listedPrompt(prompt, figure, snapshot)] : [];
  });
  const [pass, fail, unknown] = (["pass", "fail", "unknown"] as const).map((label) =>
    prompts.reduce((sum, one) => sum + one[label], 0),
  );
  const figure = { pass: pass!, fail: fail!, unknown: unknown! };
  const only = prompts.filter((one) => one.rate !== undefined);
  return {
    ...{ name: tame(name, 120), ...info, ...figure, prompts },
    ...(description && { description: tame(description, 400) }),
    ...(pass! + fail! > 0 && { rate: pass! / (pass! + fail!) }),
    // Intervals of several prompts have no sum.
    ...(only.length === 1 && { low: only[0]!.low!, high: only[0]!.high! }),
    problems: problemsOf(figure, snapshot),
  };
}

function listedPrompt(prompt: PromptFigures, figure: EvaluatorFigure, snapshot: Snapshot): ListedPrompt {
  const { warning, minSamples } = snapshot.thresholds;
  const { evaluator, n, rate, failing, failingConversations } = figure;
  const covers = prompt.instructions.filter(({ evaluators }) => evaluators.includes(evaluator));
  return {
    ...{ file: prompt.file, ...figureOf(figure), failing, failingConversations },
    covers: covers.map((one) => coverOf(one, evaluator)),
    isBelow: n > 0 && rate < warning,
    verdict:
      n === 0
        ? "Nothing was judged."
        : `${rateSentence(figure)}, ${rate < warning ? "below" : "not below"} the threshold of ${percent(warning)}${n < minSamples ? `; ${plural(n, "sample is", "samples are")} few` : ""}`,
  };
}

function coverOf({ key, text, figures }: InstructionFigures, name: string) {
  const own = figures.find(({ evaluator }) => evaluator === name);
  return { key, text: tame(text, 200), ...(own ? figureOf(own) : { pass: 0, fail: 0, unknown: 0 }) };
}

const figureOf = ({
  n,
  passes,
  rate,
  low,
  high,
  unknown,
}: Rate & { readonly unknown: number }): ListedFigure => ({
  ...{ pass: passes, fail: n - passes, unknown },
  ...(n > 0 && { rate, low, high }),
});

function problemsOf({ pass, fail, unknown }: ListedFigure, { totals }: Snapshot): string[] {
  const judged = pass + fail;
  if (totals.conversations === 0) return [];
  if (judged + unknown === 0) return ["It has judged nothing: no sample of a prompt, or not evaluated yet."];
  if (judged === 0) return [`It gives no verdict: unknown on all of ${plural(unknown, "sample")}.`];
  return unknown > judged
    ? [`Mostly without a verdict: unknown on ${unknown} of ${plural(judged + unknown, "sample")}.`]
    : [];
}
