/** The language of queries through the built command line and the language server: what is found, what is said, saved filters. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompleteQueryResult, ConversationsResult } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { conversationId, promises, shopConversations, shopFiles } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 12;
let folder: TempFolder;
let client: LspClient;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", {
    ...shopFiles,
    "chats.jsonl": shopConversations(count),
    "homeostat/slices.yaml": "broken promises: evaluator:no-promise=fail\nodd: 3\n",
  });
  client = await LspClient.start({ folders: [folder.path] });
  await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/evaluate", { progressToken: "t" });
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const failed = Array.from({ length: count }, (_, i) => count - 1 - i)
  .filter(promises)
  .map(conversationId);

describe("homeostat traces", () => {
  test.each([
    [["--query", "is:failing"], failed],
    [["--slice", "broken promises"], failed],
    [
      ["--query", '@"broken promises" atlas', "--failing"],
      failed.filter((id) => Number(id.slice(5)) % 4 === 0),
    ],
    [["--query", "is:failing OR is:passing", "--evaluator", "no-promise"], failed],
    [["--query", "outcome:fail -is:failing"], []],
    [["--query", "the atlas order 8"], [conversationId(8)]],
    [["--query", conversationId(3)], [conversationId(3)]],
    [
      ["--prompt", "shop", "--query", "started:2026-01-01 turns:1", "--limit", "2"],
      [conversationId(11), conversationId(10)],
    ],
  ])("%j", async (args, wanted) => {
    const { code, stdout, stderr } = await run("traces", ...args, "--json");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(
      stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toEqual(wanted);
  });

  test("points at what is wrong and ends with 2", async () => {
    const { code, stdout, stderr } = await run("traces", "--query", "status:eror latency>1s");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(
      "  status:eror latency>1s\n         ^^^^\nstatus is never eror. Did you mean error?\n",
    );
    const missing = await run("traces", "--slice", "brokn promises");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('Did you mean @"broken promises"?');
  });

  test("lists fields and saved filters", async () => {
    const fields = await run("traces", "--fields");
    expect(fields.code).toBe(0);
    expect(fields.stdout).toContain("evaluator:tone=fail");
    const { stdout } = await run("slices", "--json");
    expect(stdout).toBe('{"name":"broken promises","query":"evaluator:no-promise=fail"}\n');
  });
});

describe("in the editor", () => {
  const help = (text: string): Promise<CompleteQueryResult> =>
    client.ask<CompleteQueryResult>("homeostat/completeQuery", { text, offset: text.length });

  test("a query is completed with what the store knows", async () => {
    expect((await help("evaluator:no")).completions.map(({ insert }) => insert)).toEqual(["no-promise"]);
    expect((await help("prompt:sh")).completions.map(({ insert }) => insert)).toEqual(["shop"]);
    expect((await help("@")).completions.map(({ insert }) => insert)).toEqual(['@"broken promises"']);
  });

  test("what is wrong has its place", async () => {
    expect((await help("colour:red")).problems).toMatchObject([{ range: { start: 0, end: 6 } }]);
  });

  test("a filter that was saved is found by its name", async () => {
    await client.ask("homeostat/saveSlice", { name: "mine", query: "is:failing" });
    const { conversations } = await client.ask<ConversationsResult>("homeostat/conversations", {
      query: "@mine",
    });
    expect(conversations.map(({ id }) => id)).toEqual(failed);
    await expect(client.ask("homeostat/saveSlice", { name: "bad", query: "colour:red" })).rejects.toThrow(
      /no field colour/,
    );
    await expect(client.ask("homeostat/conversations", { query: "colour:red" })).rejects.toThrow(
      /no field colour/,
    );
  });
});
