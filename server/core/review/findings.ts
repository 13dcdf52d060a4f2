import {
  type EvaluatorFigure,
  type MeasuredInstruction,
  type PromptFigures,
  resolveCover,
} from "../attribution/index.ts";
import { conditionalBenjaminiHochberg, type Range, type Rate } from "../base/index.ts";
import type { ProblemFix } from "../prompt/index.ts";
import { coverageFindings } from "./coverage-findings.ts";
import { suspectFindings } from "./diagnosis/suspect-findings.ts";
import {
  applyPolicy,
  type FindingPolicy,
  type IgnoredFinding,
  isSilenced,
  type JudgedFindings,
  noPolicy,
} from "./finding-policy.ts";
import { type PromptView, topRange } from "./prompt-view.ts";
import { textFindings } from "./text-findings/text-findings.ts";
import { toolFindings } from "./tool-findings.ts";
import { unaddressedFindings } from "./unaddressed-findings.ts";
import { inQuotes, percent, rateSentence, tame } from "./wording.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** 0 is the worst. */
export const severityRank: Readonly<Record<Severity, number>> = {
  error: 0,
  warning: 1,
  information: 2,
  hint: 3,
};

/** Something said about a range of a file; becomes a diagnostic, a line of `check`, an annotation. `code` is stable. */
export interface Finding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The evaluator it rests on, for a link to its definition. */
  readonly evaluator?: string;
  /** Key of the instruction it is about. */
  readonly instruction?: string;
  /** Id of the behavior it is about. */
  readonly behavior?: string;
  /** What was measured, where that is what it says. */
  readonly figure?: Rate;
  readonly fixes?: readonly ProblemFix[];
  /** Other places of the same file that it speaks of. */
  readonly related?: readonly RelatedPlace[];
}

/** `message`: what the place has to do with the finding, in a few words. */
export interface RelatedPlace {
  readonly range: Range;
  readonly message: string;
}

/** The figure a line shows: that of its worst evaluator with a verdict. */
export const shownFigure = (one: MeasuredInstruction): EvaluatorFigure | undefined =>
  (one.figures ?? one.stale)?.figures.find(({ n }) => n > 0);

/** Everything to say about a prompt, in the order of the text. Same snapshot and same text give the same findings. */
export const findingsOf = (view: PromptView): readonly Finding[] => judgedFindings(view).findings;

/** What the configuration says to ignore, with the reason it gives: said to whoever asks, never hidden. */
export const ignoredOf = (view: PromptView): readonly IgnoredFinding[] => judgedFindings(view).ignored;

const judged = new WeakMap<PromptView, JudgedFindings>();

/** Findings under the view's policy. Diagnostics, lenses and hovers all ask, so each view is judged once. */
export function judgedFindings(view: PromptView): JudgedFindings {
  const known = judged.get(view);
  if (known) return known;
  const fresh = applyPolicy(allFindings(view), view.policy, view.file, view.document);
  judged.set(view, fresh);
  return fresh;
}

function allFindings(view: PromptView): Finding[] {
  const rates = rateFindings(view);
  const findings = [
    ...problemFindings(view),
    ...textFindings(view.document, view.lines),
    ...rates,
    ...suspectFindings(view, new Set(rates.flatMap(({ instruction }) => instruction ?? []))),
    ...unaddressedFindings(view),
    ...toolFindings(view),
    ...coverageFindings(view),
    ...staleFindings(view),
    ...unlinkedFindings(view),
  ];
  return findings.sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : 1),
  );
}

const problemFindings = (view: PromptView): Finding[] =>
  view.document.problems.map(({ code, message, range, severity = "warning", fixes }) => ({
    code,
    message,
    range,
    severity,
    ...(fixes && { fixes }),
  }));

/** Severity needs evidence, not an unlucky sample: one-sided tests, held at a 5 % false discovery rate over the prompt's lines. */
function rateFindings(view: PromptView): Finding[] {
  const rows = view.measured.flatMap((one) => {
    const figure = one.figures && shownFigure(one);
    return figure ? [{ one, figure }] : [];
  });
  const severities = severitiesOf(
    rows.map(({ figure }) => figure),
    view.snapshot.thresholds.minSamples,
  );
  return rows.flatMap(({ one, figure }, index) => {
    const severity = severities[index];
    if (!severity) return [];
    const message = `${tame(figure.evaluator, 80)}: ${rateSentence(figure)}${worstBehavior(view, one)}${doubtOf(figure)}`;
    return [
      {
        range: one.instruction.range,
        severity,
        code: "pass-rate",
        message,
        evaluator: figure.evaluator,
        instruction: one.instruction.key,
        figure: rateOf(figure),
      },
    ];
  });
}

const doubtOf = ({ trust }: EvaluatorFigure): string =>
  trust === "untrusted" ? ". This evaluator is untrusted" : "";

const rateOf = ({ passes, n, rate, low, high, effectiveN }: Rate): Rate => ({
  passes,
  n,
  rate,
  low,
  high,
  effectiveN,
});

export function severitiesOf(
  figures: readonly EvaluatorFigure[],
  minSamples: number,
): (Severity | undefined)[] {
  const errors = conditionalBenjaminiHochberg(figures.map(({ pError }) => pError));
  const warnings = conditionalBenjaminiHochberg(figures.map(({ pWarning }) => pWarning));
  return figures.map((figure, index) => {
    if (!errors[index] && !warnings[index]) return undefined;
    if (figure.n < minSamples) return "information";
    // What a mutation test found wanting, or nobody has mutation-tested, stops at a warning.
    return errors[index] && mayBeError(figure) ? "error" : "warning";
  });
}

const mayBeError = ({ trust }: EvaluatorFigure): boolean => trust === "declared" || trust === "trusted";

/** How many lines of the newest version of a prompt are below a threshold beyond chance, as its diagnostics would say. */
export function failingLines(
  prompt: PromptFigures,
  minSamples: number,
  policy: FindingPolicy = noPolicy,
): number {
  const newest = new Set(prompt.versions[0]?.keys);
  const shown = prompt.instructions.flatMap(({ key, text, figures }) => {
    const figure = newest.has(key) ? figures.find(({ n }) => n > 0) : undefined;
    return figure ? [{ text, figure }] : [];
  });
  const severities = severitiesOf(
    shown.map(({ figure }) => figure),
    minSamples,
  );
  return shown.filter(
    ({ text, figure }, index) =>
      (severities[index] === "error" || severities[index] === "warning") &&
      !isSilenced(policy, { file: prompt.file, evaluator: figure.evaluator, text }),
  ).length;
}

function worstBehavior(view: PromptView, one: MeasuredInstruction): string {
  const worst = one.figures?.behaviors[0];
  const behavior = worst && view.snapshot.behaviors.find(({ id }) => id === worst.behaviorId);
  return worst && behavior
    ? `. Most often in ${inQuotes(tame(behavior.name, 60))}: ${worst.fail} of ${worst.n} fail`
    : "";
}

const staleFindings = (view: PromptView): Finding[] =>
  view.measured.flatMap((one) => {
    const figure = one.stale && shownFigure(one);
    if (!figure) return [];
    const message = `Changed since it was measured: the text before had ${rateSentence(figure)} by ${tame(figure.evaluator, 80)}. No conversation has used this text yet.`;
    return [
      {
        range: one.instruction.range,
        severity: "information",
        code: "stale",
        message,
        evaluator: figure.evaluator,
        instruction: one.instruction.key,
      },
    ];
  });

/** An evaluator that fails without covering any line still has something to say about the prompt: at its top. */
function unlinkedFindings(view: PromptView): Finding[] {
  const unlinked =
    view.figures?.evaluators.filter(
      ({ evaluator, linked, n }) => !linked && n > 0 && !coversElsewhere(view, evaluator),
    ) ?? [];
  const severities = severitiesOf(unlinked, view.snapshot.thresholds.minSamples);
  const range = topRange(view);
  return unlinked.flatMap((figure, index) => {
    const severity = severities[index];
    if (!severity) return [];
    // A recorded outcome is about the whole conversation: no line is to be named for it.
    const advice =
      figure.trust === "declared"
        ? ""
        : " It covers no line: name what it tests with `covers:` in homeostat.yaml.";
    const message = `${tame(figure.evaluator, 80)}: ${rateSentence(figure)} over the whole prompt.${advice}`;
    return [
      { range, severity, code: "evaluator", message, evaluator: figure.evaluator, figure: rateOf(figure) },
    ];
  });
}

/** An evaluator of a line in another prompt says nothing of this one. */
const coversElsewhere = (view: PromptView, evaluator: string): boolean =>
  view.snapshot.prompts.some((prompt) =>
    prompt.evaluators.some((one) => one.evaluator === evaluator && one.linked),
  );

/** What an evaluator's `covers:` says of a prompt it should name a line of; undefined where all is well. */
export function coverProblem(cover: string, view: PromptView): string | undefined {
  const { problem } = resolveCover(cover, view.document);
  if (problem === "none") return `No instruction of ${view.file} holds “${tame(cover, 80)}”.`;
  if (problem === "several")
    return `Several instructions of ${view.file} hold “${tame(cover, 80)}”: quote more of the line, or use an anchor.`;
  return undefined;
}

export const lineSummary = (figure: EvaluatorFigure): string =>
  `${percent(figure.rate)} · ${figure.passes}/${figure.n}`;
