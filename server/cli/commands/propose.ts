import { relative, resolve, sep } from "node:path";
import pc from "picocolors";
import {
  addEvaluatorEdit,
  configPath,
  type ProposalsReport,
  type ProposedLine,
  percent,
  proposalText,
  type Snapshot,
  tame,
  textIfThere,
  UserError,
  writeWhole,
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
 * first of each line to homeostat.yaml and judges by those. Exit code: 0 something is proposed, 1 nothing is.
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
  if (!session.json) session.print(textOf(report, proposed, line !== undefined));
  const added = add ? await addFirst(session, proposed) : [];
  for (const { name } of added) process.stderr.write(`${pc.green(`Added ${name}.`)}\n`);
  const names = added.map(({ name }) => name);
  // By these alone: what other evaluators have not judged may cost money.
  if (added.length > 0) await session.host.evaluateOnly({ evaluators: names }, session.work);
  if (session.json) session.print(JSON.stringify({ ...report, ...(add && { added: names }) }));
  else if (added.length > 0) {
    const snapshot = await session.host.snapshot();
    for (const one of added) session.print(figureText(one, snapshot));
  } else if (add && proposed.length > 0)
    session.print("Nothing was added: no check applies to what is stored.");
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

interface AddedCheck {
  readonly name: string;
  /** Zero-based, of the prompt. */
  readonly line: number;
}

/** What came of a check on the samples that put its line to work. */
function figureText({ name, line }: AddedCheck, { prompts }: Snapshot): string {
  const figure = prompts
    .flatMap(({ instructions }) => instructions.flatMap(({ figures }) => figures))
    .find(({ evaluator, n }) => evaluator === name && n > 0);
  const said = figure ? `${percent(figure.rate)} pass (${figure.passes} of ${figure.n})` : "judged nothing";
  return `line ${line + 1}: ${tame(name, 80)}: ${said}`;
}

/** Writes the first check of each line that applies to something. */
async function addFirst(session: Session, lines: readonly ProposedLine[]): Promise<AddedCheck[]> {
  const path = configPath(session.root, session.configFile);
  let text = await textIfThere(path);
  const added: AddedCheck[] = [];
  for (const { line, proposals } of lines) {
    const first = proposals.find(({ figure }) => figure.n > 0);
    if (!first) continue;
    const edit = addEvaluatorEdit(text, first.entry);
    if (!edit)
      throw new UserError(
        "config-unreadable",
        "homeostat.yaml is not in a form that an entry can be added to.",
        "Mend it first. What is wrong says: homeostat doctor",
      );
    text = (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
    added.push({ name: first.name, line });
  }
  if (added.length > 0) await writeWhole(path, text!);
  return added;
}
