import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ChatRequest,
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "../../../test/support/scripted-model.ts";
import type { ChatMessage, EndpointChatSettings } from "./chat-model.ts";
import { modelAccess } from "./model-access.ts";
import { OpenAiChat } from "./openai-chat.ts";

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
  more: Partial<EndpointChatSettings> = {},
  env: NodeJS.ProcessEnv = {},
): OpenAiChat =>
  new OpenAiChat(
    { baseUrl, model: scriptedModelName, concurrency: 2, maxCalls: 9, ...more },
    modelAccess(undefined, env),
  );

const schema = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};
const messages: readonly ChatMessage[] = [
  { role: "system", content: "You answer." },
  { role: "user", content: "how are you" },
];
const said = { answer: "You asked: how are you" };

/** A server that answers everything by this. */
async function answering(handle: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handle as never);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe("a chat model at an OpenAI-compatible endpoint", () => {
  it("answers in the shape of the schema", async () => {
    const server = await serve();
    const chat = at(server.url);
    expect(await chat.ask(messages, schema)).toEqual(said);
    expect(server.exchanges[0]!.request.response_format).toMatchObject({
      type: "json_schema",
      json_schema: { strict: true, schema },
    });
    expect([chat.identity, chat.origin]).toEqual([
      `openai ${new URL(server.url).origin} ${scriptedModelName}`,
      new URL(server.url).origin,
    ]);
  });

  it("is asked in words where the endpoint does not know schemas, and in the way it takes from then on", async () => {
    let refused = 0;
    const server = await serve({
      refusedForms: ["json_schema", "json_object"],
      garbles: ({ messages: [system] }: ChatRequest) => {
        refused++;
        return textOf(system!).includes('"answer"')
          ? '<think>{hm}</think>```json\n{"answer":"fine"}\n```'
          : "";
      },
    });
    const chat = at(server.url);
    for (let i = 0; i < 2; i++) expect(await chat.ask(messages, schema)).toEqual({ answer: "fine" });
    expect(server.exchanges.map(({ request }) => request.response_format)).toEqual([undefined, undefined]);
    expect(refused).toBe(2);
    const half = await serve({ refusedForms: ["json_schema"] });
    expect(await at(half.url).ask(messages, schema)).toMatchObject({ answer: expect.any(String) });
    expect(half.exchanges[0]!.request.response_format).toEqual({ type: "json_object" });
  });

  it("an answer of another shape is none, and neither is a request that it refuses", async () => {
    for (const content of ["no JSON", '{"answer":1}', '{"answer":"a","more":1}', ""])
      expect(await at((await serve({ garbles: () => content })).url).ask(messages, schema)).toBeUndefined();
    const strict = await answering((_, response) =>
      response.writeHead(400).end('{"error":{"message":"no"}}'),
    );
    expect(await at(strict).ask(messages, schema)).toBeUndefined();
  });

  it("waits where it is told to come back later, and says so where that takes too long", async () => {
    const server = await serve({ busy: 2 });
    expect(await at(server.url).ask(messages, schema)).toEqual(said);
    let calls = 0;
    const away = await answering((_, response) => {
      calls++;
      response.writeHead(429, { "retry-after": "3600" }).end('{"error":{"message":"Quota"}}');
    });
    await expect(at(away).ask(messages, schema)).rejects.toMatchObject({
      code: "model-failed",
      message: expect.stringContaining("429"),
      hint: expect.stringContaining("what was answered is kept"),
    });
    expect(calls).toBe(1);
  });

  it("stops when asked to, also while it waits to ask again", async () => {
    const controller = new AbortController();
    const busy = await answering((_, response) => {
      response.writeHead(503, { "retry-after": "50" }).end();
      setImmediate(() => controller.abort());
    });
    await expect(at(busy).ask(messages, schema, controller.signal)).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("sends the key of the variable that is named, and no other, to that place and to no place it points to", async () => {
    const env = { OPENAI_API_KEY: "sk-not-for-here", MY_KEY: "sk-mine" };
    const keys: (string | undefined)[] = [];
    const seen = await answering(({ headers }, response) => {
      keys.push(headers.authorization);
      response.writeHead(401).end('{"error":{"message":"no"}}');
    });
    await expect(at(seen, {}, env).ask(messages, schema)).rejects.toMatchObject({
      code: "model-key",
      hint: expect.stringContaining("models.chat.apiKeyEnv"),
    });
    await expect(at(seen, { apiKeyEnv: "MY_KEY" }, env).ask(messages, schema)).rejects.toMatchObject({
      message: expect.stringContaining("refused the key in MY_KEY"),
    });
    expect(keys).toEqual([undefined, "Bearer sk-mine"]);
    await expect(at(seen, { apiKeyEnv: "NONE" }, env).ask(messages, schema)).rejects.toThrow(
      /NONE.*is empty/,
    );
    let strayed = 0;
    const elsewhere = await answering((_, response) => {
      strayed++;
      response.end("{}");
    });
    const pointing = await answering((_, response) => response.writeHead(307, { location: elsewhere }).end());
    await expect(at(pointing, { apiKeyEnv: "MY_KEY" }, env).ask(messages, schema)).rejects.toMatchObject({
      code: "model-unreachable",
    });
    expect(strayed).toBe(0);
  });

  it("is another model where the endpoint is another, also at one origin", async () => {
    const origin = "http://127.0.0.1:9";
    const identities = ["/v1", "/v1/", "/eu/v1", "/us/v1", ""].map((path) => at(`${origin}${path}`).identity);
    expect(new Set(identities).size).toBe(4);
    expect(identities[0]).toBe(`openai ${origin} ${scriptedModelName}`);
    expect(identities[2]).toContain(`${origin}/eu/v1`);
  });

  it("asks without a seed where the endpoint takes none, also two calls that find out at once", async () => {
    let arrived = 0;
    let both: () => void;
    const bothThere = new Promise<void>((done) => {
      both = done;
    });
    const server = await serve({
      before: () => (++arrived >= 2 ? both() : bothThere),
      fails: (request) =>
        "seed" in request
          ? { status: 400, body: JSON.stringify({ error: { message: "Unsupported parameter: seed" } }) }
          : undefined,
    });
    const chat = at(server.url);
    const replies = await Promise.all([0, 1].map((seed) => chat.reply(messages, schema, { seed })));
    expect(replies.map(({ answer }) => answer)).toEqual([said, said]);
    expect(arrived).toBe(4);
  });

  it("says what is wrong where it is not the model it should be", async () => {
    const server = await serve();
    await expect(at(server.url, { model: "none" }).ask(messages, schema)).rejects.toMatchObject({
      code: "model-unknown",
      hint: expect.stringContaining("models.chat"),
    });
  });
});
