import { Ajv, type ValidateFunction } from "ajv";
import type { OpenAI } from "openai";
import type { AnswerSchema, ChatMessage, ChatModel, ChatSettings } from "./chat-model.ts";
import { explained, openClient } from "./openai-endpoint.ts";
import { type Failure, withRetries } from "./with-retries.ts";

/** Small models on a laptop take their time for ten requests. */
const timeoutMs = 120_000;
/** Ways to ask for JSON, strictest first: endpoints differ in what they know. */
const forms = ["json_schema", "json_object", "none"] as const;
type Form = (typeof forms)[number];

/**
 * A chat model behind an OpenAI-compatible endpoint. What is asked goes there and nowhere else; the key comes from the environment variable
 * that the configuration names, and never from another one.
 */
export class OpenAiChat implements ChatModel {
  readonly identity: string;
  readonly model: string;
  readonly origin: string;
  readonly name: string;
  readonly concurrency: number;
  readonly maxCalls: number;
  private client: Promise<OpenAI> | undefined;
  /** The way that this endpoint is known to take. */
  private form: Form | undefined;
  private readonly ajv = new Ajv({ strict: false });
  private readonly validators = new Map<AnswerSchema, ValidateFunction>();

  constructor(
    private readonly settings: ChatSettings,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const { baseUrl, model, concurrency, maxCalls } = settings;
    const { origin, host } = new URL(baseUrl);
    this.identity = ["openai", origin, model].join(" ");
    this.model = model;
    this.origin = origin;
    this.name = `${model} at ${host}`;
    this.concurrency = concurrency;
    this.maxCalls = maxCalls;
  }

  async ask(messages: readonly ChatMessage[], schema: AnswerSchema, signal?: AbortSignal): Promise<unknown> {
    this.client ??= openClient(this.settings, this.env, { use: "chat", timeoutMs, retries: 0 });
    const client = await this.client;
    const { APIConnectionError, APIError } = await import("openai");
    const failureOf = (error: unknown): Failure | undefined =>
      error instanceof APIConnectionError || error instanceof APIError ? error : undefined;
    for (const form of this.form ? [this.form] : forms) {
      try {
        const answer = await withRetries(
          () => this.call(client, { messages, schema, form }, signal),
          signal,
          failureOf,
        );
        this.form = form;
        return this.checked(answer, schema);
      } catch (error) {
        signal?.throwIfAborted();
        // It refuses the form, or these words: then the next form does not help either, and nothing is known of them.
        if (isRefusal(failureOf(error)?.status)) continue;
        throw await explained(error, this.settings, "chat");
      }
    }
    return undefined;
  }

  private async call(
    client: OpenAI,
    asked: { readonly messages: readonly ChatMessage[]; readonly schema: AnswerSchema; readonly form: Form },
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { messages, schema, form } = asked;
    // The client never takes its listeners off a signal again: it gets one for each call.
    const own = new AbortController();
    const stop = (): void => own.abort(signal?.reason);
    signal?.addEventListener("abort", stop);
    const { choices } = await client.chat.completions
      .create(
        {
          model: this.model,
          messages: form === "json_schema" ? [...messages] : withShape(messages, schema),
          ...(form === "json_schema" && {
            response_format: { type: form, json_schema: { name: "answer", strict: true, schema } },
          }),
          ...(form === "json_object" && { response_format: { type: form } }),
        },
        { signal: own.signal },
      )
      .finally(() => signal?.removeEventListener("abort", stop));
    return choices?.[0]?.message?.content ?? "";
  }

  private checked(text: string, schema: AnswerSchema): unknown {
    const answer = jsonIn(text);
    let validate = this.validators.get(schema);
    if (!validate) {
      validate = this.ajv.compile(schema);
      this.validators.set(schema, validate);
    }
    return answer !== undefined && validate(answer) ? answer : undefined;
  }
}

const isRefusal = (status: number | undefined): boolean => status === 400 || status === 413 || status === 422;

/** The shape in words, for who cannot be held to a schema. */
function withShape(messages: readonly ChatMessage[], schema: AnswerSchema): ChatMessage[] {
  const shape = `Answer with one JSON object and nothing else. Its JSON Schema: ${JSON.stringify(schema)}`;
  return messages.map((one) =>
    one.role === "system" ? { ...one, content: `${one.content}\n\n${shape}` } : one,
  );
}

/** The object in an answer; some models think aloud before it, or put it in a block of code. */
function jsonIn(text: string): unknown {
  const said = text.slice(text.lastIndexOf("</think>") + 1);
  const [start, end] = [said.indexOf("{"), said.lastIndexOf("}")];
  try {
    return JSON.parse(said.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
