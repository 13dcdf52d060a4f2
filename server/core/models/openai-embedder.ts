import type { OpenAI } from "openai";
import { checkpoint, type LongWork } from "../base/index.ts";
import type { Embedder, EndpointSettings } from "./embedder.ts";
import { type ModelAccess, modelAccess } from "./model-access.ts";
import { answerUnusable, widthWrong } from "./model-errors.ts";
import { endpointOf, explained, openClient } from "./openai-endpoint.ts";
import { unitVector } from "./unit-vector.ts";

/** Requests are short (`behaviors/requests.ts` cuts them), so that so many stay far below what endpoints take at once. */
const textsPerCall = 128;
const timeoutMs = 60_000;
/** After 429, 5xx and broken connections, each after a longer pause or the one that the server asks for. */
const retries = 4;

/**
 * Vectors from an OpenAI-compatible endpoint. The texts go there and nowhere else; the key is the one that the configuration names for
 * this place, and never another one.
 */
export class OpenAiEmbedder implements Embedder {
  readonly identity: string;
  readonly name: string;
  private width: number | undefined;

  constructor(
    private readonly settings: EndpointSettings,
    private readonly access: ModelAccess = modelAccess(),
  ) {
    const { baseUrl, model, dimensions } = settings;
    const { host } = new URL(baseUrl);
    this.name = `${model} at ${host}`;
    this.identity = [
      "openai",
      endpointOf(baseUrl),
      model,
      ...(dimensions === undefined ? [] : [dimensions]),
    ].join(" ");
    this.width = dimensions;
  }

  async embed(texts: readonly string[], { signal, progress }: LongWork = {}): Promise<Float32Array[]> {
    const client = await openClient(this.settings, this.access, { use: "embeddings", timeoutMs, retries });
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += textsPerCall) {
      await checkpoint(signal);
      vectors.push(...(await this.ask(client, texts.slice(from, from + textsPerCall), signal)));
      progress?.({ stage: "embedding", done: vectors.length, total: texts.length });
    }
    return vectors;
  }

  async close(): Promise<void> {}

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
        throw await explained(error, this.settings, "embeddings");
      });
    if (!Array.isArray(data) || data.length !== input.length)
      throw answerUnusable(
        "embeddings",
        this.name,
        `${data?.length ?? "no"} vectors for ${input.length} texts.`,
      );
    const inOrder = [...data].sort((a, b) => a.index - b.index);
    return inOrder.map(({ embedding }) => this.checked(embedding));
  }

  private checked(numbers: readonly number[]): Float32Array {
    if (!Array.isArray(numbers) || !numbers.every(Number.isFinite))
      throw answerUnusable("embeddings", this.name, "not all of it is numbers.");
    this.width ??= numbers.length;
    if (numbers.length !== this.width) throw widthWrong(this.name, numbers.length, this.width);
    return unitVector(Float32Array.from(numbers));
  }
}
