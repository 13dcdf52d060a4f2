import { UserError } from "../../base/index.ts";
import type { AgentDefinition } from "../config-agents.ts";
import type { PromptFile } from "../prompt-files.ts";

/** The agent of that name, else the one of a prompt. Throws `agent-unknown`, `no-agent`. */
export function findAgent(
  agents: readonly AgentDefinition[],
  {
    name,
    prompt,
    isTrusted,
  }: { name?: string | undefined; prompt?: PromptFile | undefined; isTrusted: boolean },
): AgentDefinition {
  if (!isTrusted)
    throw new UserError(
      "no-agent",
      "This workspace is not trusted, so no agent is run.",
      "Trust the workspace; on the command line leave out --untrusted.",
    );
  if (name !== undefined) {
    const named = agents.find((agent) => agent.name === name);
    if (named) return named;
    throw new UserError(
      "agent-unknown",
      `There is no agent ${name} under \`agents:\` in homeostat.yaml.`,
      agents.length > 0 ? `Agents: ${agents.map((agent) => agent.name).join(", ")}.` : entryHint(prompt),
    );
  }
  const own = agentOf(agents, prompt?.name);
  if (own) return own;
  throw new UserError(
    "no-agent",
    prompt
      ? `No agent is configured for the prompt ${prompt.name}, so it cannot be run again.`
      : "No agent is configured, so no prompt can be run again.",
    entryHint(prompt),
  );
}

/** The first that names the prompt, else the first that is for any. */
export const agentOf = (
  agents: readonly AgentDefinition[],
  prompt: string | undefined,
): AgentDefinition | undefined =>
  agents.find((agent) => agent.prompt !== undefined && agent.prompt === prompt) ??
  agents.find((agent) => agent.prompt === undefined);

const entryHint = (prompt: PromptFile | undefined): string =>
  `Write under \`agents:\` in homeostat.yaml: - { name: ${prompt?.name ?? "support"}${prompt ? `, prompt: ${prompt.name}` : ""}, run: model }. It runs the prompt with the model of \`models.chat\`; docs/agents.md tells the other ways.`;
