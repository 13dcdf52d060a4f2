import { relative, resolve, sep } from "node:path";
import pc from "picocolors";
import {
  behaviorHoles,
  type CoveredBehavior,
  type CoveredBehaviors,
  type EvaluatorCoverage,
  evaluatorCoverage,
  idleText,
  type JudgesTold,
  judgesTold,
  type PromptTraffic,
  percent,
  plural,
  tame,
  unseenText,
} from "../../core/index.ts";
import { byRate, table } from "../paint.ts";
import type { Session } from "../session.ts";

export interface CoverageOptions {
  /** All behaviors, each with what every evaluator says of it. */
  readonly behaviors?: boolean;
}

const mostShown = 20;

/** Says which lines and behaviors no evaluator judges, by traffic, and which evaluators say nothing. Exit code: 0. */
export async function coverageCommand(
  session: Session,
  file: string | undefined,
  options: CoverageOptions,
): Promise<number> {
  const inside = file && relative(session.root, resolve(file)).split(sep).join("/");
  const snapshot = await session.host.snapshot();
  const coverage = evaluatorCoverage(snapshot, inside);
  const { behaviors: found } = coverage;
  const told = found && { ...found, behaviors: judgesTold(found.behaviors, snapshot) };
  const traffic = (snapshot.promptTraffic ?? []).filter((one) => inside === undefined || one.file === inside);
  if (session.json) session.print(JSON.stringify({ ...coverage, traffic, ...(told && { behaviors: told }) }));
  else if (options.behaviors) session.print(told ? gridText(told.behaviors) : behaviorsText(undefined));
  else session.print(textOf(coverage, traffic));
  return 0;
}

const textOf = (coverage: EvaluatorCoverage, traffic: readonly PromptTraffic[]): string =>
  [
    trafficText(traffic),
    linesText(coverage),
    behaviorsText(coverage.behaviors),
    unseenList(coverage.behaviors),
    idleList(coverage),
  ]
    .filter((part) => part !== "")
    .join("\n\n");

/** Both parts of a prompt's coverage, each by itself. */
function trafficText(traffic: readonly PromptTraffic[]): string {
  if (traffic.length === 0) return "";
  const share = (k: number, n: number): string => percent(k / Math.max(1, n));
  return table(
    ["conversations", "a line speaks to it", "judged", "by a trusted one", "prompt"],
    traffic.map(({ file, conversations: n, addressed, judged, trusted }) => [
      String(n),
      ...[addressed, judged, trusted].map((k) => share(k, n)),
      tame(file, 100),
    ]),
  );
}

function linesText({ directives, covered, holes }: EvaluatorCoverage): string {
  const lines = [`${covered} of ${directives} instructions have an evaluator.`];
  if (holes.length > 0)
    lines.push(
      "",
      table(
        ["put to work by", "no evaluator"],
        holes
          .slice(0, mostShown)
          .map(({ exercised, held, text, file }) => [
            `${exercised}/${held}`,
            `${tame(text, 100)} ${pc.dim(file)}`,
          ]),
      ),
      ...more(holes.length),
      pc.dim("What could test them: homeostat propose FILE"),
    );
  return lines.join("\n");
}

const more = (n: number): string[] =>
  n > mostShown ? [pc.dim(`and ${n - mostShown} more: --json lists them`)] : [];

const idleList = ({ idle }: EvaluatorCoverage): string =>
  idle.map((one) => `${pc.yellow(tame(one.name, 60))} ${idleText(one)}`).join("\n");

function behaviorsText(found: CoveredBehaviors | undefined): string {
  if (!found)
    return pc.dim("Which behaviors are judged is not known: homeostat behaviors, then homeostat evaluate");
  const { behaviors, conversations, judged, trusted, recorded, waiting } = found;
  const [unjudged, untrusted] = [behaviorHoles(found, "not-judged"), behaviorHoles(found, "not-trusted")];
  const share = (n: number): string => percent(n / Math.max(1, conversations));
  const lines = [
    `${behaviors.length - unjudged.length} of ${plural(behaviors.length, "behavior")} are judged by evaluators that read what was said: ${share(judged)} of the conversations, ${share(trusted)} by trusted ones. ${share(recorded)} have a recorded outcome, latency or cost.`,
  ];
  if (waiting > 0)
    lines.push(pc.dim(`${plural(waiting, "conversation")} not evaluated yet: homeostat evaluate`));
  if (unjudged.length > 0) lines.push("", holesTable("judged", "no evaluator", unjudged));
  if (untrusted.length > 0 && trusted === 0)
    lines.push(pc.dim("No trusted evaluator judges any of the others: homeostat test-evaluators"));
  else if (untrusted.length > 0) lines.push("", holesTable("trusted", "no trusted evaluator", untrusted));
  lines.push(pc.dim("Who judges each of them: homeostat coverage --behaviors"));
  return lines.join("\n");
}

const holesTable = (by: "judged" | "trusted", title: string, holes: readonly CoveredBehavior[]): string =>
  [
    table(
      ["conversations", by, "recorded", title],
      holes
        .slice(0, mostShown)
        .map((one) => [
          `${one.conversations} (${percent(one.share)})`,
          `${one[by]}/${one.conversations}`,
          `${one.recorded}/${one.conversations}`,
          one.name,
        ]),
    ),
    ...more(holes.length),
  ].join("\n");

function unseenList(found: CoveredBehaviors | undefined): string {
  if (!found || found.unseen.length === 0) return "";
  const rows = found.unseen.slice(0, mostShown).map((one) => `  ${unseenText(one)}`);
  return [pc.yellow("Failures that no evaluator sees"), ...rows, ...more(found.unseen.length)].join("\n");
}

/** Each behavior with a line for each evaluator that judges it. */
const gridText = (behaviors: readonly JudgesTold[]): string =>
  behaviors
    .map(({ name, conversations, share, evaluators }) =>
      [
        `${name} ${pc.dim(`${plural(conversations, "conversation")}, ${percent(share)}`)}`,
        ...(evaluators.length > 0
          ? indented(table(["", "fail", "of", "95 % interval", ""], evaluators.map(cellsOf)))
          : [pc.yellow("  no evaluator judges it")]),
      ].join("\n"),
    )
    .join("\n\n");

const cellsOf = ({ evaluator, failed, n, low, high, trust }: JudgesTold["evaluators"][number]): string[] => [
  tame(evaluator, 60),
  byRate(1 - failed / n, percent(failed / n)),
  `${failed}/${n}`,
  `${Math.round(low * 100)} to ${Math.round(high * 100)} %`,
  pc.dim(trust),
];

const indented = (text: string): string[] => text.split("\n").map((line) => `  ${line}`);
