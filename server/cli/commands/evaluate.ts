import { resolve } from "node:path";
import {
  type EvaluateOptions,
  type EvaluateSummary,
  type EvaluatorFigure,
  evaluatedText,
  percent,
  plural,
  type Snapshot,
  tame,
} from "../../core/index.ts";
import { writeReport } from "../formats.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";
import { warnOfConfig } from "../warn-of-config.ts";

export interface EvaluateCommandOptions {
  readonly evaluator?: readonly string[];
  readonly prompt?: readonly string[];
  readonly junit?: string;
  /** A rate in 0..1. */
  readonly failUnder?: number;
}

/** Failing samples in a JUnit report: build servers read all of it into memory. */
const mostFailures = 5_000;

export async function evaluateCommand(session: Session, options: EvaluateCommandOptions): Promise<number> {
  const { host, json, print, work } = session;
  const { evaluator: evaluators, prompt: prompts, junit, failUnder } = options;
  const which: EvaluateOptions = { ...(evaluators && { evaluators }), ...(prompts && { prompts }) };
  await warnOfConfig(session);
  const summary = await host.evaluateOnly(which, work);
  const snapshot = await host.snapshot();
  const figures = promptFigures(snapshot, which);
  if (junit !== undefined) {
    const { failures, total } = await host.failures({ limit: mostFailures });
    const { evaluationsReport } = await import("../formats/junit-evaluations.ts");
    await writeReport(resolve(junit), evaluationsReport(figures, failures, failUnder));
    if (!json && total > failures.length)
      print(`${junit} lists the latest ${failures.length} of ${total} failing samples`);
  }
  const below = figures.filter(({ figure }) => isBelow(figure, failUnder));
  if (json) print(JSON.stringify(summary));
  else {
    printSummary(session, summary, snapshot, evaluators?.length === 1 ? evaluators[0] : undefined);
    for (const { prompt, figure } of below) print(belowText(prompt, figure, failUnder!));
  }
  return below.some(({ figure }) => isTrusted(figure)) ? 1 : 0;
}

/** One evaluator on the samples of one prompt. */
export interface PromptFigure {
  readonly prompt: string;
  readonly figure: EvaluatorFigure;
}

const promptFigures = (
  { prompts }: Snapshot,
  { evaluators, prompts: files }: EvaluateOptions,
): PromptFigure[] =>
  prompts
    .filter(({ file, name }) => !files || files.includes(file) || files.includes(name))
    .flatMap(({ file, evaluators: figures }) =>
      figures
        .filter(({ evaluator }) => !evaluators || evaluators.includes(evaluator))
        .map((figure) => ({ prompt: file, figure })),
    );

export const isBelow = ({ n, rate }: EvaluatorFigure, failUnder: number | undefined): boolean =>
  failUnder !== undefined && n > 0 && rate < failUnder;

/** Whoever nobody has tested stops no build: it may be the evaluator that is wrong. */
export const isTrusted = ({ trust }: EvaluatorFigure): boolean =>
  (["declared", "trusted"] as readonly string[]).includes(trust);

function belowText(prompt: string, figure: EvaluatorFigure, failUnder: number): string {
  const { evaluator, rate, passes, n, trust } = figure;
  const said = `${tame(evaluator, 80)} passes ${percent(rate)} of ${tame(prompt, 160)} (${passes} of ${n}), below ${percent(failUnder)}`;
  return isTrusted(figure) ? said : `${said}; it is ${trust}, so this fails nothing`;
}

const matchedText = ({ unmatched, conversations }: Snapshot["totals"]): string =>
  unmatched === 0
    ? `all of ${plural(conversations, "conversation")} match a prompt`
    : `${unmatched} of ${conversations} conversations match no prompt (homeostat traces --unmatched)`;

const mostUsed = (prompts: Snapshot["prompts"]): Snapshot["prompts"][number] =>
  prompts.reduce((a, b) => (b.conversations.matched > a.conversations.matched ? b : a));

/** Verdicts that are tied to no line are figures of conversations alone. */
function untestedText(prompts: Snapshot["prompts"]): string[] {
  const used = prompts.filter(
    ({ instructions, conversations }) => instructions.length > 0 && conversations.matched > 0,
  );
  const isTested = used.some(({ instructions }) => instructions.some(({ figures }) => figures.length > 0));
  return used.length === 0 || isTested
    ? []
    : [
        `No evaluator tests a line of a prompt yet. What could: homeostat propose ${tame(mostUsed(used).file, 160)}`,
      ];
}

function printSummary(
  { print }: Session,
  summary: EvaluateSummary,
  { totals, prompts }: Snapshot,
  by: string | undefined,
): void {
  const [judged, ...more] = evaluatedText(summary, by);
  print(`${judged}; ${matchedText(totals)}`);
  for (const sentence of more) print(sentence);
  for (const problem of summary.tagProblems ?? []) print(tame(problem, 300));
  for (const sentence of untestedText(prompts)) print(sentence);
  const rows = Object.entries(summary.labels).filter(([, labels]) =>
    Object.values(labels).some((n) => n > 0),
  );
  if (rows.length > 0)
    print(
      table(
        ["evaluator", "pass", "fail", "unknown", "not applicable"],
        rows.map(([name, labels]) => [
          tame(name, 80),
          ...[labels.pass, labels.fail, labels.unknown, labels["not-applicable"]].map(String),
        ]),
      ),
    );
}
