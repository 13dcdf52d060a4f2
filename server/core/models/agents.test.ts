import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { replayAgentFile, startReplayAgent } from "../../../test/support/replay-agent.ts";
import {
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
} from "../../../test/support/scripted-model.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { Agent, AgentSettings, AgentTurn } from "./agent.ts";
import { isSystemic } from "./agent-errors.ts";
import { modelAccess } from "./model-access.ts";
import { openAgent } from "./open-agent.ts";
import { simulatedResult } from "./tool-simulator.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

const turn: AgentTurn = {
  messages: [{ role: "user", text: "Where is my parcel?" }],
  systemText: "You are the shop.",
  promptText: 'Begin every answer with "Hi!"',
  variables: { name: "Ada" },
  tools: [],
};
const following = (text: string): AgentTurn => ({ ...turn, messages: [{ role: "user", text }] });
const manner = { timeoutMs: 20_000, concurrency: 1 };

const reading = (...code: string[]): Agent =>
  openAgent({
    run: "command",
    command: [
      process.execPath,
      "-e",
      [
        'import { readFileSync } from "node:fs";',
        "let text = ''; for await (const part of process.stdin) text += part;",
        "const turn = JSON.parse(text);",
        ...code,
        "console.log(JSON.stringify({ messages: [{ role: 'assistant', content: said }] }));",
      ].join("\n"),
    ],
    folder: import.meta.dirname,
    hasLiveTools: false,
    ...manner,
  });

const byHttp = async (mode: string, more: Partial<AgentSettings> = {}): Promise<Agent> => {
  const server = await startReplayAgent(mode);
  cleanups.push(server.close);
  return openAgent({
    run: "http",
    url: server.url,
    hasLiveTools: false,
    ...manner,
    ...more,
  } as AgentSettings);
};
const byCommand = (mode: string, more: Partial<AgentSettings> = {}): Agent =>
  openAgent({
    run: "command",
    command: [process.execPath, replayAgentFile, mode],
    folder: import.meta.dirname,
    hasLiveTools: false,
    ...manner,
    ...more,
  } as AgentSettings);
const byModel = async (options?: ScriptedOptions, more: Partial<AgentSettings> = {}) => {
  const server = await startScriptedModel(options);
  cleanups.push(server.close);
  const agent = openAgent(
    { run: "model", baseUrl: server.url, model: scriptedModelName, ...manner, ...more } as AgentSettings,
    modelAccess(undefined, {}),
  );
  return { agent, server };
};

describe("files that are tried in the place of those on disk", () => {
  const files = { "conf/agent.yaml": "top_k: 8\n", "../tools.json": "[]\n" };
  it("lie in a folder of their own while a command runs, and are in what it reads", async () => {
    const agent = reading(
      "const folder = process.env.HOMEOSTAT_FILES;",
      "const said = [folder, readFileSync(`${folder}/conf/agent.yaml`, 'utf8'), readFileSync(`${folder}/tools.json`, 'utf8'), turn.files['conf/agent.yaml']].join('|');",
    );
    const { messages } = await agent.next({ ...turn, files });
    const [folder = "", ...said] = messages[0]!.text.split("|");
    expect(said).toEqual(["top_k: 8\n", "[]\n", "top_k: 8\n"]);
    expect(existsSync(folder)).toBe(false);
    const without = reading("const said = [process.env.HOMEOSTAT_FILES, turn.files].join('|');");
    expect((await without.next(turn)).messages[0]!.text).toBe("|");
  });
});

describe("a simulator", () => {
  const call = { id: "1", name: "get_order", args: { order: 7 } };
  const settings = (code: string) => ({
    command: [
      process.execPath,
      "-e",
      `let text = ''; for await (const part of process.stdin) text += part; const asked = JSON.parse(text); ${code}`,
    ],
    folder: import.meta.dirname,
    timeoutMs: 20_000,
  });
  const recorded = [{ name: "get_order", args: { order: 8 }, result: "sent" }];
  it("says what a tool gives by what it gave, or that it does not know", async () => {
    const told =
      "console.log(JSON.stringify({ content: { of: asked.arguments.order, like: asked.recorded[0].content } }))";
    expect(await simulatedResult(settings(told), call, recorded)).toEqual({ text: '{"of":7,"like":"sent"}' });
    expect(await simulatedResult(settings("console.log('{}')"), call, recorded)).toBeUndefined();
    const failing = "console.log(JSON.stringify({ content: 'no such order', is_error: true }))";
    expect(await simulatedResult(settings(failing), call, [])).toEqual({
      text: "no such order",
      isError: true,
    });
    await expect(simulatedResult(settings("console.log('sent')"), call, [])).rejects.toMatchObject({
      code: "agent-answer",
    });
  });
});

describe("an agent behind an address and one that is a command", () => {
  it.each(["http", "command"])(
    "%s: gets prompt, variables and messages, and gives what it did",
    async (kind) => {
      const agent = kind === "http" ? await byHttp("good") : byCommand("good");
      expect(await agent.next(turn)).toEqual({
        messages: [{ role: "assistant", text: "Hi! Hello Ada, what is the order number?" }],
        usage: { inputTokens: 11, outputTokens: 5 },
      });
      const { messages } = await agent.next(following("It is 7"));
      expect(messages).toEqual([
        { role: "assistant", text: "", toolCalls: [{ id: "call_1", name: "get_order", args: { order: 7 } }] },
      ]);
    },
  );

  it.each(["http", "command"])("%s: may run its tools itself", async (kind) => {
    const live = { hasLiveTools: true } as Partial<AgentSettings>;
    const agent = kind === "http" ? await byHttp("live", live) : byCommand("live", live);
    const { messages, costUsd } = await agent.next(following("It is 8"));
    expect(messages.map(({ role }) => role)).toEqual(["assistant", "tool", "assistant"]);
    expect(costUsd).toBe(0.001);
  });

  it.each([
    ["half", /no usable answer: it is no JSON/],
    ["empty", /`messages` is empty/],
    ["roles", /message 1 has the role "system"; an agent answers as assistant or tool/],
  ])("an answer that is none is told: %s", async (mode, message) => {
    await expect((await byHttp(mode)).next(turn)).rejects.toThrow(message);
    await expect(byCommand(mode).next(turn)).rejects.toThrow(message);
  });

  it("one that stalls is not waited for, and a command is ended", async () => {
    const short = { timeoutMs: 300 };
    await expect((await byHttp("stall", short)).next(turn)).rejects.toMatchObject({ code: "agent-timeout" });
    await expect(byCommand("stall", short).next(turn)).rejects.toMatchObject({
      code: "agent-timeout",
      message: expect.stringContaining("gave no answer within 0.3 s"),
    });
  });

  it("a shell's children end with it", async () => {
    const folder = tempFolder();
    cleanups.push(folder.remove);
    const marker = folder.file("late");
    const line = `(sleep 1; echo late > "${marker}") & wait`;
    await expect(byCommand("", { command: line, timeoutMs: 200 }).next(turn)).rejects.toMatchObject({
      code: "agent-timeout",
    });
    await new Promise((done) => setTimeout(done, 1_500));
    const { existsSync } = await import("node:fs");
    expect(existsSync(marker)).toBe(false);
  });

  it("stops at once when asked to", async () => {
    for (const agent of [await byHttp("stall"), byCommand("stall")]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      await expect(agent.next(turn, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    }
  });

  it("says how a command ended, and that one is not there", async () => {
    await expect(byCommand("exit").next(turn)).rejects.toThrow(
      /ended with exit code 3, saying: KeyError: 'model'/,
    );
    const none = await byCommand("", { command: "no-such-agent-here" })
      .next(turn)
      .catch((error: unknown) => error);
    expect(none).toMatchObject({ code: "agent-missing" });
    expect(isSystemic(none)).toBe(true);
    await expect(byCommand("", { command: ["/no/such/program"] }).next(turn)).rejects.toMatchObject({
      code: "agent-missing",
    });
  });

  it("asks again where the agent is busy, and one that acts on the world not after it may have acted", async () => {
    expect((await (await byHttp("busy", { hasLiveTools: true })).next(turn)).messages).toHaveLength(1);
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.writeHead(500).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cleanups.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(
      openAgent({ run: "http", url, hasLiveTools: true, ...manner }).next(turn),
    ).rejects.toMatchObject({ code: "agent-failed", message: expect.stringMatching(/answered 500\.$/) });
    expect(calls).toBe(1);
  });

  it.each([
    [401, undefined, "wants a key, and none is configured (401)"],
    [403, "AGENT_KEY", "refused the key in AGENT_KEY (403)"],
  ])("one that answers %i refuses the key, which every call would meet", async (status, apiKeyEnv, said) => {
    let calls = 0;
    const server = createServer((_, response) => {
      calls++;
      response.writeHead(status).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cleanups.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const settings = { run: "http", url, hasLiveTools: false, ...manner, ...(apiKeyEnv && { apiKeyEnv }) };
    const agent = openAgent(settings as AgentSettings, modelAccess(undefined, { AGENT_KEY: "k" }));
    const error = await agent.next(turn).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "agent-key", message: expect.stringContaining(said) });
    expect(isSystemic(error)).toBe(true);
    expect(calls).toBe(1);
  });

  it("says nothing of a key that no header can carry, and takes one as it stands in a file", async () => {
    const keys: unknown[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cleanups.push(() => server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { BROKEN: "sk-secret\nsk-other", FILED: "sk-filed\n" };
    const ways = [
      { run: "http", url: `${origin}/`, hasLiveTools: false, ...manner },
      { run: "model", baseUrl: `${origin}/v1`, model: "m", ...manner },
    ];
    for (const way of ways) {
      const error = await openAgent(
        { ...way, apiKeyEnv: "BROKEN" } as AgentSettings,
        modelAccess(undefined, env),
      )
        .next(turn)
        .catch((one: unknown) => one as Error);
      expect(error).toMatchObject({ message: expect.stringMatching(/BROKEN, .* has a line break/) });
      expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain("sk-");
      expect(isSystemic(error)).toBe(true);
      await openAgent({ ...way, apiKeyEnv: "FILED" } as AgentSettings, modelAccess(undefined, env))
        .next(turn)
        .catch(() => undefined);
    }
    expect(keys).toEqual(["Bearer sk-filed", "Bearer sk-filed"]);
    const told = await openAgent(
      { ...ways[0], url: origin.replace("//", "//ann:pass@") } as AgentSettings,
      modelAccess(undefined, env),
    )
      .next(turn)
      .catch((one: unknown) => (one as Error).message);
    expect(told).toContain("cannot be reached");
    expect(told).not.toContain("pass");
  });

  it("is told to be out of reach where nobody listens, which every call would meet", async () => {
    const agent = openAgent({ run: "http", url: "http://127.0.0.1:9/", hasLiveTools: true, ...manner });
    const error = await agent.next(turn).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "agent-unreachable" });
    expect(isSystemic(error)).toBe(true);
  });
});

describe("a prompt with a model", () => {
  const tools = [
    {
      name: "get_order",
      description: "Look up the status of an order",
      parameters: { type: "object", properties: { order: { type: "number" } }, required: ["order"] },
    },
  ];

  it("is the system message, tools are offered, and what was set is sent", async () => {
    const { agent, server } = await byModel(undefined, { temperature: 0, seed: 5, maxTokens: 99 });
    const asked = following("What is the status of order 7?");
    const { messages, usage, finishReason } = await agent.next({ ...asked, tools });
    expect(messages[0]!.toolCalls).toEqual([{ id: "call_1", name: "get_order", args: { order: 7 } }]);
    expect([finishReason, usage?.inputTokens]).toEqual(["tool_calls", expect.any(Number)]);
    const { request } = server.exchanges[0]!;
    expect(request).toMatchObject({ temperature: 0, seed: 5, max_tokens: 99 });
    expect(request.messages[0]).toEqual({ role: "system", content: "You are the shop." });
    const said = await agent.next({
      ...asked,
      messages: [
        ...asked.messages,
        ...messages,
        { role: "tool", text: '{"status":"lost"}', toolCallId: "call_1" },
      ],
    });
    expect(said.messages).toEqual([{ role: "assistant", text: "I looked it up: status lost." }]);
  });

  it("waits where it is told to, and says what is wrong", async () => {
    const { agent } = await byModel({ busy: 1 });
    expect((await agent.next(turn)).messages).toHaveLength(1);
    const unknown = await byModel(undefined, { model: "none" } as Partial<AgentSettings>);
    await expect(unknown.agent.next(turn)).rejects.toMatchObject({
      code: "model-unknown",
      hint: expect.stringContaining("`agents:`"),
    });
  });

  it.each([
    ["half an answer", '{"choices":[{"mess', /no usable answer/],
    ["no choice", '{"choices":[]}', /its message is missing/],
    ["a call without a name", '{"choices":[{"message":{"tool_calls":[{"id":"1"}]}}]}', /tool call without/],
  ])("%s is no answer", async (_, body, message) => {
    const server = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(body),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cleanups.push(() => server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    await expect(
      openAgent({ run: "model", baseUrl, model: "m", ...manner }, modelAccess(undefined, {})).next(turn),
    ).rejects.toThrow(message);
  });

  it("one that stops in the middle of its answer is not waited for", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"choices":[');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    cleanups.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    await expect(
      openAgent(
        { run: "model", baseUrl, model: "m", concurrency: 1, timeoutMs: 300 },
        modelAccess(undefined, {}),
      ).next(turn),
    ).rejects.toMatchObject({ code: "agent-timeout" });
  });
});
