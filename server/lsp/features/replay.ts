import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import {
  agentEdit,
  agentEntry,
  askedJudges,
  judgesText,
  plural,
  replayEnd,
  replayTexts,
  spentText,
  tame,
  UserError,
  verdictChanges,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";
import { longWork, requestFolder } from "./requests.ts";

/** Runs a conversation again with the text of its prompt as it is in the editor; nothing is stored. */
export function registerReplay(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.replayPlan,
    async (request: protocol.ReplayPlanRequest): Promise<protocol.ReplayPlanResult> => {
      const { plan, uri, text } = await planned(server, requestFolder(server, request), request);
      const { agent, about, budget, withoutTools, judges } = plan;
      return {
        prompt: uri,
        isUnsaved: text.isUnsaved,
        text: [
          `The agent ${tame(agent.name, 80)} runs it with ${tame(plan.prompt.file, 120)} ${text.name}: what was said is sent to ${tame(agent.place, 120)}.`,
          `About ${spentText(about)}; at most ${budget.calls} calls and $${budget.usd}. Nothing is stored.`,
          ...(withoutTools > 0
            ? [
                "It called tools whose definitions were not captured, so the model is offered none: name them in the agent's `toolsFile`.",
              ]
            : []),
          ...judgesText(judges),
        ].join("\n"),
      };
    },
  );
  connection.onRequest(methods.replay, (request: protocol.ReplayRequest, token: CancellationToken) =>
    longWork(
      server,
      requestFolder(server, request),
      request,
      token,
      async (folder, work): Promise<protocol.ReplayResult> => {
        const { query, text, plan } = await planned(server, folder, request);
        const report = await folder.work.replay({ ...query, promptText: text.text }, work);
        const [one] = report.conversations;
        if (!one)
          throw new UserError(
            "replay-empty",
            `The conversation was not run to an end: ${tame(report.leftReason ?? "it was stopped", 500)}.`,
          );
        const changes = verdictChanges(one);
        return {
          ...replayTexts(one, report),
          title: `${plan.prompt.file} ${text.name}`,
          summary: `${replayEnd(one)} ${changes.length === 0 ? "Verdicts are as before." : `${plural(changes.length, "verdict")} changed: ${changes.slice(0, 3).join("; ")}.`} It took ${spentText(one.spent)}.${askedJudges(
            report.judges ?? [],
            "replay",
          )
            .map((sentence) => ` ${sentence}.`)
            .join("")}`,
        };
      },
    ),
  );
  connection.onRequest(methods.addAgent, (request: protocol.AddAgentRequest) => addAgent(server, request));
}

/** The plan for a conversation, with the prompt's text as people see it now. */
async function planned(server: Server, folder: Folder, request: protocol.ReplayPlanRequest) {
  const path = request.prompt === undefined ? undefined : toPath(request.prompt);
  const query = {
    conversationIds: [request.id],
    ...(path !== undefined && { prompt: folder.fileOf(path) }),
  };
  const plan = await folder.work.planReplay(query);
  const file = resolve(folder.root, plan.prompt.file);
  return {
    plan,
    query: { ...query, prompt: plan.prompt.file },
    uri: pathToFileURL(file).href,
    text: await textInEditor(server, file),
  };
}

/** The text of a file as people see it now, and what it is called in a sentence. */
export async function textInEditor(
  server: Server,
  path: string,
): Promise<{ text: string; isUnsaved: boolean; name: string }> {
  const onDisk = await readFile(path, "utf8").catch(() => "");
  const open = server.documents.all().find(({ uri }) => toPath(uri) === path);
  const text = open?.getText() ?? onDisk;
  const isUnsaved = text !== onDisk;
  return { text, isUnsaved, name: isUnsaved ? "as it is in the editor (unsaved)" : "as it is on disk" };
}

/** One of VS Code's own models cannot run a prompt. */
const hasEndpoint = (chat: Folder["config"]["models"]["chat"]): boolean =>
  chat !== undefined && chat.provider !== "vscode";

/** Writes an entry under `agents:` through the editor, so that it can be looked over and undone there. */
async function addAgent(server: Server, request: protocol.AddAgentRequest): Promise<protocol.AddAgentResult> {
  const folder = requestFolder(server, request);
  const detail = request.id === undefined ? undefined : await folder.work.conversation(request.id);
  const path = request.prompt === undefined ? undefined : toPath(request.prompt);
  const file = path === undefined ? detail?.prompts[0]?.file : folder.fileOf(path);
  const name = folder.snapshot.prompts.find((one) => one.file === file)?.name;
  if (name === undefined)
    throw new UserError(
      "prompt-unknown",
      "No known prompt was found in this conversation, so nobody can tell whom to add an agent for.",
      "Run “Homeostat: Evaluate Conversations”, or name the prompt under `prompts:` in homeostat.yaml.",
    );
  const { configUri, applied, written } = await editConfig(server, folder, "Add an agent", (text) =>
    agentEdit(text, agentEntry(name, hasEndpoint(folder.config.models.chat))),
  );
  const line = written.split("\n").findLastIndex((one) => /^\s*-\s*name:|^\s*-\s*\{\s*name:/.test(one));
  return { configUri, applied, line: Math.max(0, line) };
}
