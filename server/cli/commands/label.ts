import { resolve } from "node:path";
import pc from "picocolors";
import {
  type LabelRequest,
  type LabelResult,
  type LabelWord,
  labelRequestsIn,
  labelsFileName,
  labelWords,
  plural,
  refuseProblems,
  tame,
  UserError,
} from "../../core/index.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

export interface LabelOptions {
  readonly why?: string;
  readonly evaluator?: string;
  readonly sample?: string;
  readonly who?: string;
  readonly remove?: boolean;
  readonly list?: boolean;
  readonly from?: string;
}

/** `homeostat label`: gives, removes or lists labels. Exit code: 0 done, 1 some of a file could not be used, 2 none. */
export async function labelCommand(
  session: Session,
  conversation: string | undefined,
  label: string | undefined,
  options: LabelOptions,
): Promise<number> {
  if (options.list) return listLabels(session, conversation, options);
  if (options.from !== undefined) return labelFrom(session, options.from, options);
  if (conversation === undefined)
    throw usage("Name a conversation and say pass or fail.", "homeostat label c-17 fail --why …");
  if (options.remove) return removeLabel(session, conversation, options);
  if (!labelWords.some((word) => word === label))
    throw usage(
      label === undefined
        ? `Say what ${tame(conversation, 60)} is: pass, fail or unknown.`
        : `${tame(label, 40)} is no label: pass, fail or unknown.`,
      `homeostat label ${tame(conversation, 60)} fail`,
    );
  const request = { ...placeOf(conversation, options), label: label as LabelWord };
  const result = refuseProblems(await session.host.label([request]));
  if (session.json) session.print(JSON.stringify(result));
  else
    session.print(
      result.given === 0
        ? "It has that label already."
        : `${tame(conversation, 80)} is labelled ${label} by ${tame(options.who ?? result.who, 60)}. Kept in ${result.file}`,
    );
  return 0;
}

const usage = (message: string, example: string): UserError =>
  new UserError("option-invalid", message, `For example: ${example}`);

const placeOf = (conversation: string, { why, evaluator, sample, who }: LabelOptions): LabelRequest => ({
  conversation,
  ...(why !== undefined && { why }),
  ...(evaluator !== undefined && { evaluator }),
  ...(sample !== undefined && { sample }),
  ...(who !== undefined && { who }),
});

async function removeLabel(session: Session, conversation: string, options: LabelOptions): Promise<number> {
  const result = await session.host.label([placeOf(conversation, options)]);
  if (session.json) session.print(JSON.stringify(result));
  else
    session.print(
      result.removed > 0
        ? `The label of ${tame(conversation, 80)} is removed from ${result.file}`
        : `${tame(options.who ?? result.who, 60)} gave no such label. See: homeostat label --list ${tame(conversation, 60)}`,
    );
  return result.removed > 0 ? 0 : 1;
}

async function labelFrom(session: Session, file: string, options: LabelOptions): Promise<number> {
  const { requests, problems } = await labelRequestsIn(resolve(file));
  const wanted = requests.map(({ request }) => ({
    ...request,
    evaluator: request.evaluator ?? options.evaluator,
    who: request.who ?? options.who,
  })) as LabelRequest[];
  const result = await session.host.label(wanted);
  const all = [
    ...problems,
    ...result.problems.map(({ index, message }) => ({ line: requests[index]!.line, message })),
  ].sort((a, b) => a.line - b.line);
  const used = requests.length - result.problems.length;
  if (session.json) session.print(JSON.stringify({ ...result, read: used, problems: all }));
  else session.print(fromText(result, used, all));
  return all.length === 0 ? 0 : used > 0 ? 1 : 2;
}

const mostProblems = 20;

const fromText = (
  { given, file }: LabelResult,
  used: number,
  problems: readonly { readonly line: number; readonly message: string }[],
): string =>
  [
    `${plural(used, "label")} read, ${given} new or changed. Kept in ${file}`,
    ...problems
      .slice(0, mostProblems)
      .map(({ line, message }) => pc.yellow(`  line ${line}: ${tame(message, 300)}`)),
    ...(problems.length > mostProblems ? [`  … and ${problems.length - mostProblems} more lines`] : []),
    ...(used > 0 ? ["Next: homeostat agreement"] : []),
  ].join("\n");

async function listLabels(
  session: Session,
  conversation: string | undefined,
  { evaluator, who }: LabelOptions,
): Promise<number> {
  const { entries, issues, isUnreadable } = await session.host.labels();
  const found = entries.filter(
    (one) =>
      (conversation === undefined || one.conversation === conversation) &&
      (evaluator === undefined || one.evaluator === evaluator) &&
      (who === undefined || one.who === who),
  );
  if (session.json) {
    session.print(
      JSON.stringify({
        labels: found.map(({ range: _, ...label }) => label),
        problems: issues.map(({ message }) => message),
      }),
    );
    return isUnreadable ? 2 : 0;
  }
  for (const { message } of issues) session.print(pc.yellow(`${labelsFileName}: ${tame(message, 300)}`));
  if (found.length === 0) session.print("No labels. Give one: homeostat label CONVERSATION fail --why …");
  else
    session.print(
      table(
        ["conversation", "label", "by the criterion of", "who", "when", "why"],
        found.map((one) => [
          tame(one.sample ?? one.conversation, 60),
          one.label,
          tame(one.evaluator ?? "", 40),
          tame(one.who, 30),
          tame(one.at ?? "", 20),
          tame(one.why ?? "", 100),
        ]),
      ),
    );
  return isUnreadable ? 2 : 0;
}
