import { resolve } from "node:path";
import type { CancellationToken } from "vscode-languageserver";
import {
  askedJudges,
  type FreshVerdict,
  type FreshVerdicts,
  freshVerdicts,
  judgesText,
  plural,
  type Replayed,
  type ReplayPlan,
  type ReplayReport,
  replayEnd,
  replayTexts,
  spentText,
  tame,
  UserError,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { textInEditor } from "./replay.ts";
import { longWork, requestFolder } from "./requests.ts";

/** Failures that a test shows with their answers. */
const mostFailures = 20;
/** Lines of one evaluator in the output of a test run. */
const mostLines = 200;

/** Evaluators on fresh answers of a prompt, for the Test Explorer; nothing is stored. */
export function registerFreshAnswers(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.freshPlan,
    async (request: protocol.FreshPlanRequest): Promise<protocol.FreshPlanResult> => {
      const folder = requestFolder(server, request);
      const { prompt, name } = await promptOf(server, folder, request.prompt);
      const { evaluators, limit } = request;
      const { ids, total } = await folder.work.chooseConversations({ prompt, evaluators, limit });
      if (ids.length === 0) return { conversationIds: [], calls: 0, text: "" };
      const plan = await folder.work.planReplay({ conversationIds: ids, prompt, evaluators });
      return { conversationIds: ids, calls: plan.about.calls, text: planText(plan, { total, name }) };
    },
  );
  connection.onRequest(methods.freshRun, (request: protocol.FreshRunRequest, token: CancellationToken) =>
    longWork(
      server,
      requestFolder(server, request),
      request,
      token,
      async (folder, work): Promise<protocol.FreshRunResult> => {
        const { prompt, text, name } = await promptOf(server, folder, request.prompt);
        const { conversationIds, evaluators } = request;
        const query = { conversationIds, prompt, promptText: text, evaluators, freshOnly: true };
        const report = await folder.work.replay(query, work);
        if (report.conversations.length === 0)
          throw new UserError(
            "replay-empty",
            `No conversation was begun: ${tame(report.leftReason ?? "stopped", 500)}.`,
          );
        return resultOf(report, evaluators, { warning: folder.snapshot.thresholds.warning, name });
      },
    ),
  );
}

async function promptOf(server: Server, folder: Folder, uri: string) {
  const path = toPath(uri);
  if (path === undefined) throw new UserError("prompt-unknown", `${tame(uri, 200)} is no file.`);
  const prompt = folder.fileOf(path);
  return { prompt, ...(await textInEditor(server, resolve(folder.root, prompt))) };
}

const planText = (
  { prompt, agent, conversations, about, budget, withoutTools, judges }: ReplayPlan,
  { total, name }: { readonly total: number; readonly name: string },
): string =>
  [
    `${conversations} of ${plural(total, "conversation")} of ${tame(prompt.file, 120)}: the agent ${tame(agent.name, 80)} runs them with the text ${name}; what was said is sent to ${tame(agent.place, 120)}.`,
    `About ${spentText(about)}; at most ${budget.calls} calls and $${budget.usd}.`,
    ...(withoutTools > 0
      ? [
          `${plural(withoutTools, "conversation")} called tools whose definitions were not captured, so the model is offered none: name them in the agent's \`toolsFile\`.`,
        ]
      : []),
    ...judgesText(judges),
  ].join("\n");

function resultOf(
  report: ReplayReport,
  names: readonly string[],
  { warning, name }: { readonly warning: number; readonly name: string },
): protocol.FreshRunResult {
  const { conversations, left, leftReason, spent, judges = [] } = report;
  return {
    evaluators: freshVerdicts(conversations, names, warning).map(itemOf),
    conversations: conversations.map((one) => ({
      ...{ id: one.id, title: `${report.prompt.file} ${name}` },
      ...replayTexts(one, report),
    })),
    lines: [
      `${plural(conversations.length, "conversation")} again with ${tame(report.prompt.file, 120)} ${name}, by the agent ${tame(report.agent.name, 80)}: ${spentText(spent)}. Nothing was stored.`,
      ...conversations.filter(({ end }) => end !== "complete").map(endedText),
      ...(left.length > 0
        ? [`${plural(left.length, "conversation")} not run to an end: ${tame(leftReason ?? "stopped", 500)}.`]
        : []),
      ...askedJudges(judges, "replay").map((sentence) => `${sentence}.`),
    ],
  };
}

const endedText = (one: Replayed): string => `${tame(one.id, 120)}: ${replayEnd(one)}`;

function itemOf({ evaluator, rate, isBelow, verdict, verdicts }: FreshVerdicts): protocol.FreshEvaluatorItem {
  const failed = verdicts.filter(({ label }) => label === "fail");
  const others = verdicts.filter(({ label }) => label === "unknown" || label === "not-applicable");
  return {
    ...{ evaluator, verdict, state: rate.n === 0 ? "skipped" : isBelow ? "failed" : "passed" },
    lines: [...failed, ...others].slice(0, mostLines).map(lineOf),
    failures: failed.slice(0, mostFailures).map(({ conversationId, part, explanation, answer }) => ({
      ...{ conversationId, explanation: tame(explanation, 600), answer: tame(answer, 1_000) },
      ...(part !== undefined && { part }),
    })),
  };
}

const words = {
  pass: "pass",
  fail: "fails",
  unknown: "skipped, unknown",
  "not-applicable": "skipped, not applicable",
};

const lineOf = ({ conversationId, part, label, explanation }: FreshVerdict): string =>
  `${tame(conversationId, 120)}${part ? ` (${part})` : ""} ${words[label]}${explanation ? `: ${tame(explanation, 300)}` : ""}`;
