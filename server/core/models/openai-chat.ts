import type { OpenAI } from "openai";
import { messageOf, UserError } from "../base/index.ts";
import { readAnswer, withShape } from "./answer-text.ts";
import {
  type AnswerSchema,
  type AskOptions,
  type ChatMessage,
  type ChatModel,
  type ChatReply,
  defaultTimeoutMs,
  type EndpointChatSettings,
  type TokenCount,
} from "./chat-model.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { endpointSilent } from "./model-errors.ts";
import { brokeOff, endpointOf, explained, openClient } from "./openai-endpoint.ts";
import { type Failure, type Quiet, withRetries } from "./with-retries.ts";

/** Ways to ask for JSON, strictest first: endpoints differ in what they know. */
const forms = ["json_schema", "json_object", "none"] as const;
type Form = (typeof forms)[number];

/**
 * A chat model behind an OpenAI-compatible endpoint. What is asked goes there and nowhere else; the key is the one that the configuration
 * names for this place, and never another one.
 */
export class OpenAiChat implements ChatModel {
  readonly identity: string;
  readonly model: string;
  readonly origin: string;
  readonly name: string;
  readonly concurrency: number;
  readonly maxCalls: number;
  readonly maxUsd: number | undefined;
  readonly perMinute: number | undefined;
  private client: Promise<OpenAI> | undefined;
  /** The way that this endpoint is known to take. */
  private form: Form | undefined;
  /** It is known to take neither temperature nor seed. */
  private isUnseeded = false;
  /** Once the endpoint asks for a pause, all calls wait for its end. */
  private readonly quiet: Quiet = { untilMs: 0 };

  constructor(
    private readonly settings: EndpointChatSettings,
    private readonly access: ModelAccess = modelAccess(),
  ) {
    const { baseUrl, model, concurrency, maxCalls, maxUsd, perMinute } = settings;
    const { origin, host } = new URL(baseUrl);
    this.identity = ["openai", endpointOf(baseUrl), model].join(" ");
    this.model = model;
    this.origin = origin;
    this.name = `${model} at ${host}`;
    this.concurrency = concurrency;
    this.maxCalls = maxCalls;
    this.maxUsd = maxUsd;
    this.perMinute = perMinute;
  }

  async ask(messages: readonly ChatMessage[], schema: AnswerSchema, signal?: AbortSignal): Promise<unknown> {
    return (await this.reply(messages, schema, { signal })).answer;
  }

  async reply(
    messages: readonly ChatMessage[],
    schema: AnswerSchema,
    { signal, seed, again }: AskOptions = {},
  ): Promise<ChatReply> {
    this.client ??= openClient(this.settings, this.access, {
      use: "chat",
      // Ours is the one that counts: the client's own ends with the first byte.
      timeoutMs: this.timeoutMs + 1_000,
      retries: 0,
    });
    const client = await this.client;
    const { APIConnectionError, APIError } = await import("openai");
    const failureOf = (error: unknown): Failure | undefined =>
      error instanceof APIConnectionError || error instanceof APIError
        ? error
        : brokeOff(error)
          ? {}
          : undefined;
    const tried = this.form ? [this.form] : forms;
    let refused: unknown;
    for (const form of tried) {
      if (refused !== undefined) again?.(refused);
      const isSeeded = seed !== undefined && !this.isUnseeded;
      try {
        const reply = await withRetries(() => this.call(client, { messages, schema, form, seed }, signal), {
          ...{ signal, again, statusOf: failureOf, quiet: this.quiet },
        });
        this.form = form;
        return reply;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof UserError) throw error;
        const status = failureOf(error)?.status;
        // Another call may have found out meanwhile: what counts is whether this one had a seed.
        if (isRefusal(status) && isSeeded && isOfSampling(error)) {
          this.isUnseeded = true;
          again?.(error);
          return this.reply(messages, schema, { signal, seed, again });
        }
        // It refuses the form, or these words: then the next form does not help either, and nothing is known of them.
        refused = error;
        if (isRefusal(status)) continue;
        throw await explained(error, this.settings, "chat");
      }
    }
    return { answer: undefined, problem: "refused the request" };
  }

  private get timeoutMs(): number {
    return this.settings.timeoutMs ?? defaultTimeoutMs;
  }

  private async call(
    client: OpenAI,
    asked: {
      readonly messages: readonly ChatMessage[];
      readonly schema: AnswerSchema;
      readonly form: Form;
      readonly seed: number | undefined;
    },
    signal: AbortSignal | undefined,
  ): Promise<ChatReply> {
    const { messages, schema, form, seed } = asked;
    // The client never takes its listeners off a signal again: it gets one for each call.
    const own = new AbortController();
    const stop = (): void => own.abort(signal?.reason);
    signal?.addEventListener("abort", stop);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      own.abort();
    }, this.timeoutMs);
    try {
      const { choices, usage } = await client.chat.completions.create(
        {
          model: this.model,
          messages: form === "json_schema" ? [...messages] : withShape(messages, schema),
          ...(seed !== undefined && !this.isUnseeded && { temperature: 0, seed }),
          ...(form === "json_schema" && {
            response_format: { type: form, json_schema: { name: "answer", strict: true, schema } },
          }),
          ...(form === "json_object" && { response_format: { type: form } }),
        },
        { signal: own.signal },
      );
      const choice = choices?.[0];
      return {
        ...readAnswer(
          { text: choice?.message?.content, refusal: choice?.message?.refusal, why: choice?.finish_reason },
          schema,
        ),
        ...(usage && { tokens: tokensOf(usage) }),
      };
    } catch (error) {
      // A call that took so long is not made again: the others would wait for it all over.
      throw isLate ? endpointSilent("chat", new URL(this.settings.baseUrl).host, this.timeoutMs) : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }
}

const tokensOf = (usage: OpenAI.CompletionUsage): TokenCount => ({
  inputTokens: usage.prompt_tokens ?? 0,
  outputTokens: usage.completion_tokens ?? 0,
  ...(usage.prompt_tokens_details?.cached_tokens && {
    cacheReadTokens: usage.prompt_tokens_details.cached_tokens,
  }),
});

/** Some models take no temperature, and some endpoints no seed. */
const isOfSampling = (error: unknown): boolean => /temperature|seed/i.test(messageOf(error));

const isRefusal = (status: number | undefined): boolean => status === 400 || status === 413 || status === 422;
