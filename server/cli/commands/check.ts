import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import pc from "picocolors";
import {
  fileUnreadable,
  messageOf,
  type PromptReport,
  plural,
  readPrompt,
  relativeFile,
  reportOf,
  type Severity,
  viewOf,
} from "../../core/index.ts";
import { bySeverity } from "../paint.ts";
import type { Session } from "../session.ts";

export type FailOn = "error" | "warning" | "info";

const rank: Record<Severity, number> = { error: 0, warning: 1, information: 2, hint: 3 };
const limit: Record<FailOn, number> = { error: 0, warning: 1, info: 2 };

/** Exit code: 0 clean, 1 findings at or above `failOn`. Brings evaluations up to date first. */
export async function checkCommand(
  session: Session,
  files: readonly string[],
  failOn: FailOn,
): Promise<number> {
  const reports = await promptReports(session, files);
  if (session.json) session.print(JSON.stringify({ prompts: reports }));
  else session.print(reportsText(reports));
  const failed = reports.some(({ findings }) =>
    findings.some(({ severity }) => rank[severity] <= limit[failOn]),
  );
  return failed ? 1 : 0;
}

/** Reports on the named files, else on every prompt of the workspace. */
export async function promptReports(session: Session, files: readonly string[]): Promise<PromptReport[]> {
  await session.host.evaluate(session.work);
  const snapshot = await session.host.snapshot();
  const paths =
    files.length > 0
      ? files.map((file) => resolve(file))
      : (await session.host.promptFiles()).map((file) => resolve(session.root, file));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, "utf8").catch((error) => {
        throw fileUnreadable(path, messageOf(error));
      });
      const file = relativeFile(session.root, path);
      return reportOf(viewOf(snapshot, file, readPrompt(file, text)));
    }),
  );
}

function reportsText(reports: readonly PromptReport[]): string {
  if (reports.length === 0)
    return "No prompt files here. Name them under `prompts:` in homeostat.yaml, or give a file: homeostat check FILE";
  const all = reports.flatMap(({ findings }) => findings);
  const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length;
  const foot = `${plural(reports.length, "prompt")}: ${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}, ${count("information")} information`;
  return [...reports.map(reportText), foot].join("\n");
}

function reportText({ file, findings, conversations, coverage }: PromptReport): string {
  const { matched, ambiguous, unmatched } = conversations;
  const head = `${pc.underline(file)}  ${plural(matched, "conversation")}${ambiguous ? `, ${ambiguous} ambiguous` : ""}${unmatched ? `, ${unmatched} match no prompt` : ""}; ${coverage.tested} of ${coverage.directives} instructions tested, ${coverage.exercised} exercised`;
  const lines = findings.map(
    ({ range, severity, code, message }) =>
      `  ${range.start.line + 1}:${range.start.character + 1}  ${bySeverity[severity](severity)}  ${message}  ${pc.dim(code)}`,
  );
  return [head, ...lines, ""].join("\n");
}
