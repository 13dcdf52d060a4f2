import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replayAgentFile, startReplayAgent } from "../support/replay-agent.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type ScriptedModel, scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { conversationId, shopConfig, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let model: ScriptedModel;
let server: Awaited<ReturnType<typeof startReplayAgent>>;
let shop: TempFolder;

interface Replay {
  readonly conversations: readonly {
    readonly id: string;
    readonly end: string;
    readonly reason?: string;
    readonly messages: readonly { readonly role: string; readonly text: string }[];
    readonly changes: readonly string[];
  }[];
  readonly spent: { readonly calls: number };
}

beforeAll(async () => {
  model = await startScriptedModel();
  server = await startReplayAgent();
  shop = tempFolder("shop", {
    ...shopFiles,
    "chats.jsonl": shopConversations(4),
    "new.md": `${shopPrompt}\n- Begin every answer with "Dear reader,".\n`,
    "homeostat.yaml": `${shopConfig}models: { chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }
agents:
  - { name: shop, prompt: shop, run: model }
  - { name: served, prompt: shop, run: http, url: "${server.url}" }
  - { name: started, prompt: shop, run: command, command: ["${process.execPath}", "${replayAgentFile}"] }
  - { name: endless, prompt: shop, run: command, command: ["${process.execPath}", "${replayAgentFile}", stall], timeoutSeconds: 0.5 }
`,
  });
  const { code, stderr } = await runCli(shop.path, "import", "chats.jsonl");
  expect([code, stderr]).toEqual([0, ""]);
  await runCli(shop.path, "evaluate");
}, 60_000);

afterAll(async () => {
  await model?.close();
  await server?.close();
  shop?.remove();
});

describe("homeostat replay", () => {
  it("says what it will take, runs the conversation with the changed text, and shows what changed", async () => {
    const { code, stdout, stderr } = await runCli(
      shop.path,
      "replay",
      conversationId(0),
      "--prompt",
      "new.md",
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^1 conversation again with shop\.prompt\.md by the agent shop \(scripted-1 at 127\.0\.0\.1:\d+\): about 1 call, \d+ tokens in and \d+ out; at most 500 calls and \$2\.$/m,
    );
    expect(stdout).toContain("Verdicts      no-promise: fail → pass");
    expect(stdout).toContain("Dear reader, You asked: I want my money back for the damaged atlas in order 0");
    const system = model.exchanges.at(-1)!.request.messages[0]!;
    expect(system.content).toContain('Begin every answer with "Dear reader,"');
  });

  it("tells several at once as JSON, and leaves the store as it was", async () => {
    const before = (await cliJson<{ total?: number }[]>(shop.path, "check", "shop.prompt.md")) as unknown;
    const replay = await cliJson<Replay>(
      shop.path,
      ...["replay", conversationId(0), conversationId(1), "--prompt", "new.md", "--output", "fresh.jsonl"],
    );
    expect(replay.conversations.map(({ id, end, changes }) => [id, end, changes])).toEqual([
      [conversationId(0), "complete", ["no-promise: fail → pass"]],
      [conversationId(1), "complete", []],
    ]);
    expect(replay.spent.calls).toBe(2);
    expect(await cliJson(shop.path, "check", "shop.prompt.md")).toEqual(before);
    const lines = readFileSync(shop.file("fresh.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).conversation.attributes.replayOf)).toEqual([
      conversationId(0),
      conversationId(1),
    ]);
  });

  it("runs agents behind an address and of a command, each in a process of its own", async () => {
    for (const agent of ["served", "started"]) {
      const { conversations } = await cliJson<Replay>(
        shop.path,
        ...["replay", conversationId(0), "--prompt", "new.md", "--agent", agent],
      );
      // Told a number it looks an order up, which nobody did in the recording.
      expect(conversations[0]).toMatchObject({
        end: "unknown",
        reason: 'get_order({"order":0}) was never called in the recording, so nobody knows what it gives.',
      });
    }
    const { code, stdout } = await runCli(shop.path, "replay", conversationId(0), "--agent", "endless");
    expect(code).toBe(1);
    expect(stdout).toContain("gave no answer within 0.5 s");
  });

  it("only says what it would take, keeps to what it may take, and says what is missing", async () => {
    const asked = model.exchanges.length;
    const plan = await runCli(shop.path, "replay", conversationId(0), "--dry-run");
    expect(plan.stdout).toMatch(/^1 conversation again with shop\.prompt\.md/);
    expect(model.exchanges).toHaveLength(asked);
    const few = await runCli(shop.path, "replay", conversationId(0), conversationId(1), "--calls", "1");
    expect(few.code).toBe(1);
    expect(few.stdout).toMatch(/budget of 1 calls is spent/i);
    const none = await runCli(shop.path, "replay", "nobody");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no conversation nobody")]);
    const untrusted = await runCli(shop.path, "replay", conversationId(0), "--untrusted");
    expect([untrusted.code, untrusted.stderr]).toEqual([2, expect.stringContaining("not trusted")]);
    const bare = tempFolder("bare", { ...shopFiles, "chats.jsonl": shopConversations(1) });
    try {
      await runCli(bare.path, "import", "chats.jsonl");
      const { code, stderr } = await runCli(bare.path, "replay", conversationId(0));
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining("- { name: shop, prompt: shop, run: model }"),
      ]);
    } finally {
      bare.remove();
    }
  });
});
