import { costOf } from "../../capture/index.ts";
import type { Message } from "../../store/index.ts";
import type { AgentBudget, AgentDefinition } from "../config-agents.ts";
import type { RecordedContext } from "./recorded-context.ts";
import {
  type AgentFacts,
  callsIn,
  contextsOf,
  factsOf,
  lesserBudget,
  type ReplayQuery,
  type ReplayWorld,
} from "./replay.ts";
import type { Spent } from "./replay-budget.ts";

/** What a replay is about to take, as the recordings tell; and what it may take at most. */
export interface ReplayPlan {
  readonly agent: AgentFacts;
  readonly prompt: { readonly name: string; readonly file: string };
  readonly conversations: number;
  readonly about: Spent;
  readonly budget: AgentBudget;
  /** Conversations with tool calls for which no tool is known: the model will be offered none. */
  readonly withoutTools: number;
  /** Models that judge it afterwards, beside that: where they are asked, as people call them. */
  readonly judges: readonly string[];
}

/** Characters of a token, in English; other languages have more tokens. */
const charactersPerToken = 4;

/** Says what a replay will take, without asking anybody. */
export async function planReplay(query: ReplayQuery, world: ReplayWorld): Promise<ReplayPlan> {
  const { definition, agent, file } = world;
  const contexts = await contextsOf(query.conversationIds, world);
  return {
    agent: factsOf(definition, agent),
    prompt: { name: file.name, file: file.file },
    conversations: contexts.length,
    about: aboutSpent(contexts, world),
    budget: lesserBudget(definition.budget, query.budget),
    withoutTools: withoutTools(contexts, definition),
    judges: query.unjudged ? [] : world.judges,
  };
}

/** What runs of these conversations will take, as their recordings tell; one that is run several times stands in it as often. */
export function aboutSpent(
  contexts: readonly RecordedContext[],
  { agent, prices }: Pick<ReplayWorld, "agent" | "prices">,
): Spent {
  const tokens = contexts.map(tokensOf);
  const inputTokens = tokens.reduce((sum, one) => sum + one.input, 0);
  const outputTokens = tokens.reduce((sum, one) => sum + one.output, 0);
  const usd = agent.model ? costOf(agent.model, { inputTokens, outputTokens }, prices) : undefined;
  const calls = contexts.reduce((sum, { whole }) => sum + callsIn(whole.messages), 0);
  return { calls, inputTokens, outputTokens, ...(usd !== undefined && { usd }) };
}

/** Conversations with tool calls for which no tool is known. */
export const withoutTools = (
  contexts: readonly RecordedContext[],
  { settings }: Pick<AgentDefinition, "settings">,
): number =>
  settings.run === "model"
    ? contexts.filter(({ tools, whole }) => tools.length === 0 && callsTools(whole.messages)).length
    : 0;

const callsTools = (messages: readonly Message[]): boolean =>
  messages.some(({ toolCalls = [] }) => toolCalls.length > 0);

/** Each call reads all that was said before it, the system text and the tools. */
function tokensOf({ whole, systemText = "", tools }: RecordedContext): { input: number; output: number } {
  let said = systemText.length + (tools.length > 0 ? JSON.stringify(tools).length : 0);
  let [input, output] = [0, 0];
  for (const message of whole.messages) {
    const length = message.text.length + JSON.stringify(message.toolCalls ?? "").length;
    if (message.role === "assistant") {
      input += said;
      output += length;
    }
    said += length;
  }
  return { input: Math.round(input / charactersPerToken), output: Math.round(output / charactersPerToken) };
}
