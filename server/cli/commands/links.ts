import { basename } from "node:path";
import pc from "picocolors";
import {
  addCoverEdit,
  configPath,
  linksText,
  loadConfig,
  tame,
  textIfThere,
  UserError,
  unlinkedEvaluators,
  writeWhole,
} from "../../core/index.ts";
import { promptViews } from "../check-report.ts";
import type { Session } from "../session.ts";

export interface LinksOptions {
  /** Which of the proposed lines to write, as text; `true` without a number. */
  readonly add?: string | true;
}

/**
 * Says which lines evaluators that cover none may test, by their words; with `--add` writes the one that a person chose to homeostat.yaml.
 * Exit code: 0 something is proposed, 1 nothing is.
 */
export async function linksCommand(
  session: Session,
  evaluator: string | undefined,
  { add }: LinksOptions,
): Promise<number> {
  const path = configPath(session.root, session.configFile);
  const config = await loadConfig(path, session);
  if (evaluator !== undefined && !config.evaluators.some(({ name }) => name === evaluator))
    throw new UserError(
      "not-found",
      `There is no evaluator ${tame(evaluator, 120)}.`,
      "homeostat links lists those without a line.",
    );
  const snapshot = await session.host.snapshot();
  const views = await promptViews(session, [], snapshot, config);
  const names = new Map(snapshot.prompts.map(({ file, name }) => [file, name]));
  const asked = config.evaluators.filter(({ name }) => evaluator === undefined || name === evaluator);
  const found = unlinkedEvaluators(
    asked,
    views.map(({ file, document, lines }) => ({ file, document, lines, name: names.get(file) ?? file })),
  );
  if (session.json) session.print(JSON.stringify({ evaluators: found }));
  else
    session.print(
      found.length === 0
        ? "Every evaluator that reads what was said covers a line, or none is like it in its words."
        : found.map(linksText).join("\n\n"),
    );
  if (add !== undefined && evaluator !== undefined) await addLink(path, evaluator, found, add);
  else if (found.length > 0 && !session.json)
    session.print(
      pc.dim(`\nWrite one to ${basename(path)}: homeostat links ${tame(found[0]!.evaluator, 120)} --add 1`),
    );
  return found.length > 0 ? 0 : 1;
}

/** Throws `option-invalid` for a number that is none of those listed, `config-unreadable` where the file must be mended first. */
async function addLink(
  path: string,
  evaluator: string,
  found: ReturnType<typeof unlinkedEvaluators>,
  add: string | true,
): Promise<void> {
  const links = found.flatMap((one) => one.links);
  const link = links[add === true ? 0 : Number(add) - 1];
  if (!link)
    throw new UserError(
      "option-invalid",
      `--add ${tame(String(add), 20)} is none of the lines that are proposed.`,
      `homeostat links ${tame(evaluator, 120)} lists them.`,
    );
  const text = (await textIfThere(path)) ?? "";
  const edit = addCoverEdit(text, evaluator, link.cover);
  if (!edit)
    throw new UserError(
      "config-unreadable",
      `${basename(path)} is not in a form that a line can be added to.`,
      `Write covers: [${JSON.stringify(tame(link.cover, 120))}] under ${tame(evaluator, 120)}.`,
    );
  await writeWhole(path, text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end));
  process.stderr.write(`${pc.green(`${tame(evaluator, 120)} covers “${tame(link.text, 120)}”.`)}\n`);
}
