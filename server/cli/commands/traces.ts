import pc from "picocolors";
import {
  type ConversationSummary,
  fieldsText,
  joinQueries,
  plural,
  quotedValue,
  sliceReference,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface TracesOptions {
  readonly query?: string;
  readonly slice?: string;
  readonly failing?: boolean;
  readonly evaluator?: string;
  readonly behavior?: string;
  readonly prompt?: string;
  readonly unmatched?: boolean;
  readonly limit?: string;
}

/** Lists conversations, newest first; with --json one a line. */
export async function tracesCommand(session: Session, options: TracesOptions): Promise<number> {
  const limit =
    options.limit === undefined ? (session.json ? Number.MAX_SAFE_INTEGER : 50) : countOf(options.limit);
  const query = queryOf(options);
  const { total, conversations } = await session.host.conversations({ query, limit });
  if (session.json) {
    for (const conversation of conversations) session.print(JSON.stringify(conversation));
    return 0;
  }
  // The newest that pass, as many as are listed: all of those among the listed ones are among them.
  const passing = await session.host.conversations({ query: joinQueries([query, "is:passing"]), limit });
  const passed = new Set(passing.conversations.map(({ id }) => id));
  for (const conversation of conversations) session.print(line(conversation, passed.has(conversation.id)));
  session.print(
    total === 0 && query !== ""
      ? await nothingText(session, query)
      : pc.dim(`${conversations.length} of ${total}`),
  );
  return 0;
}

/** A name that is misspelt finds as little as one that fits nothing: what there is to name is said, and how much there is at all. */
async function nothingText({ host }: Session, query: string): Promise<string> {
  const { total } = await host.conversations({ limit: 1 });
  const { evaluators } = await host.snapshot();
  const names = evaluators.map(({ name }) => tame(name, 40));
  return [
    `None of ${plural(total, "conversation")} matches ${tame(query, 200)}. What can be asked: homeostat traces --fields`,
    ...(/\b(?:evaluator|eval):/.test(query) && names.length > 0 ? [`Evaluators: ${names.join(", ")}`] : []),
  ].join("\n");
}

/** The older options as the text they stand for. */
const queryOf = ({ query, slice, failing, evaluator, behavior, prompt, unmatched }: TracesOptions): string =>
  joinQueries([
    query,
    slice && sliceReference(slice.replace(/^@/, "")),
    evaluator && `evaluator:${quotedValue(evaluator)}=fail`,
    behavior && (behavior === "outlier" ? "is:outlier" : `behavior:${quotedValue(behavior)}`),
    prompt && `prompt:${quotedValue(prompt)}`,
    failing ? "is:failing" : undefined,
    unmatched ? "is:unmatched" : undefined,
  ]);

function countOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError("option-invalid", `--limit ${text} is no number.`, "For example: --limit 20");
}

/** The fields that a query can ask for. */
export function fieldsCommand(): number {
  process.stdout.write(`${fieldsText()}\n`);
  return 0;
}

/** The saved filters; with --json one a line. */
export async function slicesCommand(session: Session): Promise<number> {
  const slices = await session.host.slices();
  for (const { name, query } of slices)
    session.print(
      session.json
        ? JSON.stringify({ name, query })
        : `${tame(sliceReference(name), 60)}  ${pc.dim(tame(query, 400))}`,
    );
  if (slices.length === 0 && !session.json)
    session.print(
      "No filter is saved yet. homeostat/slices.yaml holds them, a name and a query on each line.",
    );
  return 0;
}

/** A conversation without any verdict is no pass. */
function mark({ failed, outcome }: ConversationSummary, passes: boolean): string {
  if (failed.length > 0 || outcome === "fail") return pc.red("✗");
  return passes || outcome === "pass" ? pc.green("✓") : pc.dim("–");
}

const line = (conversation: ConversationSummary, passes: boolean): string => {
  const { id, opening, failed } = conversation;
  return `${mark(conversation, passes)} ${tame(id, 60)}  ${tame(opening, 80)}${failed.length > 0 ? pc.red(`  ${failed.map(({ evaluator }) => tame(evaluator, 40)).join(", ")}`) : ""}`;
};
