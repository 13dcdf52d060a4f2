import type { OpenAI } from "openai";
import { checkpoint, type LongWork, messageOf, type UserError } from "../base/index.ts";
import type { Embedder, EndpointSettings } from "./embedder.ts";
import {
  answerUnusable,
  endpointFailed,
  endpointUnreachable,
  keyMissing,
  keyRefused,
  modelUnknown,
  widthWrong,
} from "./model-errors.ts";
import { unitVector } from "./unit-vector.ts";

/** Requests are short (`behaviors/requests.ts` cuts them), so that so many stay far below what endpoints take at once. */
const textsPerCall = 128;
const timeoutMs = 60_000;
/** After 429, 5xx and broken connections, each after a longer pause or the one that the server asks for. */
const retries = 4;

/**
 * Vectors from an OpenAI-compatible endpoint. The texts go there and nowhere else; the key comes from the environment variable that
 * the configuration names, and never from another one.
 */
export class OpenAiEmbedder implements Embedder {
  readonly identity: string;
  readonly name: string;
  private readonly host: string;
  private width: number | undefined;

  constructor(
    private readonly settings: EndpointSettings,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const { baseUrl, model, dimensions } = settings;
    const { origin, host } = new URL(baseUrl);
    this.host = host;
    this.name = `${model} at ${host}`;
    this.identity = ["openai", origin, model, ...(dimensions === undefined ? [] : [dimensions])].join(" ");
    this.width = dimensions;
  }

  async embed(texts: readonly string[], { signal, progress }: LongWork = {}): Promise<Float32Array[]> {
    const client = await this.client();
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += textsPerCall) {
      await checkpoint(signal);
      vectors.push(...(await this.ask(client, texts.slice(from, from + textsPerCall), signal)));
      progress?.({ stage: "embedding", done: vectors.length, total: texts.length });
    }
    return vectors;
  }

  async close(): Promise<void> {}

  /** A client that takes nothing from the environment by itself: a key there may be meant for another place. */
  private async client(): Promise<OpenAI> {
    const { apiKeyEnv, baseUrl } = this.settings;
    const key = apiKeyEnv && this.env[apiKeyEnv];
    if (apiKeyEnv && !key) throw keyMissing(apiKeyEnv);
    const { OpenAI } = await import("openai");
    return new OpenAI({
      baseURL: baseUrl,
      apiKey: key || "none",
      organization: null,
      project: null,
      maxRetries: retries,
      timeout: timeoutMs,
      logLevel: "off",
      ...(!key && { defaultHeaders: { Authorization: null } }),
    });
  }

  private async ask(
    client: OpenAI,
    input: string[],
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> {
    const { model, dimensions } = this.settings;
    const { data } = await client.embeddings
      .create({ model, input, encoding_format: "float", ...(dimensions && { dimensions }) }, { signal })
      .catch(async (error: unknown) => {
        signal?.throwIfAborted();
        throw await this.explained(error);
      });
    if (!Array.isArray(data) || data.length !== input.length)
      throw answerUnusable(this.name, `${data?.length ?? "no"} vectors for ${input.length} texts.`);
    const inOrder = [...data].sort((a, b) => a.index - b.index);
    return inOrder.map(({ embedding }) => this.checked(embedding));
  }

  private checked(numbers: readonly number[]): Float32Array {
    if (!Array.isArray(numbers) || !numbers.every(Number.isFinite))
      throw answerUnusable(this.name, "not all of it is numbers.");
    this.width ??= numbers.length;
    if (numbers.length !== this.width) throw widthWrong(this.name, numbers.length, this.width);
    return unitVector(Float32Array.from(numbers));
  }

  private async explained(error: unknown): Promise<UserError> {
    const { APIConnectionError, APIError } = await import("openai");
    const { host, settings } = this;
    if (error instanceof APIConnectionError) return endpointUnreachable(host, causeOf(error));
    if (!(error instanceof APIError) || error.status === undefined)
      return answerUnusable(this.name, shortened(messageOf(error)));
    const said = shortened(error.message.replace(/^\d{3} /, ""));
    if (error.status === 401 || error.status === 403) return keyRefused(host, settings.apiKeyEnv);
    if (error.status === 404) return modelUnknown(settings.model, host, said);
    return endpointFailed(host, error.status, said);
  }
}

/** The server's words are somebody else's: one line of them is enough, and nothing in it may steer a terminal. */
const shortened = (text: string): string =>
  text
    .split("\n")[0]!
    .slice(0, 200)
    .replace(/\p{Cc}/gu, " ");

/** `fetch` says "fetch failed", and why in its cause. */
function causeOf(error: Error): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? shortened(messageOf(cause));
}
