import { readFile, writeFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import pc from "picocolors";
import {
  addEvaluatorEdit,
  configPath,
  type ProposalsReport,
  type ProposedLine,
  proposalText,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface ProposeOptions {
  readonly add?: true;
}

/** `policy.md:11` is line 11 of policy.md, counted from one. */
export function placeOf(given: string): { readonly file: string; readonly line?: number } {
  const match = /^(.+):(\d+)$/.exec(given);
  return match && Number(match[2]) > 0 ? { file: match[1]!, line: Number(match[2]) - 1 } : { file: given };
}

/**
 * Says which checks could test a line of a prompt, or each line that no evaluator covers, and what each would flag; with `--add` writes the
 * first of each line to homeostat.yaml. Exit code: 0 something is proposed, 1 nothing is.
 */
export async function proposeCommand(
  session: Session,
  given: string,
  { add }: ProposeOptions,
): Promise<number> {
  const { file, line } = placeOf(given);
  const inside = relative(session.root, resolve(file)).split(sep).join("/");
  const report = await session.host.proposeChecks(
    { file: inside, ...(line !== undefined && { line }) },
    session.work,
  );
  const proposed = report.lines.filter(({ proposals }) => proposals.length > 0);
  const added = add ? await addFirst(session, proposed) : [];
  if (session.json) session.print(JSON.stringify({ ...report, ...(add && { added }) }));
  else session.print(textOf(report, proposed, line !== undefined));
  for (const name of added) process.stderr.write(`${pc.green(`Added ${name}.`)}\n`);
  if (added.length > 0) await session.host.evaluate(session.work);
  return proposed.length > 0 ? 0 : 1;
}

function textOf(report: ProposalsReport, proposed: readonly ProposedLine[], isOne: boolean): string {
  const { file, conversations, total, lines } = report;
  const shown = isOne ? lines : proposed;
  const left = lines.length - proposed.length;
  return [
    `${file}, tried on ${conversations === total ? "" : `the newest ${conversations} of `}${total} conversations`,
    ...shown.map(proposalText),
    ...(lines.length === 0
      ? [isOne ? "There is no instruction on this line." : "Every instruction has an evaluator."]
      : []),
    ...(!isOne && left > 0
      ? [pc.dim(`${left} more lines have no evaluator, and no check can be read off them without a model.`)]
      : []),
  ].join("\n");
}

/** Names of what was added: one evaluator for each line, and none twice. */
async function addFirst(session: Session, lines: readonly ProposedLine[]): Promise<string[]> {
  const path = configPath(session.root, session.configFile);
  let text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const names: string[] = [];
  for (const { proposals } of lines) {
    const first = proposals.find(({ name, figure }) => figure.n > 0 && !names.includes(name));
    if (!first) continue;
    const edit = addEvaluatorEdit(text, first.entry);
    if (!edit)
      throw new UserError(
        "config-unreadable",
        "homeostat.yaml is not in a form that an entry can be added to.",
        "Mend it first. What is wrong says: homeostat doctor",
      );
    text = (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
    names.push(first.name);
  }
  if (names.length > 0) await writeFile(path, text!);
  return names;
}
