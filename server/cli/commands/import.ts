import { resolve } from "node:path";
import pc from "picocolors";
import {
  type EvaluationImport,
  type FileReport,
  type ImportProblem,
  type ImportSummary,
  noKnownFormat,
  plural,
  redactedText,
  tame,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

/** Exit code: 0 all read, 1 some parts could not be read (the rest was imported), 2 nothing could be read. */
export async function importCommand(
  session: Session,
  paths: readonly string[],
  promptHint: string | undefined,
): Promise<number> {
  const summary = await session.host.importConversations(paths, promptHint, session.work);
  if (session.json) session.print(JSON.stringify(summary));
  else session.print(summaryText(summary));
  const read = summary.files.reduce((sum, file) => sum + file.read, 0);
  const problems = summary.files.some((file) => file.problems.length > 0 && !file.isSkipped);
  return problems ? (read > 0 ? 1 : 2) : 0;
}

/** Exit code: 0 all read, 1 some records could not be used, 2 none. */
export async function importEvaluationsCommand(session: Session, file: string): Promise<number> {
  const summary = await session.host.importEvaluations(resolve(file), session.work);
  session.print(session.json ? JSON.stringify(summary) : evaluationsText(summary));
  return summary.bad === 0 ? 0 : summary.read > 0 ? 1 : 2;
}

function evaluationsText({ evaluators, read, bad, problems }: EvaluationImport): string {
  return [
    `${plural(read, "evaluation")} read`,
    ...Object.entries(evaluators).map(
      ([name, { pass, fail, unknown }]) =>
        `  ${tame(name, 80)}: ${pass} pass, ${fail} fail${unknown > 0 ? `, ${unknown} unknown` : ""}`,
    ),
    ...problems.map(({ line, reason }) => pc.yellow(`  line ${line}: ${tame(reason, 300)}`)),
    ...(bad > problems.length ? [`  … and ${bad - problems.length} more lines`] : []),
    ...(read > 0 ? ["Next: homeostat agreement"] : []),
  ].join("\n");
}

function summaryText(summary: ImportSummary): string {
  const { added, updated, unchanged, renamed, files, redacted, tagProblems = [] } = summary;
  const head = `${plural(added, "conversation")} added, ${updated} updated, ${unchanged} known already`;
  const names = renamed.map(
    ({ from, to }) => `  ${tame(from, 80)} is another conversation's id: kept as ${tame(to, 100)}`,
  );
  return [
    head,
    ...names,
    ...redactedText(redacted).map((text) => `  ${text}`),
    ...files.map(fileText),
    ...tagProblems.map((problem) => pc.yellow(tame(problem, 300))),
    ...(files.some(isOfNoFormat) ? [whatIsRead] : []),
    ...(added + updated > 0
      ? ["Next: homeostat evaluate, then homeostat check and homeostat behaviors"]
      : []),
  ].join("\n");
}

const isOfNoFormat = ({ isSkipped, problems }: FileReport): boolean =>
  !isSkipped && problems.some(({ reason }) => reason.startsWith(noKnownFormat));

const whatIsRead = [
  "A conversation a line is read, as",
  '  {"id": "c1", "messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}',
  "and the other formats that homeostat import --help names.",
].join("\n");

function fileText({ file, format, read, isSkipped, problems }: FileReport): string {
  // Found beside what was meant: a line is enough, without the names of all formats.
  if (isSkipped)
    return pc.dim(
      [`  ${tame(file, 300)}: skipped`, ...problems.slice(0, 1).map(({ reason }) => briefly(reason))].join(
        ", ",
      ),
    );
  const what = format === undefined ? "nothing read" : `${format}, ${plural(read, "conversation")}`;
  return [
    `  ${tame(file, 300)}: ${what}`,
    ...problems.slice(0, 20).map(problemText),
    ...(problems.length > 20 ? [`    … and ${problems.length - 20} more`] : []),
  ].join("\n");
}

/** `In no known format of conversations (…).` without its bracket, to stand behind a comma. */
const briefly = (reason: string): string => {
  const short = tame(reason, 300)
    .replace(/ \(.*\)/, "")
    .replace(/\.$/, "");
  return short.charAt(0).toLowerCase() + short.slice(1);
};

const problemText = ({ line, entry, reason }: ImportProblem): string => {
  const where = [line === undefined ? "" : `line ${line}`, entry === undefined ? "" : `entry ${entry}`]
    .filter(Boolean)
    .join(", ");
  return pc.yellow(`    ${where ? `${where}: ` : ""}${tame(reason, 300)}`);
};
