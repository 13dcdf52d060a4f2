import pc from "picocolors";
import { type ConversationQuery, type ConversationSummary, tame } from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface TracesOptions {
  readonly query?: string;
  readonly failing?: boolean;
  readonly evaluator?: string;
  readonly behavior?: string;
  readonly prompt?: string;
  readonly unmatched?: boolean;
  readonly limit?: string;
}

/** Lists conversations, newest first; with --json one a line. */
export async function tracesCommand(session: Session, options: TracesOptions): Promise<number> {
  const query: ConversationQuery = {
    ...(options.query && { text: options.query }),
    ...(options.failing && { failing: true }),
    ...(options.evaluator && { evaluator: options.evaluator }),
    ...(options.unmatched && { unmatched: true }),
    ...(options.behavior && { behavior: await behaviorId(session, options.behavior) }),
    ...(options.prompt && { file: await promptFile(session, options.prompt) }),
    limit:
      options.limit === undefined ? (session.json ? Number.MAX_SAFE_INTEGER : 50) : Number(options.limit),
  };
  const { total, conversations } = await session.host.conversations(query);
  if (session.json) {
    for (const conversation of conversations) session.print(JSON.stringify(conversation));
    return 0;
  }
  for (const conversation of conversations) session.print(line(conversation));
  session.print(pc.dim(`${conversations.length} of ${total}`));
  return 0;
}

const line = ({ id, opening, failed, outcome }: ConversationSummary): string =>
  `${failed.length > 0 || outcome === "fail" ? pc.red("✗") : pc.green("✓")} ${tame(id, 60)}  ${tame(opening, 80)}${failed.length > 0 ? pc.red(`  ${failed.map(({ evaluator }) => tame(evaluator, 40)).join(", ")}`) : ""}`;

/** A behavior by id or by name. */
const behaviorId = async (session: Session, given: string): Promise<string> =>
  (await session.host.snapshot()).behaviors.find(
    ({ id, name }) => id === given || name.toLowerCase() === given.toLowerCase(),
  )?.id ?? given;

const promptFile = async (session: Session, given: string): Promise<string> =>
  (await session.host.snapshot()).prompts.find(({ file, name }) => file === given || name === given)?.file ??
  given;
