import pc from "picocolors";
import {
  askedJudges,
  type FreshVerdict,
  type FreshVerdicts,
  freshVerdicts,
  plural,
  type ReplayReport,
  replayEnd,
  type Snapshot,
  spentText,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";
import { planText } from "./replay.ts";

export interface EvaluateFreshOptions {
  readonly freshAnswers: number;
  readonly evaluator?: readonly string[];
  readonly prompt?: readonly string[];
  readonly failUnder?: number;
}

/** Failures that are told of each evaluator; `--json` has all. */
const mostTold = 5;

/**
 * Evaluators on fresh answers: conversations of a prompt are run again by its agent, with the text as it is on disk, and judged. Nothing is
 * stored. Exit code 1 where an evaluator that is trusted passes less than `failUnder`.
 */
export async function evaluateFreshCommand(session: Session, options: EvaluateFreshOptions): Promise<number> {
  const { host, json, print } = session;
  const snapshot = await host.snapshot();
  const prompts = options.prompt ?? (await onlyPrompt(session));
  const reports: { prompt: string; report: ReplayReport; verdicts: FreshVerdicts[] }[] = [];
  for (const prompt of prompts) {
    const report = await freshReport(session, prompt, options);
    const names = options.evaluator ?? judgedBy(report);
    const verdicts = freshVerdicts(report.conversations, names, snapshot.thresholds.warning);
    reports.push({ prompt: report.prompt.file, report, verdicts });
    if (!json) print(reportText(report, verdicts));
  }
  if (json) print(JSON.stringify({ prompts: reports.map(jsonOf) }));
  const below = reports.flatMap(({ verdicts }) => verdicts.filter((one) => isUnder(one, options.failUnder)));
  for (const one of below) if (!json) print(underText(one, options.failUnder!, snapshot));
  return below.some(({ evaluator }) => isTrusted(evaluator, snapshot)) ? 1 : 0;
}

async function onlyPrompt({ host }: Session): Promise<readonly string[]> {
  const files = await host.promptFiles();
  if (files.length === 1) return files;
  throw new UserError(
    "prompt-unknown",
    "Fresh answers are made for one prompt after the other, so say for which: --prompt NAME.",
    files.length > 0 ? `Prompts: ${files.slice(0, 10).join(", ")}.` : undefined,
  );
}

async function freshReport(
  { host, json, work }: Session,
  prompt: string,
  { freshAnswers: limit, evaluator: evaluators }: EvaluateFreshOptions,
): Promise<ReplayReport> {
  const which = { prompt, ...(evaluators && { evaluators }) };
  const { ids, total } = await host.chooseConversations({ ...which, limit });
  if (ids.length === 0)
    throw new UserError(
      "replay-empty",
      `No conversation is known to have used the prompt ${prompt}.`,
      "Import some, then: homeostat evaluate",
    );
  const query = { ...which, conversationIds: ids, freshOnly: true };
  const plan = await host.planReplay(query);
  if (!json) process.stderr.write(`Of ${plural(total, "conversation")} ${planText(plan)}\n`);
  const report = await host.replay(query, work);
  if (report.conversations.length === 0)
    throw new UserError(
      "replay-empty",
      `No conversation was begun: ${tame(report.leftReason ?? "stopped", 500)}.`,
    );
  return report;
}

/** In the order in which they judge. */
const judgedBy = ({ conversations }: ReplayReport): string[] => [
  ...new Set(conversations.flatMap(({ after }) => after.map(({ evaluator }) => evaluator))),
];

function reportText(report: ReplayReport, verdicts: readonly FreshVerdicts[]): string {
  const { prompt, conversations, left, leftReason, spent, judges = [] } = report;
  return [
    pc.bold(tame(prompt.file, 120)),
    ...verdicts.flatMap(verdictLines),
    ...conversations
      .filter(({ end }) => end !== "complete")
      .map((one) => pc.dim(`${tame(one.id, 120)}: ${replayEnd(one)}`)),
    ...(left.length > 0
      ? [`${plural(left.length, "conversation")} not run to an end: ${tame(leftReason ?? "stopped", 500)}.`]
      : []),
    pc.dim(`${spentText(spent)}. Nothing was stored.`),
    ...askedJudges(judges, "replay").map((sentence) => pc.dim(sentence)),
  ].join("\n");
}

function verdictLines({ evaluator, rate, isBelow, verdict, verdicts }: FreshVerdicts): string[] {
  const failed = verdicts.filter(({ label }) => label === "fail");
  const rest = failed.length - mostTold;
  const mark = rate.n === 0 ? "–" : isBelow ? "✗" : "✓";
  return [
    `${mark} ${tame(evaluator, 80)}  ${verdict}`,
    ...failed.slice(0, mostTold).flatMap(failureLines),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
}

const failureLines = ({ conversationId, part, explanation, answer }: FreshVerdict): string[] => [
  `    ${tame(conversationId, 120)}${part ? ` (${part})` : ""}: ${tame(explanation, 300)}`,
  ...(answer === "" ? [] : [pc.dim(`      “${tame(answer, 300)}”`)]),
];

const isUnder = ({ rate }: FreshVerdicts, failUnder: number | undefined): boolean =>
  failUnder !== undefined && rate.n > 0 && rate.rate < failUnder;

/** Whoever nobody has tested stops no build: it may be the evaluator that is wrong. */
const isTrusted = (name: string, { evaluators }: Snapshot): boolean =>
  evaluators.some((one) => one.name === name && (one.trust === "declared" || one.trust === "trusted"));

function underText({ evaluator, rate }: FreshVerdicts, failUnder: number, snapshot: Snapshot): string {
  const said = `${tame(evaluator, 80)} passes ${rate.passes} of ${rate.n} fresh answers, below ${Math.round(failUnder * 100)} %`;
  return isTrusted(evaluator, snapshot) ? said : `${said}; it is not trusted, so this fails nothing`;
}

const jsonOf = ({
  prompt,
  report,
  verdicts,
}: {
  prompt: string;
  report: ReplayReport;
  verdicts: readonly FreshVerdicts[];
}) => ({
  prompt,
  version: report.prompt.version,
  agent: report.agent,
  conversations: report.conversations.map(({ id, end, reason }) => ({ id, end, reason: reason ?? null })),
  left: report.left,
  leftReason: report.leftReason ?? null,
  spent: report.spent,
  evaluators: verdicts.map(({ rate, recorded, ...one }) => ({
    ...one,
    pass: rate.passes,
    n: rate.n,
    rate: rate.n > 0 ? rate.rate : null,
    low: rate.low,
    high: rate.high,
    recorded: { pass: recorded.passes, n: recorded.n },
  })),
});
