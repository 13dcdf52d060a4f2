import { messageOf } from "../../base/index.ts";
import {
  codeReference,
  isRecord,
  JavascriptSandbox,
  StdioScript,
  type SuiteProvider,
} from "../../evaluators/index.ts";
import { type Agent, defaultAgentConcurrency, defaultAgentTimeoutMs, openAgent } from "../../models/index.ts";
import type { Message } from "../../store/index.ts";

/** What a provider gave for one prompt. */
export interface ProviderAnswer {
  readonly output?: unknown;
  readonly error?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
}

export interface AskedPrompt {
  /** Rendered. */
  readonly text: string;
  readonly label: string;
  /** The same as messages, its system text among them. */
  readonly messages: readonly Message[];
  readonly vars: Readonly<Record<string, unknown>>;
}

export type AskProvider = (prompt: AskedPrompt, signal?: AbortSignal) => Promise<ProviderAnswer>;

export interface ProviderServices {
  readonly trusted: boolean;
  readonly sandboxEntry?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Code of a provider may wait for a network. */
const codeTimeoutMs = 120_000;

/** Ids of OpenAI-compatible services: where they are, and the environment variable that holds their key. */
const endpoints: readonly (readonly [form: RegExp, baseUrl: string, apiKeyEnv: string | undefined])[] = [
  [/^openai:(?:chat:)?(.+)$/, "https://api.openai.com/v1", "OPENAI_API_KEY"],
  [/^openrouter:(.+)$/, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"],
  [/^groq:(.+)$/, "https://api.groq.com/openai/v1", "GROQ_API_KEY"],
  [/^mistral:(.+)$/, "https://api.mistral.ai/v1", "MISTRAL_API_KEY"],
  [/^deepseek:(.+)$/, "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"],
  [/^ollama:(?:chat:)?(.+)$/, "http://127.0.0.1:11434/v1", undefined],
];

/** Providers by their ids. What cannot be asked answers with an error that says why; processes start with the first call. */
export class Providers {
  private sandbox: JavascriptSandbox | undefined;
  private python: StdioScript | undefined;

  constructor(private readonly services: ProviderServices) {}

  open(provider: SuiteProvider): AskProvider {
    const { id } = provider;
    if (id === "echo") return async ({ text }) => ({ output: text });
    if (!this.services.trusted)
      return refusing(`This workspace is not trusted, so the provider ${id} is not asked.`);
    const file = codeReference(id.replace(/^(?:python:|ruby:)/, "file://"));
    if (file?.file.endsWith(".py")) return this.byPython(file, provider);
    if (file && !file.file.endsWith(".rb")) return this.byJavascript(file, provider);
    const endpoint = endpoints.find(([form]) => form.test(id));
    if (endpoint && !/^openai:(?:embedding|image|moderation|completion|assistant|realtime)/.test(id))
      return byModel(provider, endpoint);
    if (id.startsWith("exec:")) return byCommand(provider);
    return refusing(
      `The provider ${id} is not known here. Known are echo, file:// with JavaScript or Python, exec:, and openai: or other OpenAI-compatible ids.`,
    );
  }

  async close(): Promise<void> {
    await this.sandbox?.close();
    await this.python?.close();
  }

  private byJavascript(file: { file: string; name?: string }, { config, id }: SuiteProvider): AskProvider {
    const { sandboxEntry: entry } = this.services;
    if (!entry) return refusing(`No place to run the provider ${id} was given.`);
    this.sandbox ??= new JavascriptSandbox({ entry, timeoutMs: codeTimeoutMs, memoryMb: 512 });
    const { sandbox } = this;
    return async ({ text, label, vars }, signal) => {
      const context = { vars, prompt: { raw: text, label }, config };
      return answerOf(await sandbox.run({ ...file, args: [text, context] }, signal), id);
    };
  }

  private byPython(file: { file: string; name?: string }, { config, id }: SuiteProvider): AskProvider {
    this.python ??= new StdioScript("python", { timeoutMs: codeTimeoutMs });
    const { python } = this;
    return async ({ text, vars }, signal) => {
      const job = { ...file, name: file.name ?? "call_api", args: [text, { config }, { vars }] };
      return answerOf(await python.run(job, signal), id);
    };
  }
}

const refusing =
  (error: string): AskProvider =>
  async () => ({ error });

type Outcome = Awaited<ReturnType<JavascriptSandbox["run"]>>;

/** promptfoo's answer of a provider: `{output, error, tokenUsage, cost}`, or the output alone. */
function answerOf(outcome: Outcome, id: string): ProviderAnswer {
  if ("stopped" in outcome) return { error: `The provider ${id} was stopped: ${outcome.stopped}.` };
  if ("threw" in outcome) return { error: `The provider ${id} threw: ${outcome.threw}` };
  const { value } = outcome;
  if (!isRecord(value) || !("output" in value || "error" in value)) return { output: value };
  const usage = isRecord(value.tokenUsage) ? value.tokenUsage : {};
  return {
    ...(value.output !== undefined && value.output !== null && { output: value.output }),
    ...(typeof value.error === "string" && { error: value.error }),
    ...(typeof usage.prompt === "number" && { inputTokens: usage.prompt }),
    ...(typeof usage.completion === "number" && { outputTokens: usage.completion }),
    ...(typeof value.cost === "number" && { costUsd: value.cost }),
  };
}

function byModel(
  { id, config }: SuiteProvider,
  [form, usual, keyEnv]: (typeof endpoints)[number],
): AskProvider {
  const model = form.exec(id)![1]!;
  const text = (key: string): string | undefined =>
    typeof config[key] === "string" ? config[key] : undefined;
  const number = (key: string): number | undefined =>
    typeof config[key] === "number" ? config[key] : undefined;
  const baseUrl = text("apiBaseUrl") ?? usual;
  // A key goes to the place that it is named for, and to no other one.
  const apiKeyEnv = text("apiKeyEnvar") ?? (baseUrl === usual ? keyEnv : undefined);
  if (text("apiKey") !== undefined)
    return refusing(
      `The key of ${id} stands in the configuration, where it is not read. Put it into the environment${keyEnv ? ` as ${keyEnv}` : ""}.`,
    );
  const agent = openAgent({
    run: "model",
    baseUrl,
    model,
    ...(apiKeyEnv && { apiKeyEnv }),
    concurrency: defaultAgentConcurrency,
    timeoutMs: defaultAgentTimeoutMs,
    ...(number("temperature") !== undefined && { temperature: number("temperature") }),
    ...(number("max_tokens") !== undefined && { maxTokens: number("max_tokens") }),
    ...(number("seed") !== undefined && { seed: number("seed") }),
  } as Parameters<typeof openAgent>[0]);
  return byAgent(agent, id, toolsIn(config.tools));
}

function byCommand({ id }: SuiteProvider): AskProvider {
  return refusing(
    `The provider ${id} runs a command, which is not done here. Write it as a file:// provider in JavaScript or Python.`,
  );
}

function byAgent(agent: Agent, id: string, tools: Parameters<Agent["next"]>[0]["tools"]): AskProvider {
  return async ({ text, messages, vars }, signal) => {
    try {
      const variables = Object.fromEntries(
        Object.entries(vars).map(([name, value]) => [name, String(value)]),
      );
      const turn = { messages, systemText: "", promptText: text, variables, tools };
      const { messages: said, usage, costUsd } = await agent.next(turn, signal);
      const last = said.at(-1);
      const calls = last?.toolCalls?.map(({ id: callId, name, args }) => ({
        id: callId,
        type: "function",
        function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
      }));
      const output =
        calls && calls.length > 0
          ? last!.text === ""
            ? calls
            : { role: "assistant", content: last!.text, tool_calls: calls }
          : (last?.text ?? "");
      return { output, ...usage, ...(costUsd !== undefined && { costUsd }) };
    } catch (error) {
      signal?.throwIfAborted();
      return { error: `The provider ${id} gave no answer: ${messageOf(error)}` };
    }
  };
}

/** Tools as OpenAI has them, or flat. */
function toolsIn(raw: unknown): Parameters<Agent["next"]>[0]["tools"] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((one: unknown) => {
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
