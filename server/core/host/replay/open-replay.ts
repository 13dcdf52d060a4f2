import { UserError } from "../../base/index.ts";
import { type Evaluator, judgesIn } from "../../evaluators/index.ts";
import { type ModelAccess, openAgent, openChat } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import type { AgentDefinition } from "../config-agents.ts";
import { firstJudge } from "../config-models.ts";
import type { PromptFile } from "../prompt-files.ts";
import { agentOf, findAgent } from "./find-agent.ts";
import type { ReplayQuery, ReplayWorld } from "./replay.ts";

interface Around {
  readonly store: Store;
  readonly config: Config;
  readonly files: readonly PromptFile[];
  readonly access: ModelAccess;
  readonly isTrusted: boolean;
}

/**
 * What a replay works with: the prompt that is meant, its agent, its evaluators. Asks nobody yet. Throws `no-agent`, `agent-unknown`,
 * `prompt-unknown`, `evaluator-unknown`, `no-chat`, `conversation-unknown`.
 */
export async function openReplay(query: ReplayQuery, around: Around): Promise<ReplayWorld> {
  const { config, store, access, isTrusted } = around;
  const [missing] = await store.missing(query.conversationIds);
  if (missing !== undefined)
    throw new UserError(
      "conversation-unknown",
      `There is no conversation ${missing} in the store.`,
      "Ids are listed by: homeostat traces",
    );
  const named =
    query.agent === undefined ? undefined : findAgent(config.agents, { name: query.agent, isTrusted });
  const file = await promptMeant(query, named, around);
  const definition = named ?? findAgent(config.agents, { prompt: file, isTrusted });
  const { chat } = config.models;
  if (definition.user === "simulated" && !chat)
    throw new UserError(
      "no-chat",
      `The agent ${definition.name} has a simulated user, and no chat model is configured that could play it.`,
      "Name one under `models.chat`, or say `user: recorded`.",
    );
  const evaluators = evaluatorsFor(file, query.evaluators, config);
  return {
    store,
    definition,
    agent: openAgent(withSampling(definition, query), access),
    file,
    ...(chat && { chat: openChat(chat, access) }),
    prices: config.capture.prices,
    evaluators,
    judges: judgesOf(evaluators, config),
  };
}

/** Those that are for the prompt, or of them the ones that are named. */
export function evaluatorsFor(
  file: PromptFile,
  wanted: readonly string[] | undefined,
  { evaluators }: Pick<Config, "evaluators">,
): readonly Evaluator[] {
  const own = evaluators.filter(({ prompts }) => !prompts || prompts.includes(file.name));
  const unknown = wanted?.find((name) => !own.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new UserError(
      "evaluator-unknown",
      `There is no evaluator ${unknown} for the prompt ${file.name}.`,
      `Known: ${own.map(({ name }) => name).join(", ")}`,
    );
  return wanted ? own.filter(({ name }) => wanted.includes(name)) : own;
}

/** The models that judge, as people call them. */
function judgesOf(evaluators: readonly Evaluator[], { models: { chats } }: Config): string[] {
  const names = evaluators.flatMap(judgesIn).map((name) => name ?? firstJudge(chats));
  return [...new Set(names)].flatMap((name) => {
    const chat = chats.get(name);
    return chat ? [openChat(chat).name] : [];
  });
}

/** The one that is named, else the agent's, else the one that was found in the first conversation. */
async function promptMeant(
  { prompt, conversationIds }: ReplayQuery,
  agent: AgentDefinition | undefined,
  { files, store, config }: Around,
): Promise<PromptFile> {
  const wanted = prompt ?? agent?.prompt;
  if (wanted !== undefined) return promptNamed(wanted, files);
  const found = await promptFoundIn(conversationIds, files, store, config.agents);
  if (found) return found;
  throw new UserError(
    "prompt-unknown",
    "No known prompt was found in this conversation, so nobody can tell which text to run it with.",
    "Name the prompt: --prompt FILE on the command line, or `prompt:` at the agent.",
  );
}

/** By its name or its file. Throws `prompt-unknown`. */
export function promptNamed(wanted: string, files: readonly PromptFile[]): PromptFile {
  const found = files.find(({ name, file }) => name === wanted || file === wanted);
  if (found) return found;
  const names = files.slice(0, 10).map(({ name }) => name);
  throw new UserError(
    "prompt-unknown",
    `There is no prompt ${wanted} in this workspace.`,
    names.length > 0 ? `Prompts: ${names.join(", ")}.` : "Name it under `prompts:` in homeostat.yaml.",
  );
}

/** Of several the one that has an agent, else the one with most of its text there. */
async function promptFoundIn(
  ids: readonly string[],
  files: readonly PromptFile[],
  store: Store,
  agents: readonly AgentDefinition[],
): Promise<PromptFile | undefined> {
  const rows = await store.tables.links.readAny("conversationId", ids.slice(0, 1), ["id", "file", "share"]);
  const found = rows
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || (a.id < b.id ? -1 : 1))
    .flatMap((row) => files.find(({ file }) => file === row.file) ?? []);
  return found.find(({ name }) => agentOf(agents, name)?.prompt === name) ?? found[0];
}

const withSampling = ({ settings }: AgentDefinition, { seed, temperature }: ReplayQuery) =>
  settings.run === "model"
    ? { ...settings, ...(seed !== undefined && { seed }), ...(temperature !== undefined && { temperature }) }
    : settings;
