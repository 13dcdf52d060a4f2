/** What happens before there is anything to say: empty folders, sparse clients, odd paths, several folders. */
import { existsSync } from "node:fs";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { CodeLens, DocumentSymbol, InitializeResult, InlayHint } from "vscode-languageserver";
import type { ImportResult, Status } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { type ClientOptions, fullCapabilities, LspClient } from "../support/lsp-client.ts";
import { shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const undo: (() => unknown)[] = [];
beforeAll(ensureBuilt);
afterEach(async () => {
  for (const act of undo.splice(0).reverse()) await act();
});

function newFolder(...args: Parameters<typeof tempFolder>): TempFolder {
  const folder = tempFolder(...args);
  undo.push(folder.remove);
  return folder;
}

async function newClient(options: ClientOptions): Promise<LspClient> {
  const client = await LspClient.start(options);
  undo.push(() => client.stop());
  return client;
}

async function importAndEvaluate(client: LspClient, folder: TempFolder): Promise<void> {
  const target = { folder: folder.uri, progressToken: "t" };
  await client.ask("homeostat/import", { ...target, paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/evaluate", target);
}

const wholeText = { range: { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } } };

test("a server that nobody tells anything says what it can do, and ends when asked", async () => {
  const folder = newFolder("workspace", shopFiles);
  const client = await newClient({ folders: [folder.path] });
  const { capabilities, serverInfo }: InitializeResult = client.initialized;
  expect(serverInfo?.name).toBe("homeostat");
  expect(capabilities).toMatchObject({
    hoverProvider: true,
    inlayHintProvider: {},
    codeLensProvider: {},
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentLinkProvider: {},
  });
  expect(await client.stop()).toBe(0);
});

test("merely opening a prompt leaves no store behind", async () => {
  const folder = newFolder("workspace", shopFiles);
  const client = await newClient({ folders: [folder.path] });
  const uri = folder.fileUri("shop.prompt.md");
  client.open(uri, shopPrompt);
  expect(await client.diagnostics(uri)).toEqual([]);
  const lenses = await client.feature<CodeLens[]>("codeLens", uri);
  expect(lenses[0]!.command!.title).toBe("No conversations yet: import some");
  expect(await client.feature("hover", uri, { position: { line: 6, character: 4 } })).toBeNull();
  expect(await client.feature("inlayHint", uri, wholeText)).toEqual([]);
  expect(await client.ask("homeostat/conversations", {})).toEqual({ total: 0, conversations: [] });
  expect(await client.ask("homeostat/behaviors", {})).toMatchObject({ behaviors: [], conversations: 0 });
  client.change(uri, `${shopPrompt}\n- One more line.\n`);
  client.tell("textDocument/didSave", { textDocument: { uri } });
  const symbols = await client.feature<DocumentSymbol[]>("documentSymbol", uri);
  expect(symbols[0]!.name).toBe("Shop assistant");
  // Longer than the server's own look-out for a store.
  await new Promise((done) => setTimeout(done, 2_500));
  expect(existsSync(folder.file(".homeostat"))).toBe(false);
});

test("documents that are no prompts and no files get no answers and no errors", async () => {
  const folder = newFolder("workspace", { ...shopFiles, "notes.txt": "- Never promise a refund.\n" });
  const client = await newClient({ folders: [folder.path] });
  for (const uri of [folder.fileUri("notes.txt"), "untitled:Untitled-1", "git:/a/b.prompt.md?ref"]) {
    client.open(uri, shopPrompt, "plaintext");
    expect(await client.feature("documentSymbol", uri), uri).toEqual([]);
    expect(await client.feature("codeLens", uri), uri).toEqual([]);
  }
  expect(client.published.size).toBe(0);
});

test("unfinished and broken prompts are read as far as they go", async () => {
  const folder = newFolder("workspace", shopFiles);
  const client = await newClient({ folders: [folder.path] });
  const uri = folder.fileUri("shop.prompt.md");
  client.open(uri, "---\nname: [\n---\n# A\n- x");
  expect((await client.diagnostics(uri, (all) => all.length > 0))[0]).toMatchObject({ severity: 2 });
  for (const text of ["", "\ufeff", "---\n", "```\n- open fence", "| a |\n|--", "\u0000\ud800"]) {
    const version = client.change(uri, text);
    await client.diagnostics(uri);
    expect(client.published.get(uri)?.version).toBe(version);
  }
});

test("a client that can do nothing gets figures all the same", async () => {
  const folder = newFolder("workspace", { ...shopFiles, "chats.jsonl": shopConversations(24) });
  const client = await newClient({ folders: [folder.path], capabilities: {} });
  const uri = folder.fileUri("shop.prompt.md");
  client.open(uri, shopPrompt);
  await importAndEvaluate(client, folder);
  await client.diagnostics(uri, (all) => all.some(({ code }) => code === "pass-rate"));
  expect(client.logs.join("\n")).not.toContain("Client doesn't support");
});

test("a folder with blanks, umlauts and signs that URIs escape", async () => {
  const files = { ...shopFiles, "chats.jsonl": shopConversations(24) };
  const folder = newFolder("Größe & Maß 100% #1 (neu)", files);
  const client = await newClient({ folders: [folder.path] });
  const uri = folder.fileUri("shop.prompt.md");
  client.open(uri, shopPrompt);
  await importAndEvaluate(client, folder);
  const diagnostics = await client.diagnostics(uri, (all) => all.some(({ code }) => code === "pass-rate"));
  expect(diagnostics[0]!.relatedInformation![0]!.location.uri).toBe(folder.fileUri("homeostat.yaml"));
  expect(existsSync(folder.file(".homeostat"))).toBe(true);
});

test("each folder of a workspace has a store and figures of its own", async () => {
  const chats = (count: number) => ({ ...shopFiles, "chats.jsonl": shopConversations(count) });
  const [first, second] = [newFolder("one", chats(20)), newFolder("two", chats(32))];
  const client = await newClient({ folders: [first.path, second.path] });
  for (const folder of [first, second]) {
    client.open(folder.fileUri("shop.prompt.md"), shopPrompt);
    await importAndEvaluate(client, folder);
  }
  const labels = async (folder: TempFolder): Promise<unknown[]> =>
    (await client.feature<InlayHint[]>("inlayHint", folder.fileUri("shop.prompt.md"), wholeText)).map(
      ({ label }) => String(label).trim(),
    );
  expect(await labels(first)).toEqual(["100 % · 20/20", "50 % · 10/20"]);
  expect(await labels(second)).toEqual(["100 % · 32/32", "50 % · 16/32"]);
  expect(await client.ask<Status>("homeostat/status", { folder: second.uri })).toMatchObject({
    conversations: 32,
  });
});

test("a folder that is added later works, and a removed one lets go", async () => {
  const chats = { ...shopFiles, "chats.jsonl": shopConversations(20) };
  const [first, second] = [newFolder("one", shopFiles), newFolder("two", chats)];
  const client = await newClient({ folders: [first.path], capabilities: fullCapabilities });
  const change = (added: readonly TempFolder[], removed: readonly TempFolder[]): void => {
    const named = (list: readonly TempFolder[]) => list.map(({ uri, path }) => ({ uri, name: path }));
    const event = { added: named(added), removed: named(removed) };
    client.tell("workspace/didChangeWorkspaceFolders", { event });
  };
  change([second], []);
  const uri = second.fileUri("shop.prompt.md");
  client.open(uri, shopPrompt);
  await importAndEvaluate(client, second);
  await client.diagnostics(uri, (all) => all.some(({ code }) => code === "pass-rate"));
  expect(existsSync(first.file(".homeostat"))).toBe(false);
  change([], [second]);
  await expect.poll(() => client.ask<Status>("homeostat/status", {})).toMatchObject({ conversations: 0 });
});

test("without a folder, long work says plainly what is missing", async () => {
  const client = await newClient({ folders: [] });
  const request = client.ask<ImportResult>("homeostat/import", { progressToken: "t", paths: ["a.jsonl"] });
  await expect(request).rejects.toThrow("No folder is open.");
});
