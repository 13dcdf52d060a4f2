import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import pc from "picocolors";
import {
  askedJudges,
  fileUnreadable,
  judgesText,
  messageOf,
  plural,
  type Replayed,
  type ReplayPlan,
  type ReplayReport,
  relativeFile,
  replayEnd,
  replayLine,
  replayTexts,
  spentText,
  tame,
  UserError,
  verdictChanges,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface ReplayOptions {
  readonly prompt?: string;
  readonly agent?: string;
  readonly calls?: string;
  readonly usd?: string;
  readonly seed?: string;
  readonly dryRun?: boolean;
  readonly output?: string;
}

/** Runs conversations again with a text of their prompt. Exit 0: all to their end; 1: some not; nothing is stored. */
export async function replayCommand(
  session: Session,
  ids: readonly string[],
  options: ReplayOptions,
): Promise<number> {
  const query = {
    conversationIds: ids,
    ...(await textOf(session, options.prompt)),
    ...(options.agent !== undefined && { agent: options.agent }),
    ...(options.seed !== undefined && { seed: amount("--seed", options.seed) }),
    budget: {
      ...(options.calls !== undefined && { calls: amount("--calls", options.calls) }),
      ...(options.usd !== undefined && { usd: amount("--usd", options.usd) }),
    },
  };
  const plan = await session.host.planReplay(query);
  if (options.dryRun) {
    session.print(session.json ? JSON.stringify(plan) : planText(plan));
    return 0;
  }
  if (!session.json) process.stderr.write(`${planText(plan)}\n`);
  const report = await session.host.replay(query, session.work);
  if (options.output !== undefined) await write(resolve(options.output), report);
  session.print(session.json ? JSON.stringify(replayJson(report)) : reportText(report));
  return report.left.length === 0 && report.conversations.every(({ end }) => end === "complete") ? 0 : 1;
}

/** A file of the workspace's prompts is that prompt as it is on disk; another file is a text for the prompt that was found or the agent's. */
async function textOf({ host, root }: Session, file: string | undefined) {
  if (file === undefined) return {};
  const path = resolve(file);
  const own = relativeFile(root, path);
  if ((await host.promptFiles()).includes(own)) return { prompt: own };
  const promptText = await readFile(path, "utf8").catch((error: unknown) => {
    throw fileUnreadable(file, messageOf(error));
  });
  return { promptText };
}

function amount(option: string, given: string): number {
  const value = Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UserError("option-invalid", `${option} takes a number above 0, and not ${tame(given, 40)}.`);
}

async function write(path: string, { conversations }: ReplayReport): Promise<void> {
  const lines = conversations.map((one) => `${replayLine(one)}\n`).join("");
  // What people said to the agent: for its owner alone.
  await writeFile(path, lines, { mode: 0o600 }).catch((error: unknown) => {
    throw new UserError("file-unwritable", `${path} could not be written: ${messageOf(error)}`);
  });
}

export function planText(plan: ReplayPlan): string {
  const { agent, prompt, conversations, about, budget, withoutTools, judges } = plan;
  return [
    `${plural(conversations, "conversation")} again with ${tame(prompt.file, 120)} by the agent ${tame(agent.name, 80)} (${tame(agent.place, 120)}): about ${spentText(about)}; at most ${budget.calls} calls and $${budget.usd}.`,
    ...(withoutTools > 0
      ? [
          `${plural(withoutTools, "conversation")} called tools whose definitions were not captured, so the model is offered none: name them in the agent's \`toolsFile\`.`,
        ]
      : []),
    ...judgesText(judges),
  ].join("\n");
}

function reportText(report: ReplayReport): string {
  const { conversations, left, leftReason, spent, judges = [] } = report;
  const shown =
    conversations.length === 1
      ? [replayTexts(conversations[0]!, report).fresh]
      : conversations.map(
          (one) =>
            `${marks[one.end]} ${tame(one.id, 120)}  ${verdictChanges(one).join("; ") || "verdicts as before"}${one.end === "complete" ? "" : `\n    ${replayEnd(one)}`}`,
        );
  return [
    ...shown,
    ...(left.length > 0
      ? [
          `${plural(left.length, "conversation")} not run to an end: ${tame(leftReason ?? "it was stopped", 500)}.`,
        ]
      : []),
    ...(conversations.length === 1 ? [] : [pc.dim(spentText(spent))]),
    ...askedJudges(judges, "replay").map((sentence) => pc.dim(sentence)),
  ].join("\n");
}

const marks: Readonly<Record<Replayed["end"], string>> = { complete: "✓", departed: "↷", unknown: "?" };

/** Without the recordings, which the store has. */
const replayJson = ({ conversations, ...report }: ReplayReport) => ({
  ...report,
  conversations: conversations.map(({ recorded: _, captured, ...one }) => ({
    ...one,
    freshId: captured.conversation.id,
    changes: verdictChanges(one),
  })),
});
