import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { scriptedEmbeddingModel } from "../../../test/support/scripted-embeddings.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  startScriptedModel,
} from "../../../test/support/scripted-model.ts";
import type { EndpointSettings } from "./embedder.ts";
import { modelAccess } from "./model-access.ts";
import { OpenAiEmbedder } from "./openai-embedder.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function serve(options?: ScriptedOptions): Promise<ScriptedModel> {
  const server = await startScriptedModel(options);
  cleanups.push(server.close);
  return server;
}
const at = (
  baseUrl: string,
  more: Partial<EndpointSettings> = {},
  env: NodeJS.ProcessEnv = {},
): OpenAiEmbedder =>
  new OpenAiEmbedder(
    { kind: "endpoint", baseUrl, model: scriptedEmbeddingModel, ...more },
    modelAccess(undefined, env),
  );

/** A server that answers everything with this. */
async function answering(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe("an OpenAI-compatible endpoint", () => {
  it("gives vectors of length 1 in the order of the texts, in batches, with progress", async () => {
    const server = await serve();
    const steps: number[] = [];
    const texts = Array.from(
      { length: 300 },
      (_, i) => `${i % 2 ? "cancel my flight" : "refund for a bag"} ${i}`,
    );
    const vectors = await at(server.url).embed(texts, { progress: ({ done }) => steps.push(done) });
    expect(server.embedded.map(({ input }) => input.length)).toEqual([128, 128, 44]);
    expect(steps).toEqual([128, 256, 300]);
    expect(vectors[0]).toEqual(vectors[298]);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect(Math.hypot(...vectors[0]!)).toBeCloseTo(1, 5);
  });

  it("asks for a width where one is configured, and is another embedder then", async () => {
    const server = await serve();
    const narrow = at(server.url, { dimensions: 16 });
    expect((await narrow.embed(["refund"]))[0]).toHaveLength(16);
    expect(narrow.identity).not.toBe(at(server.url).identity);
    expect(narrow.identity).toContain(new URL(server.url).origin);
  });

  it("sends the key of the variable that is named, and no other that lies about", async () => {
    const open = await serve();
    const env = { OPENAI_API_KEY: "sk-not-for-here", MY_KEY: "sk-mine" };
    await at(open.url, {}, env).embed(["refund"]);
    const locked = await serve({ key: "sk-mine" });
    expect(await at(locked.url, { apiKeyEnv: "MY_KEY" }, env).embed(["refund"])).toHaveLength(1);
    await expect(
      at(locked.url, { apiKeyEnv: "OPENAI_API_KEY" }, env).embed(["refund"]),
    ).rejects.toMatchObject({
      code: "model-key",
      message: expect.stringMatching(/refused the key in OPENAI_API_KEY/),
    });
    await expect(at(locked.url, {}, env).embed(["refund"])).rejects.toMatchObject({
      code: "model-key",
      hint: expect.stringContaining("apiKeyEnv"),
    });
    await expect(at(locked.url, { apiKeyEnv: "NONE" }, env).embed(["refund"])).rejects.toThrow(
      /NONE.*is empty/,
    );
  });

  it("comes back later when it is told to", async () => {
    const server = await serve({ busy: 2 });
    expect(await at(server.url).embed(["refund"])).toHaveLength(1);
  });

  it("says what is wrong where it is not the endpoint or the model it should be", async () => {
    const server = await serve();
    await expect(at(server.url, { model: "none" }).embed(["refund"])).rejects.toMatchObject({
      code: "model-unknown",
      message: expect.stringContaining("`none` does not exist"),
    });
    const always429 = await answering(429, { error: { message: "Quota" } }, { "retry-after-ms": "1" });
    await expect(at(always429).embed(["refund"])).rejects.toMatchObject({
      code: "model-failed",
      message: expect.stringContaining("429: Quota"),
    });
    const short = await answering(200, { data: [] });
    await expect(at(short).embed(["refund"])).rejects.toMatchObject({ code: "model-answer" });
    const wide = await answering(200, { data: [{ index: 0, embedding: [1, 0, 0] }] });
    await expect(at(wide, { dimensions: 2 }).embed(["refund"])).rejects.toMatchObject({
      code: "model-width",
    });
    await server.close();
    cleanups.splice(0, 1);
    await expect(at(server.url).embed(["refund"])).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("stops when asked to", async () => {
    const server = await serve();
    const controller = new AbortController();
    const work = at(server.url).embed(Array(1000).fill("refund"), {
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
    expect(server.embedded).toHaveLength(1);
  });
});
