import pc from "picocolors";
import {
  definitionChange,
  definitionText,
  type EvaluatorHistory,
  type EvaluatorVersion,
  plural,
  tame,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

/** `homeostat evaluators history NAME`: which definition was in force when, and what flipped. Exit code 0. */
export async function evaluatorHistoryCommand(session: Session, name: string): Promise<number> {
  const history = await session.host.evaluatorHistory(name);
  session.print(session.json ? JSON.stringify(history) : historyText(history));
  return 0;
}

function historyText({ evaluator, versions }: EvaluatorHistory): string {
  return [
    `${tame(evaluator, 80)}: ${plural(versions.length, "definition")}${versions.length > 1 ? ", the oldest first" : ""}`,
    ...versions.map((version, index) => versionText(version, versions[index - 1])),
  ].join("\n\n");
}

function versionText(version: EvaluatorVersion, before: EvaluatorVersion | undefined): string {
  const { key, atMs, isCurrent, evaluations, labels, definition } = version;
  const when =
    atMs === undefined
      ? "nobody noted when"
      : `since ${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const judged = `${evaluations.pass} pass, ${evaluations.fail} fail${evaluations.other > 0 ? `, ${evaluations.other} unknown or not applicable` : ""}`;
  return [
    `${key.slice(0, 8)}  ${when}${isCurrent ? ", in force" : ""}: ${judged}${labels > 0 ? `; ${plural(labels, "label")} by it` : ""}`,
    ...definitionLines(definition, before?.definition),
    ...flipLines(version),
  ].join("\n");
}

function definitionLines(definition: unknown, before: unknown): string[] {
  if (definition === undefined)
    return ["    (its definition was not kept; a suite's stands in its own file)"];
  const lines =
    before === undefined
      ? definitionText(definition)
          .split("\n")
          .map((line) => `  ${line}`)
      : definitionChange(before, definition);
  return lines.map((line) => {
    const text = `    ${tameLine(line)}`;
    return line.startsWith("+") ? pc.green(text) : line.startsWith("-") ? pc.red(text) : text;
  });
}

/** Its indentation stays. */
const tameLine = (line: string): string => {
  const lead = /^[-+ ]? */.exec(line)![0];
  return `${lead}${tame(line.slice(lead.length), 300)}`;
};

function flipLines({ flips }: EvaluatorVersion): string[] {
  if (!flips) return [];
  if (flips.n === 0) return ["  no sample was judged by both"];
  const list = (title: string, n: number, ids: readonly string[]): string[] =>
    n === 0
      ? []
      : [
          `  ${title} ${n}: ${ids
            .slice(0, 10)
            .map((id) => tame(id, 80))
            .join(", ")}${n > 10 ? ", …" : ""}`,
        ];
  return [
    `  of ${plural(flips.n, "sample")} that both judged ${flips.same} are the same`,
    ...list("pass to fail", flips.passesToFails, flips.passToFail),
    ...list("fail to pass", flips.failsToPasses, flips.failToPass),
  ];
}
