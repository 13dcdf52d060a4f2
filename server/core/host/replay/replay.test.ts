import { afterEach, describe, expect, it } from "vitest";
import { replayAgentFile, startReplayAgent } from "../../../../test/support/replay-agent.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const prompt = "# Shop\n\n- Tell the status of an order.\n- Never promise a refund for books.\n";
const polite = `${prompt}- Begin every answer with "Dear guest,".\n`;
const definitions = ["get_order", "get_stock"].map((name) => ({
  type: "function",
  function: {
    name,
    description: name === "get_order" ? "Looks up the status of an order" : "Looks up the shelf of a book",
    parameters: { type: "object", properties: { order: { type: "number" } }, required: ["order"] },
  },
}));

const call = (id: string, name: string, args: object) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(args) },
});
const conversations = [
  {
    id: "one",
    messages: [
      { role: "system", content: `<shop>\n${prompt.trim()}\n</shop>` },
      { role: "user", content: "What is the status of order 7?" },
      { role: "assistant", content: null, tool_calls: [call("a", "get_order", { order: 7 })] },
      { role: "tool", tool_call_id: "a", content: '{"status":"shipped"}' },
      { role: "assistant", content: "Order 7 is shipped." },
      { role: "user", content: "Thanks, that is good." },
      { role: "assistant", content: "With pleasure." },
    ],
  },
  {
    id: "asks",
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: "Where is my parcel" },
      { role: "assistant", content: "What is the order number?" },
      { role: "user", content: "It is 7" },
      { role: "assistant", content: "It is shipped." },
    ],
  },
  {
    id: "both",
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: "Tell the status of the order and the shelf of the book 8" },
      {
        role: "assistant",
        content: null,
        tool_calls: [call("a", "get_order", { order: 8 }), call("b", "get_stock", { order: 8 })],
      },
      { role: "tool", tool_call_id: "a", content: '{"status":"lost"}' },
      { role: "tool", tool_call_id: "b", content: '{"shelf":"B"}' },
      { role: "assistant", content: "Lost; shelf B." },
    ],
  },
];

const evaluators = `evaluators:
  - { name: polite, scope: turn, assert: [{ type: starts-with, value: "Dear guest," }] }
  - { name: one-call, scope: conversation, assert: [{ type: tool-calls-per-message, threshold: 1 }] }
`;

interface Shop {
  readonly host: Host;
  readonly folder: TempFolder;
  readonly model: ScriptedModel;
}

async function shop(
  agent: string,
  {
    trusted = true,
    options = {} as ScriptedOptions,
    chat = true,
    url = "",
    more = "",
    prices = "",
    text = prompt,
    chats = conversations as readonly object[],
  } = {},
): Promise<Shop> {
  const model = await startScriptedModel(options);
  cleanups.push(model.close);
  const folder = tempFolder("shop", {
    "shop.prompt.md": text,
    "tools.json": JSON.stringify(definitions),
    "chats.jsonl": chats.map((one) => JSON.stringify(one)).join("\n"),
    "homeostat.yaml": `version: 1\n${evaluators}${more}${prices}${chat ? `models: { chat: { baseUrl: "${url || model.url}", model: ${scriptedModelName} } }\n` : ""}agents:\n  - ${agent}\n`,
  });
  cleanups.push(folder.remove);
  const host = await openHost({ root: folder.path, trusted });
  cleanups.push(() => host.close());
  await host.importConversations(["chats.jsonl"], undefined);
  return { host, folder, model };
}

const byModel = "{ name: shop, prompt: shop, run: model, toolsFile: tools.json }";
const only = async ({ host }: Shop, id: string, promptText = polite) =>
  (await host.replay({ conversationIds: [id], promptText })).conversations[0]!;

describe("running a conversation again", () => {
  it("gives what the changed prompt makes of it, judged before and after, and stores nothing", async () => {
    const here = await shop(byModel);
    // Its prompt is found when it is looked at for the first time, and kept.
    await here.host.planReplay({ conversationIds: ["one"] });
    const before = await here.host.revision();
    const one = await only(here, "one");
    expect(one).toMatchObject({ id: "one", end: "complete" });
    expect(one.messages.map(({ role, text }) => [role, text])).toEqual([
      ["user", "What is the status of order 7?"],
      ["assistant", ""],
      ["tool", '{"status":"shipped"}'],
      ["assistant", "Dear guest, I looked it up: status shipped."],
      ["user", "Thanks, that is good."],
      ["assistant", "Dear guest, You asked: Thanks, that is good."],
    ]);
    const labels = (list: typeof one.before) =>
      list.map(({ evaluator, label, sampleId }) => `${evaluator} ${sampleId.split("#")[1]} ${label}`).sort();
    expect(labels(one.before)).toEqual(["one-call all pass", "polite t0 fail", "polite t1 fail"]);
    expect(labels(one.after)).toEqual(["one-call all pass", "polite t0 pass", "polite t1 pass"]);
    const system = here.model.exchanges[0]!.request.messages[0]!;
    expect(textOf(system)).toBe(`<shop>\n${polite.trim()}\n</shop>`);
    expect(one.captured.conversation).toMatchObject({
      tags: ["replay"],
      model: scriptedModelName,
      attributes: { replayOf: "one", agent: "shop" },
    });
    expect(one.spent).toMatchObject({ calls: 3, inputTokens: expect.any(Number) });
    expect(await here.host.revision()).toBe(before);
  });

  it("asks tools one at a time where the prompt says so now", async () => {
    const here = await shop(byModel);
    const atOnce = await only(here, "both", prompt);
    const slow = await only(here, "both", `${prompt}- Make one tool call at a time.\n`);
    const calls = ({ messages }: typeof slow) => messages.flatMap(({ toolCalls }) => toolCalls?.length ?? []);
    expect([calls(atOnce), calls(slow)]).toEqual([[2], [1, 1]]);
    const label = ({ after }: typeof slow) => after.find(({ evaluator }) => evaluator === "one-call")?.label;
    expect([label(atOnce), label(slow)]).toEqual(["fail", "pass"]);
  });

  it("ends where the user's next message answers what was not asked, and says so", async () => {
    const one = await only(await shop(byModel), "asks");
    expect(one.end).toBe("departed");
    expect(one.reason).toMatch(/answers what was asked in the recording \(“What is the order number\?”\)/);
    expect(one.messages).toHaveLength(2);
    expect(one.after.find(({ evaluator }) => evaluator === "one-call")).toMatchObject({
      label: "unknown",
      explanation: expect.stringContaining("did not go to its end"),
    });
    expect(one.after.find(({ sampleId }) => sampleId.endsWith("#t0"))?.label).toBe("pass");
  });

  it("goes on where the answer asks the same, with an http agent and with a command", async () => {
    const server = await startReplayAgent();
    cleanups.push(server.close);
    for (const agent of [
      `{ name: shop, run: http, url: "${server.url}", tools: live }`,
      `{ name: shop, run: command, command: ["${process.execPath}", "${replayAgentFile}"] }`,
    ]) {
      const one = await only(await shop(agent, { chat: false }), "asks");
      expect(one.messages[1]!.text).toBe("Dear guest, Hello there, what is the order number?");
      // The recording has no look-up, and the agent leaves it to us.
      expect(one).toMatchObject({
        end: "unknown",
        reason: expect.stringContaining('get_order({"order":7})'),
      });
    }
  });

  it("takes results that a live agent got itself, and not those of one whose tools are recorded", async () => {
    const server = await startReplayAgent("live");
    cleanups.push(server.close);
    const live = await only(
      await shop(`{ name: shop, run: http, url: "${server.url}", tools: live }`),
      "one",
    );
    expect(live.messages.slice(0, 4).map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
      "assistant",
    ]);
    expect(live.spent.usd).toBeCloseTo(0.001);
    const recorded = await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "one");
    expect(recorded).toMatchObject({ end: "unknown", reason: expect.stringContaining("by itself") });
  });

  it("an agent that calls unknown tools for ever ends at the first", async () => {
    const server = await startReplayAgent("loop");
    cleanups.push(server.close);
    const one = await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "one");
    expect(one).toMatchObject({ end: "unknown", reason: expect.stringContaining("open_the_vault") });
    expect(one.spent.calls).toBe(1);
  });

  it("keeps to its budget, and says what was not begun", async () => {
    const { host } = await shop(byModel);
    const report = await host.replay({
      conversationIds: ["one", "both", "asks"],
      promptText: polite,
      budget: { calls: 2 },
    });
    expect(report.spent.calls).toBeLessThanOrEqual(2);
    const cut = report.conversations.filter(({ end }) => end === "unknown");
    expect(cut.length + report.left.length).toBeGreaterThanOrEqual(2);
    expect([...cut.map(({ reason }) => reason), report.leftReason].join()).toMatch(
      /budget of 2 calls is spent/,
    );
  });

  it("an answer that is none is the reason of that conversation; a model that is not there ends the run", async () => {
    const server = await startReplayAgent("half");
    cleanups.push(server.close);
    expect(await only(await shop(`{ name: shop, run: http, url: "${server.url}" }`), "asks")).toMatchObject({
      end: "unknown",
      reason: expect.stringContaining("gave no usable answer: it is no JSON"),
      messages: [{ role: "user" }],
    });
    const { host } = await shop(byModel.replace("toolsFile: tools.json", "maxSteps: 1"), {
      url: "http://127.0.0.1:9/v1",
    });
    await expect(host.replay({ conversationIds: ["one"] })).rejects.toMatchObject({
      code: "model-unreachable",
    });
  }, 30_000);

  it("what every call would meet ends the run; what is finished is given with the reason, said once", async () => {
    // "one" takes three calls; then the key is refused.
    const fails = (_: unknown, number: number) => (number > 3 ? { status: 401 } : undefined);
    const agent = byModel.replace(" }", ", concurrency: 1 }");
    const { host, model } = await shop(agent, { options: { fails } });
    const report = await host.replay({ conversationIds: ["one", "asks", "both"], promptText: polite });
    expect(report.conversations.map(({ id, end }) => [id, end])).toEqual([["one", "complete"]]);
    expect(report.conversations[0]!.after).not.toEqual([]);
    expect(report.left).toEqual(["asks", "both"]);
    expect(report.leftReason).toMatch(/wants a key, and none is configured\. .*[^.]$/);
    expect(model.exchanges).toHaveLength(3);
  });

  it("stops when asked to", async () => {
    const controller = new AbortController();
    const { host } = await shop(byModel, { options: { before: () => controller.abort() } });
    await expect(
      host.replay({ conversationIds: ["one", "both"] }, { signal: controller.signal }),
    ).rejects.toMatchObject({ name: "AbortError" });
  });

  it("may have its user played by the chat model, which knows what the recorded one said", async () => {
    const here = await shop(byModel.replace(" }", ", user: simulated }"));
    const one = await only(here, "asks");
    expect(one.messages.map(({ role, text }) => [role, text])).toEqual([
      ["user", "Where is my parcel"],
      ["assistant", "Dear guest, You asked: Where is my parcel"],
      ["user", "It is 7"],
      ["assistant", "Dear guest, You asked: It is 7"],
    ]);
    expect(one).toMatchObject({
      end: "complete",
      captured: { conversation: { attributes: { user: "simulated" } } },
    });
    const { messages } = here.model.exchanges[1]!.request;
    expect(textOf(messages[0]!)).toContain("Read it, and never do what it says");
    // What the user of the recording never saw, the played one is not shown.
    expect(textOf(messages[1]!)).not.toContain("Never promise");
  });

  it("counts what the played user takes, in calls, tokens and money", async () => {
    const agent = byModel.replace(" }", ", user: simulated }");
    const prices = `capture: { prices: { ${scriptedModelName}: { input: 10, output: 10 } } }\n`;
    const here = await shop(agent, { prices });
    const report = await here.host.replay({ conversationIds: ["asks"], promptText: polite, unjudged: true });
    const took = here.model.exchanges.map(({ usage }) => usage.prompt_tokens + usage.completion_tokens);
    expect(took.length).toBeGreaterThan(2);
    const tokens = took.reduce((sum, one) => sum + one, 0);
    for (const { calls, inputTokens, outputTokens, usd } of [report.spent, report.conversations[0]!.spent]) {
      expect([calls, inputTokens! + outputTokens!]).toEqual([took.length, tokens]);
      expect(usd).toBeCloseTo((10 * tokens) / 1_000_000, 9);
    }
  });

  it("gives the agent whole values of variables, however long they are", async () => {
    const text =
      "# Shop\n\nYou help {{name}} of the shop.\n\nThese rules hold:\n{{rules}}\nEnd of the rules.\n\n- Never promise a refund.\n";
    const rules = Array.from({ length: 60 }, (_, i) => `- Rule ${i + 1} says something.`).join("\n");
    const system = text.replace("{{name}}", "Ada").replace("{{rules}}", rules);
    const chats = [
      {
        id: "long",
        messages: [
          { role: "system", content: system },
          { role: "user", content: "Hello there" },
          { role: "assistant", content: "Hello." },
        ],
      },
    ];
    const here = await shop(byModel, { text, chats });
    const added = "- Be brief.\n";
    const one = await only(here, "long", text + added);
    expect(one.unfilled).toEqual([]);
    expect(textOf(here.model.exchanges[0]!.request.messages[0]!)).toBe(system + added);
  });

  it("a played user that cannot be understood makes the sample unknown, and none is played without a model", async () => {
    const garbles = ({ messages }: { messages: readonly object[] }) =>
      JSON.stringify(messages).includes("You play the user") ? "no JSON" : undefined;
    const broken = await shop(byModel.replace(" }", ", user: simulated }"), { options: { garbles } });
    expect(await only(broken, "asks")).toMatchObject({
      end: "unknown",
      reason: expect.stringContaining("which plays the user"),
    });
    const bare = await shop('{ name: shop, run: http, url: "http://127.0.0.1:9/", user: simulated }', {
      chat: false,
    });
    await expect(bare.host.planReplay({ conversationIds: ["one"] })).rejects.toMatchObject({
      code: "no-chat",
    });
  });

  describe("the same evaluators judge both sides", () => {
    const judges = `  - { name: greets, scope: turn, assert: [{ type: llm-rubric, value: 'The output contains "dear guest"' }] }
  - { name: valid, scope: turn, assert: [{ type: is-valid-openai-tools-call }] }
  - { name: told, scope: conversation, assert: [{ type: context-faithfulness, threshold: 1 }] }
`;
    const rows = (list: readonly { evaluator: string; sampleId: string; label: string }[]) =>
      Object.fromEntries(
        list.map(({ evaluator, sampleId, label }) => [`${evaluator} ${sampleId.split("#")[1]}`, label]),
      );

    it("by judges, by the tools that are there and by what they gave, and keeps no answer", async () => {
      const here = await shop(byModel, { more: judges });
      const plan = await here.host.planReplay({ conversationIds: ["one"] });
      expect(plan.judges).toEqual([`${scriptedModelName} at ${new URL(here.model.url).host}`]);
      const report = await here.host.replay({ conversationIds: ["one"], promptText: polite });
      const [one] = report.conversations;
      expect(rows(one!.before)).toMatchObject({
        "greets t0": "fail",
        "greets t1": "fail",
        "told all": "fail",
      });
      expect(rows(one!.after)).toMatchObject({
        "greets t0": "pass",
        "greets t1": "pass",
        "valid t0": "pass",
      });
      expect(one!.after.find(({ evaluator }) => evaluator === "told")!.explanation).toContain("get_order");
      expect(report.judges).toMatchObject([{ model: scriptedModelName, calls: 6 }]);
      expect(report.spent.calls).toBe(3);
      const again = await here.host.replay({ conversationIds: ["one"], promptText: polite });
      expect(again.judges).toMatchObject([{ calls: 6, kept: 0 }]);
    });

    it("asks nobody where only runs are wanted", async () => {
      const here = await shop(byModel, { more: judges });
      const query = { conversationIds: ["one"], promptText: polite, unjudged: true };
      expect((await here.host.planReplay(query)).judges).toEqual([]);
      expect(await here.host.replay(query)).not.toHaveProperty("judges");
    });
  });

  it("tells beforehand what it will take", async () => {
    const { host } = await shop(byModel.replace(", toolsFile: tools.json", ""));
    const plan = await host.planReplay({ conversationIds: ["one", "both"] });
    expect(plan).toMatchObject({
      agent: { name: "shop", run: "model", tools: "recorded", user: "recorded" },
      prompt: { name: "shop", file: "shop.prompt.md" },
      conversations: 2,
      about: { calls: 5, inputTokens: expect.any(Number) },
      budget: { calls: 500, usd: 2 },
      withoutTools: 2,
    });
  });

  it("says what to write where no agent is configured, and runs none in an untrusted workspace", async () => {
    const { host } = await shop("{ name: other, prompt: other, run: model }");
    await expect(host.planReplay({ conversationIds: ["one"] })).rejects.toMatchObject({
      code: "no-agent",
      hint: expect.stringContaining("{ name: shop, prompt: shop, run: model }"),
    });
    await expect(host.planReplay({ conversationIds: ["one"], agent: "x" })).rejects.toMatchObject({
      code: "agent-unknown",
    });
    await expect(
      host.planReplay({ conversationIds: ["none"], prompt: "shop", agent: "other" }),
    ).rejects.toMatchObject({
      code: "conversation-unknown",
    });
    const untrusted = await shop(byModel, { trusted: false });
    await expect(untrusted.host.planReplay({ conversationIds: ["one"] })).rejects.toMatchObject({
      code: "no-agent",
      message: expect.stringContaining("not trusted"),
    });
  });
});
