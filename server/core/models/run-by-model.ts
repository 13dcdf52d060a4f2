import type { OpenAI } from "openai";
import { UserError } from "../base/index.ts";
import type { Agent, AgentAnswer, AgentTurn, ModelAgent } from "./agent.ts";
import { agentAnswerUnusable, agentTimedOut } from "./agent-errors.ts";
import { messageFrom, usageFrom, wireMessage } from "./agent-wire.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { brokeOff, explained, openClient } from "./openai-endpoint.ts";
import { type Again, type Failure, withRetries } from "./with-retries.ts";

/** A prompt with a model at an OpenAI-compatible endpoint: the prompt's text is the system message, its tools are offered. */
export class RunByModel implements Agent {
  readonly place: string;
  readonly model: string;
  readonly concurrency: number;
  private client: Promise<OpenAI> | undefined;

  constructor(
    private readonly settings: ModelAgent,
    private readonly access: ModelAccess = modelAccess(),
  ) {
    this.place = `${settings.model} at ${new URL(settings.baseUrl).host}`;
    this.model = settings.model;
    this.concurrency = settings.concurrency;
  }

  async next(turn: AgentTurn, signal?: AbortSignal, again?: Again): Promise<AgentAnswer> {
    const { timeoutMs } = this.settings;
    this.client ??= openClient(this.settings, this.access, { use: "chat", timeoutMs, retries: 0 });
    const client = await this.client.catch((error: unknown) => {
      throw asAgents(error);
    });
    const { APIConnectionError, APIConnectionTimeoutError, APIError } = await import("openai");
    try {
      const completion = await withRetries(() => this.call(client, turn, signal), {
        ...{ signal, again },
        // One that takes so long once does so again.
        statusOf: (error): Failure | undefined => {
          if (brokeOff(error)) return {};
          const isAnswered = error instanceof APIConnectionError || error instanceof APIError;
          return isAnswered && !(error instanceof APIConnectionTimeoutError) ? error : undefined;
        },
      });
      return this.read(completion);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof APIConnectionTimeoutError) throw agentTimedOut(this.place, timeoutMs);
      throw error instanceof UserError ? error : asAgents(await explained(error, this.settings, "chat"));
    }
  }

  private async call(
    client: OpenAI,
    { messages, systemText, tools }: AgentTurn,
    signal: AbortSignal | undefined,
  ): Promise<OpenAI.ChatCompletion> {
    const { temperature, seed, maxTokens, request } = this.settings;
    const said = [...(systemText === "" ? [] : [{ role: "system" as const, text: systemText }]), ...messages];
    // The client's own limit ends with the headers; an answer that stops in the middle must not be waited for either.
    const own = new AbortController();
    const stop = (): void => own.abort(signal?.reason);
    signal?.addEventListener("abort", stop);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      own.abort();
    }, this.settings.timeoutMs);
    try {
      return await client.chat.completions.create(
        {
          ...request,
          model: this.model,
          messages: said.map(wireMessage) as OpenAI.ChatCompletionMessageParam[],
          ...(tools.length > 0 && {
            tools: tools.map(({ name, description, parameters }) => ({
              type: "function" as const,
              function: {
                name,
                ...(description && { description }),
                parameters: (parameters ?? { type: "object", properties: {} }) as Record<string, unknown>,
              },
            })),
          }),
          ...(temperature !== undefined && { temperature }),
          ...(seed !== undefined && { seed }),
          ...(maxTokens !== undefined && { max_tokens: maxTokens }),
        },
        { signal: own.signal },
      );
    } catch (error) {
      if (isLate) throw agentTimedOut(this.place, this.settings.timeoutMs);
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  private read({ choices, usage }: OpenAI.ChatCompletion): AgentAnswer {
    const choice = Array.isArray(choices) ? choices[0] : undefined;
    const message = choice
      ? messageFrom({
          ...choice.message,
          role: "assistant",
          content: choice.message?.content ?? choice.message?.refusal ?? "",
        })
      : "is missing";
    if (typeof message === "string") throw agentAnswerUnusable(this.place, `its message ${message}`);
    const counted = usage ? usageFrom(usage) : undefined;
    return {
      messages: [message],
      ...(counted && { usage: counted }),
      ...(choice?.finish_reason && { finishReason: choice.finish_reason }),
    };
  }
}

/** The same failure, and what to do about it where it is an agent's. */
const asAgents = (error: unknown): unknown =>
  error instanceof UserError
    ? new UserError(
        error.code,
        error.message,
        "Check the agent's entry under `agents:`, or `models.chat` where it names no `model` of its own.",
      )
    : error;
