import pc from "picocolors";
import {
  type FindingReport,
  type IgnoredReport,
  type PromptReport,
  plural,
  type Severity,
  tame,
} from "../../core/index.ts";
import type { CheckReport, ConfigIssueReport } from "../check-report.ts";
import { bySeverity } from "../paint.ts";

/** Findings as a linter prints them, for people. */
export function textReport(report: CheckReport): string {
  const { prompts, issues } = report;
  if (prompts.length === 0)
    return [
      ...issues.map(configIssueText),
      "No prompt files here. Name them under `prompts:` in homeostat.yaml, or give a file: homeostat check FILE",
    ].join("\n");
  return [
    ...issues.map(configIssueText),
    ...(issues.length > 0 ? [""] : []),
    ...prompts.map(promptText),
    `${countsLine(prompts)}${issues.length > 0 ? `; ${plural(issues.length, "mistake")} in the configuration` : ""}`,
    ...untestedLines(prompts),
    ...ignoredLines(prompts),
    ...baselineLines(report),
  ].join("\n");
}

function promptText({ file, findings, conversations, coverage }: PromptReport): string {
  const { matched, ambiguous, unmatched } = conversations;
  const head = `${pc.underline(file)}  ${plural(matched, "conversation")}${ambiguous ? `, ${ambiguous} ambiguous` : ""}${unmatched ? `, ${unmatched} match no prompt` : ""}; ${coverage.tested} of ${coverage.directives} instructions tested, ${coverage.exercised} exercised`;
  return [head, ...findings.map(findingLine), ""].join("\n");
}

const findingLine = ({ range, severity, code, message }: FindingReport): string =>
  `  ${range.start.line + 1}:${range.start.character + 1}  ${bySeverity[severity](severity)}  ${message}  ${pc.dim(code)}`;

export const configIssueText = ({ file, range, message }: ConfigIssueReport): string =>
  `${file}:${range.start.line + 1}:${range.start.character + 1}  ${pc.yellow("configuration")}  ${tame(message, 300)}`;

function countsLine(prompts: readonly PromptReport[]): string {
  const all = prompts.flatMap(({ findings }) => findings);
  const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length;
  return `${plural(prompts.length, "prompt")}: ${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}, ${count("information")} information`;
}

/** Nothing is found where nothing is looked for. */
function untestedLines(prompts: readonly PromptReport[]): string[] {
  const measured = prompts.filter(
    ({ conversations, coverage }) => conversations.matched > 0 && coverage.directives > 0,
  );
  if (measured.length === 0 || prompts.some(({ coverage }) => coverage.tested > 0)) return [];
  const { file } = measured.reduce((a, b) => (b.conversations.matched > a.conversations.matched ? b : a));
  return [`No evaluator tests a line yet. What could: homeostat propose ${file}`];
}

/** What is ignored is said, with its reason, every time. */
function ignoredLines(prompts: readonly PromptReport[]): string[] {
  const all = prompts.flatMap(({ file, ignored }) => ignored.map((one) => ({ file, one })));
  if (all.length === 0) return [];
  return [`${all.length} ignored:`, ...all.map(({ file, one }) => ignoredLine(file, one))];
}

const ignoredLine = (file: string, { range, code, reason, until }: IgnoredReport): string =>
  pc.dim(
    `  ${file}:${range.start.line + 1}  ${code}: ${tame(reason, 200)}${until ? ` (until ${tame(until, 10)})` : ""}`,
  );

function baselineLines({ since, origin }: CheckReport): string[] {
  return [
    ...(since
      ? [
          `Only what is new since ${tame(since.file, 200)}: ${plural(since.known, "known finding")} hidden, ${since.fixed.length} no longer found`,
        ]
      : []),
    ...(origin
      ? [
          pc.dim(
            `Figures from ${tame(origin.file, 200)}${origin.until ? `, conversations until ${tame(origin.until, 10)}` : ""}: there is no store here`,
          ),
        ]
      : []),
  ];
}
