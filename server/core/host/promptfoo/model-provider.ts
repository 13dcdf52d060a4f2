import { messageOf, UserError } from "../../base/index.ts";
import { commonFinishReason, isRecord, type SuiteProvider } from "../../evaluators/index.ts";
import {
  type Agent,
  type AgentMessage,
  type AgentTool,
  defaultAgentConcurrency,
  defaultAgentTimeoutMs,
  modelAccess,
  openAgent,
} from "../../models/index.ts";
import { type AskProvider, type ProviderAnswer, refusing } from "./provider-answer.ts";

/** An OpenAI-compatible service: what its ids look like, where it is, and the environment variables of its key and of another place. */
interface Service {
  readonly form: RegExp;
  readonly baseUrl: string;
  readonly apiKeyEnv?: string;
  readonly baseUrlEnv?: readonly string[];
}

const noChat =
  "embeddings?|image|moderation|completion|assistant|realtime|responses|transcription|speech|video|agents?|codex|chatkit";

const services: readonly Service[] = [
  {
    form: new RegExp(`^openai:(?!(?:${noChat})(?::|$))(?:chat:)?(.+)$`),
    baseUrl: "https://api.openai.com/v1",
    apiKeyEnv: "OPENAI_API_KEY",
    baseUrlEnv: ["OPENAI_BASE_URL", "OPENAI_API_BASE_URL"],
  },
  {
    form: /^openrouter:(.+)$/,
    baseUrl: "https://openrouter.ai/api/v1",
    apiKeyEnv: "OPENROUTER_API_KEY",
  },
  { form: /^groq:(.+)$/, baseUrl: "https://api.groq.com/openai/v1", apiKeyEnv: "GROQ_API_KEY" },
  { form: /^mistral:(.+)$/, baseUrl: "https://api.mistral.ai/v1", apiKeyEnv: "MISTRAL_API_KEY" },
  { form: /^deepseek:(.+)$/, baseUrl: "https://api.deepseek.com/v1", apiKeyEnv: "DEEPSEEK_API_KEY" },
  { form: /^ollama:(?:chat:)?(.+)$/, baseUrl: "http://127.0.0.1:11434/v1" },
];

/** Where a provider's model is asked, and with which key. */
export interface ModelPlace {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKeyEnv?: string;
}

/**
 * The place that a provider's id and settings mean; undefined where its id is none of a model. `env`: what the configuration says of the
 * environment, then that of the process; another place than usual comes from the configuration alone.
 */
export function modelPlace(
  { id, config, env: own = {} }: SuiteProvider,
  said: Readonly<Record<string, string>>,
): ModelPlace | { readonly refused: string } | undefined {
  const service = services.find(({ form }) => form.test(id));
  if (!service) return undefined;
  const text = (key: string): string | undefined =>
    typeof config[key] === "string" && config[key] !== "" ? config[key] : undefined;
  const ofEnv = service.baseUrlEnv?.map((name) => own[name] ?? said[name]).find((one) => one);
  const baseUrl = text("apiBaseUrl") ?? ofEnv ?? service.baseUrl;
  if (!URL.canParse(baseUrl))
    return { refused: `The address of ${id}, ${baseUrl}, is none. Mend \`apiBaseUrl\`.` };
  // A key goes to the place that it is named for, and to no other one.
  const usual = baseUrl === service.baseUrl || own[service.apiKeyEnv ?? ""] !== undefined;
  const key = text("apiKey");
  const named =
    text("apiKeyEnvar") ?? (key === undefined ? undefined : nameOf(key, { ...process.env, ...said, ...own }));
  if (key !== undefined && named === undefined)
    return {
      refused: `The key of ${id} stands in the configuration, where it is not read. Put it into the environment${service.apiKeyEnv ? ` as ${service.apiKeyEnv}` : ""}.`,
    };
  const apiKeyEnv = named ?? (usual ? service.apiKeyEnv : undefined);
  return { baseUrl, model: service.form.exec(id)![1]!, ...(apiKeyEnv !== undefined && { apiKeyEnv }) };
}

/** `apiKey: "{{env.NAME}}"` has become the value by now. */
const nameOf = (value: string, env: NodeJS.ProcessEnv): string | undefined =>
  Object.entries(env).find(([, one]) => one === value)?.[0];

/** Settings that go into the request as they are. */
const passed = [
  ...["top_p", "frequency_penalty", "presence_penalty", "stop", "max_completion_tokens", "reasoning_effort"],
  ...["verbosity", "response_format", "tool_choice", "parallel_tool_calls", "functions", "function_call"],
  ...["logit_bias", "service_tier", "user", "metadata", "store", "prompt_cache_key"],
];

/** A model behind an OpenAI-compatible endpoint. */
export function byModel(
  { id, config }: SuiteProvider,
  place: ModelPlace,
  env: NodeJS.ProcessEnv,
): AskProvider {
  const number = (key: string): number | undefined =>
    typeof config[key] === "number" ? config[key] : undefined;
  const given = passed.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]] as const]));
  const request = { ...Object.fromEntries(given), ...(isRecord(config.passthrough) && config.passthrough) };
  const [temperature, maxTokens, seed] = ["temperature", "max_tokens", "seed"].map(number);
  try {
    const agent = openAgent(
      {
        run: "model",
        ...place,
        concurrency: defaultAgentConcurrency,
        timeoutMs: defaultAgentTimeoutMs,
        ...(temperature !== undefined && { temperature }),
        ...(maxTokens !== undefined && { maxTokens }),
        ...(seed !== undefined && { seed }),
        request,
      },
      modelAccess(undefined, env),
    );
    return byAgent(agent, id, providerTools(config));
  } catch (error) {
    return refusing(`The provider ${id} cannot be asked: ${messageOf(error)}`);
  }
}

function byAgent(agent: Agent, id: string, tools: readonly AgentTool[]): AskProvider {
  return async ({ text, messages, vars }, signal) => {
    try {
      const variables = Object.fromEntries(
        Object.entries(vars).map(([name, value]) => [name, String(value)]),
      );
      const turn = { messages, systemText: "", promptText: text, variables, tools };
      const { messages: said, usage, costUsd, finishReason } = await agent.next(turn, signal);
      return {
        output: chatOutput(said.at(-1)),
        ...usage,
        ...(costUsd !== undefined && { costUsd }),
        ...(finishReason && { response: { finishReason: commonFinishReason(finishReason) } }),
      };
    } catch (error) {
      signal?.throwIfAborted();
      // What is to be done is said of `agents:` there.
      const why = error instanceof UserError ? error.message : messageOf(error);
      return { error: `The provider ${id} gave no answer: ${why}` };
    }
  };
}

/** promptfoo's output of a chat: its text, its tool calls, or the message that has both. */
export function chatOutput(last: AgentMessage | undefined): ProviderAnswer["output"] {
  const calls = last?.toolCalls?.map(({ id, name, args }) => ({
    id,
    type: "function",
    function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
  }));
  if (!calls || calls.length === 0) return last?.text ?? "";
  return last!.text === "" ? calls : { role: "assistant", content: last!.text, tool_calls: calls };
}

/** The tools of a provider's settings, as OpenAI has them, or flat. */
export function providerTools({ tools }: SuiteProvider["config"]): AgentTool[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((one: unknown) => {
    const tool = isRecord(one) && isRecord(one.function) ? one.function : one;
    if (!isRecord(tool) || typeof tool.name !== "string") return [];
    return [
      {
        name: tool.name,
        ...(typeof tool.description === "string" && { description: tool.description }),
        parameters: tool.parameters ?? tool.input_schema,
      },
    ];
  });
}
