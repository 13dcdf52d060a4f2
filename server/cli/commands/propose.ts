import { basename, relative, resolve, sep } from "node:path";
import pc from "picocolors";
import {
  addEvaluatorEdit,
  askedJudges,
  configPath,
  leftToJudge,
  type ProposalQuery,
  type ProposalsReport,
  type ProposedLine,
  percent,
  plural,
  proposalText,
  rubricPlanText,
  type Snapshot,
  tame,
  textIfThere,
  UserError,
  withRubrics,
  writeWhole,
} from "../../core/index.ts";
import { callsIn } from "../calls-option.ts";
import type { Session } from "../session.ts";

export interface ProposeOptions {
  readonly add?: true;
  readonly model?: true;
  readonly calls?: string;
  readonly dryRun?: true;
}

/** `policy.md:11` is line 11 of policy.md, counted from one. */
export function placeOf(given: string): { readonly file: string; readonly line?: number } {
  const match = /^(.+):(\d+)$/.exec(given);
  return match && Number(match[2]) > 0 ? { file: match[1]!, line: Number(match[2]) - 1 } : { file: given };
}

/**
 * Says which checks could test a line of a prompt, or each line that no evaluator covers, and what each would flag; with `--model` has a
 * model write rubrics for what no pattern reads; with `--add` writes the first of each line to homeostat.yaml and judges by those. Exit
 * code: 0 something is proposed, 1 nothing is.
 */
export async function proposeCommand(
  session: Session,
  given: string,
  options: ProposeOptions,
): Promise<number> {
  const { add } = options;
  const { file, line } = placeOf(given);
  const inside = relative(session.root, resolve(file)).split(sep).join("/");
  const query = { file: inside, ...(line !== undefined && { line }) };
  const read = await session.host.proposeChecks(query, session.work);
  const report = options.model ? await written(session, query, read, options) : read;
  if (!report) return 0;
  const proposed = report.lines.filter(({ proposals }) => proposals.length > 0);
  if (!session.json) session.print(textOf(report, proposed, { isOne: line !== undefined, add, given }));
  const added = add ? await addFirst(session, proposed) : [];
  for (const { name } of added) process.stderr.write(`${pc.green(`Added ${name}.`)}\n`);
  if (added.length > 0) process.stderr.write(`${addedText(session, file, added, proposed)}\n`);
  const names = added.map(({ name }) => name);
  const left = added.reduce((sum, one) => sum + one.left, 0);
  if (left > 0) process.stderr.write(`A model is asked to judge ${plural(left, "more answer")}.\n`);
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

/** Where they went, what did not, and how to go on. */
function addedText(
  { root, configFile }: Session,
  file: string,
  added: readonly AddedCheck[],
  lines: readonly ProposedLine[],
): string {
  const names = new Set(added.map(({ name }) => name));
  const others = lines.flatMap(({ proposals }) => proposals).filter(({ name }) => !names.has(name));
  return [
    `Written to ${basename(configPath(root, configFile))}. Figures of the lines: homeostat show ${tame(file, 160)}. Do they notice what they should: homeostat test-evaluators`,
    ...(others.length > 0
      ? [
          `Only the first of a line is added. Left out: ${others.map(({ name }) => tame(name, 80)).join(", ")}.`,
        ]
      : []),
  ].join("\n");
}

const unread = "and no check can be read off them without a model";
const offer = " With --model a model writes a rubric for what no check can be read off.";

function textOf(
  report: ProposalsReport,
  proposed: readonly ProposedLine[],
  { isOne, add, given }: { readonly isOne: boolean; readonly add?: true | undefined; readonly given: string },
): string {
  const { file, conversations, total, lines, plan, judges } = report;
  const shown = isOne || judges ? lines : proposed;
  const left = lines.length - proposed.length;
  return [
    `${file}, tried on ${conversations === total ? "" : `the newest ${conversations} of `}${total} conversations`,
    ...shown.map(proposalText),
    ...(lines.length === 0
      ? [isOne ? "There is no instruction on this line." : "Every instruction has an evaluator."]
      : []),
    ...(!isOne && !judges && left > 0
      ? [pc.dim(`${left} more lines have no evaluator, ${unread}.${plan ? offer : ""}`)]
      : []),
    ...(isOne && plan ? [pc.dim(offer.trim())] : []),
    ...(proposed.length > 0 && !add
      ? [
          pc.dim(
            `Write the first of ${isOne ? "these" : "each line"} to homeostat.yaml: homeostat propose ${tame(given, 160)} --add`,
          ),
        ]
      : []),
    ...askedJudges(judges ?? [], "rubric").map((sentence) => pc.dim(`${sentence}.`)),
  ].join("\n");
}

/** With what a model wrote for these lines; undefined where only what it would take was wanted. Throws `no-chat`. */
async function written(
  session: Session,
  query: ProposalQuery,
  read: ProposalsReport,
  { calls, dryRun }: ProposeOptions,
): Promise<ProposalsReport | undefined> {
  const most = calls === undefined ? Number.POSITIVE_INFINITY : callsIn(calls);
  const plan = read.plan && { ...read.plan, mostCalls: Math.min(most, read.plan.mostCalls) };
  const isWanted = read.lines.some(
    ({ proposals, isUntestable }) => !isUntestable && (query.line !== undefined || proposals.length === 0),
  );
  // Without a plan there is no model: who asks is told what to do about it.
  if (!plan && isWanted) await session.host.proposeRubrics(query, session.work);
  if (dryRun) {
    const text = plan ? rubricPlanText(plan) : "There is no line that a model would be asked about.";
    session.print(session.json ? JSON.stringify(plan ?? null) : text);
    return undefined;
  }
  if (!plan) return read;
  if (!session.json) process.stderr.write(`${rubricPlanText(plan)}\n`);
  const asked = { ...query, calls: plan.mostCalls };
  return withRubrics(read, await session.host.proposeRubrics(asked, session.work));
}

interface AddedCheck {
  readonly name: string;
  /** Answers that a model is still to judge by it. */
  readonly left: number;
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
  const chosen = lines.flatMap(({ line, proposals }) => {
    const first = proposals.find(({ figure }) => figure.n > 0);
    return first ? [{ line, first }] : [];
  });
  await addProposals(
    session,
    chosen.map(({ first }) => first.entry),
  );
  return chosen.map(({ line, first }) => ({ name: first.name, line, left: leftToJudge(first.figure) }));
}

/** Writes entries under `evaluators:`. Throws `config-unreadable`. */
export async function addProposals(
  session: Session,
  entries: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const path = configPath(session.root, session.configFile);
  let text = await textIfThere(path);
  for (const entry of entries) {
    const edit = addEvaluatorEdit(text, entry);
    if (!edit)
      throw new UserError(
        "config-unreadable",
        "homeostat.yaml is not in a form that an entry can be added to.",
        "Mend it first. What is wrong says: homeostat doctor",
      );
    text = (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
  }
  if (entries.length > 0) await writeWhole(path, text!);
}
