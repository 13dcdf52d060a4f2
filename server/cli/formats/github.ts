import type { PositionRange, Severity } from "../../core/index.ts";
import { type CheckReport, reportedPath } from "../check-report.ts";

/** Workflow commands that GitHub Actions shows as annotations on the lines of a change. */
export function githubReport(report: CheckReport): string {
  const issues = report.issues.map(({ file, range, message }) =>
    command("warning", reportedPath(report, file), range, "homeostat configuration", message),
  );
  const findings = report.prompts.flatMap(({ file, findings }) =>
    findings.map(({ severity, range, code, message }) =>
      command(levels[severity], reportedPath(report, file), range, `homeostat ${code}`, message),
    ),
  );
  return [...issues, ...findings].join("\n");
}

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

function command(
  level: string,
  file: string,
  { start, end }: PositionRange,
  title: string,
  message: string,
): string {
  const properties = {
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    // GitHub takes columns only within one line.
    ...(start.line === end.line && { col: start.character + 1, endColumn: end.character + 1 }),
    title,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(",")}::${escapeMessage(message)}`;
}

const escapeMessage = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
