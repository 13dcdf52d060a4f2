/** One behavior: over the protocol with the lines of its prompts as they are being edited, and on the command line. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BehaviorDetail, BehaviorsResult, TraceView } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { conversationId, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 40;
const giftLine = "- If the customer asks to gift wrap a picture book, name the ribbon.";
const prompt = `${shopPrompt}\n## Gifts\n\n${giftLine}\n`;
const lineOf = (text: string): number => text.split("\n").indexOf(giftLine);
let folder: TempFolder;
let client: LspClient;
/** The behavior that the customers with gifts are in. */
let id: string;

const ask = <T>(method: string, more: object = {}): Promise<T> =>
  client.ask<T>(`homeostat/${method}`, { folder: folder.uri, ...more });
const behavior = (): Promise<BehaviorDetail | null> => ask("behavior", { id });

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("behavior", {
    ...shopFiles,
    "shop.prompt.md": prompt,
    "chats.jsonl": shopConversations(count),
  });
  client = await LspClient.start({ folders: [folder.path] });
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

describe("over the protocol", () => {
  test("where there is no store there is no behavior, and asking makes none", async () => {
    expect(await ask("behavior", { id: "b-1" })).toBeNull();
    expect(existsSync(folder.file(".homeostat"))).toBe(false);
  });

  test("after the loop it is there; the trace of a conversation in it leads to it", async () => {
    for (const [method, more] of [
      ["import", { paths: [folder.file("chats.jsonl")] }],
      ["evaluate", {}],
      ["findBehaviors", {}],
    ] as const)
      await ask(method, { progressToken: method, ...more });
    const trace = await ask<TraceView>("trace", { id: conversationId(3) });
    const [asked] = trace.facts.behaviors;
    id = asked!.id;
    const { behaviors } = await ask<BehaviorsResult>("behaviors");
    const item = behaviors.find((one) => one.id === id)!;
    expect(item.name).toBe(asked!.name);
    const detail = (await behavior())!;
    expect(detail).toMatchObject({
      name: item.name,
      size: item.size,
      failure: { failed: item.failed, n: item.judged },
    });
    expect(detail.timeline!.unit).toBe("hour");
    expect(detail.evaluators.length).toBeGreaterThan(0);
    expect(detail.addressedBy).toMatchObject([{ file: "shop.prompt.md", line: lineOf(prompt) }]);
  });

  test("its instruction is where it stands in the editor, and stays known once it is taken out", async () => {
    const uri = folder.fileUri("shop.prompt.md");
    client.open(uri, `# New\n\n${prompt}`);
    expect((await behavior())!.addressedBy[0]!.line).toBe(lineOf(prompt) + 2);
    client.change(uri, shopPrompt);
    expect((await behavior())!.addressedBy[0]!.line).toBe(lineOf(prompt));
    client.tell("textDocument/didClose", { textDocument: { uri } });
  });

  test("an id that nobody knows: none", async () => {
    expect(await ask("behavior", { id: "b-none" })).toBeNull();
  });
});

describe("on the command line", () => {
  test("by its id, as JSON that says the same", async () => {
    const detail = await cliJson<BehaviorDetail>(folder.path, "behaviors", "show", id);
    expect(detail).toEqual(await behavior());
  });

  test("by its name, as a page of text", async () => {
    const { name } = (await behavior())!;
    const { code, stdout } = await runCli(folder.path, "behaviors", "show", name);
    expect(code).toBe(0);
    expect(stdout).toContain(name);
    expect(stdout).toMatch(
      /Instructions that address it\n {2}\d+ % \(10 of \d+; elsewhere 0 %\) {2}If the customer asks to gift wrap/,
    );
    const failing = (await ask<BehaviorsResult>("behaviors")).behaviors.find(({ failed }) => failed > 0)!;
    const page = await runCli(folder.path, "behaviors", "show", failing.id);
    expect(page.stdout).toMatch(/Failing conversations, newest first/);
    expect(stdout).toMatch(/Over time\n {2}1 Jan 2026, 00:00 UTC: \d+/);
  });

  test("what nobody knows, and what several are called: 2, with what to do", async () => {
    const unknown = await runCli(folder.path, "behaviors", "show", "flying carpets");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /There is no behavior called “flying carpets”\.\nList those there are with/,
    );
    const several = await runCli(folder.path, "behaviors", "show", "e");
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(/Several behaviors are called so: .*\(b-/);
  });

  test("without a store: 2, and none is made", async () => {
    const empty = tempFolder("empty", { "homeostat.yaml": "version: 1\n" });
    const { code, stderr } = await runCli(empty.path, "behaviors", "show", "anything");
    expect(code).toBe(2);
    expect(stderr).toMatch(/There is no store here/);
    expect(existsSync(empty.file(".homeostat"))).toBe(false);
    empty.remove();
  });
});
