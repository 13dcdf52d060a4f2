/** The overview of a folder: nothing before there are conversations, all figures after, and lines of the text as it is being edited. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Overview } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { refundLine, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 40;
let folder: TempFolder;
let client: LspClient;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", { ...shopFiles, "chats.jsonl": shopConversations(count) });
  client = await LspClient.start({ folders: [folder.path] });
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const overview = (): Promise<Overview> => client.ask<Overview>("homeostat/overview", { folder: folder.uri });

test("a folder without conversations has an overview that says so", async () => {
  expect(await overview()).toMatchObject({ hasFolder: true, conversations: 0, behaviors: [], prompts: [] });
});

test("after the loop it holds figures, behaviors, and the line that fails at its place on disk", async () => {
  for (const [method, more] of [
    ["import", { paths: [folder.file("chats.jsonl")] }],
    ["evaluate", {}],
    ["findBehaviors", {}],
  ] as const)
    await client.ask(`homeostat/${method}`, { progressToken: method, ...more });
  const { conversations, unmatched, evaluations, behaviors, prompts } = await overview();
  expect({ conversations, unmatched }).toEqual({ conversations: count, unmatched: 0 });
  expect(evaluations).toBeGreaterThan(count);
  expect(behaviors.length).toBeGreaterThan(0);
  expect(prompts.map(({ file, matched }) => [file, matched])).toEqual([["shop.prompt.md", count]]);
  expect(prompts[0]!.lines).toMatchObject([
    { line: refundLine, evaluator: "no-promise", passes: count / 2, n: count, severity: "warning" },
  ]);
  expect(prompts[0]!.coverage!.tested).toBe(2);
});

test("lines of an open prompt are where they stand in the editor", async () => {
  client.open(folder.fileUri("shop.prompt.md"), `# New\n\n${shopPrompt}`);
  expect((await overview()).prompts[0]!.lines[0]!.line).toBe(refundLine + 2);
});

test("a prompt that is gone keeps its figures, without a place", async () => {
  client.tell("textDocument/didClose", { textDocument: { uri: folder.fileUri("shop.prompt.md") } });
  rmSync(folder.file("shop.prompt.md"));
  const [prompt] = (await overview()).prompts;
  expect(prompt).not.toHaveProperty("coverage");
  expect(prompt!.lines[0]).not.toHaveProperty("line");
});

test("without a folder there is an overview that says so", async () => {
  const alone = await LspClient.start({ folders: [] });
  expect(await alone.ask<Overview>("homeostat/overview", {})).toMatchObject({
    hasFolder: false,
    conversations: 0,
  });
  await alone.stop();
});
