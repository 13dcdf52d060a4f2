/** A workspace of a demo: its prompt, its traffic and its configuration, with the scripted model as agent and as who proposes. */
import { scriptedModelName } from "../scripted-model.ts";
import { type Chat, toolDefinitions } from "./traffic.ts";
import type { DemoEvaluator, DemoWorld } from "./world.ts";

export const promptFile = "desk.prompt.md";

/** As it stands under `evaluators:`. */
export const evaluatorRow = ({ name, description, asked, assert }: DemoEvaluator) => ({
  ...{ name, description, scope: "turn", assert },
  ...(asked !== undefined && { when: [{ type: "regex", on: "input", value: asked }] }),
});

export const chatLines = (chats: readonly Chat[]): string =>
  chats.map(({ id, messages }) => JSON.stringify({ id, messages })).join("\n");

/** `url`: where the scripted model listens. */
export function workspaceFiles(
  world: DemoWorld,
  {
    prompt,
    chats,
    url,
    calls = 2_400,
  }: { prompt: string; chats: readonly Chat[]; url: string; calls?: number },
): Record<string, string> {
  const tools = world.tools ?? [];
  const config = {
    version: 1,
    prompts: [{ name: "desk", file: promptFile }],
    evaluators: world.evaluators.map(evaluatorRow),
    models: { chat: { baseUrl: url, model: scriptedModelName } },
    agents: [
      {
        ...{ name: "desk", prompt: "desk", run: "model", seed: 7, budget: { calls, usd: 50 } },
        ...(tools.length > 0 && { toolsFile: "tools.json" }),
      },
    ],
  };
  return {
    [promptFile]: prompt,
    // JSON is YAML as well.
    "homeostat.yaml": JSON.stringify(config, null, 2),
    "chats.jsonl": chatLines(chats),
    ...(tools.length > 0 && { "tools.json": JSON.stringify(toolDefinitions(tools)) }),
  };
}
