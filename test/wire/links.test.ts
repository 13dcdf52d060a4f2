/** Evaluators without a line are linked to one by a person: on the command line, and by light bulbs of the built server. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CodeAction, TextDocumentEdit } from "vscode-languageserver";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const config = `version: 1
prompts: [{ name: shop, file: shop.prompt.md }]
evaluators:
  - name: thanks-the-customer
    assert: [{ type: icontains, value: thank }]
  - name: solved
    assert: [{ type: outcome }]
`;
const prompt = "# Shop\n\n- Refund at most 50 euros.\n- Always thank the customer.\n";

let folder: TempFolder;
let client: LspClient;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("links", { "homeostat.yaml": config, "shop.prompt.md": prompt });
  client = await LspClient.start({ folders: [folder.path], initializationOptions: { commands: true } });
  client.open(folder.fileUri("shop.prompt.md"), prompt, "prompt");
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const linksAt = async (file: string, line: number): Promise<CodeAction[]> => {
  const place = { line, character: 3 };
  const actions = await client.ask<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri: folder.fileUri(file) },
    range: { start: place, end: place },
    context: { diagnostics: [] },
  });
  return actions.filter(({ title }) => title.startsWith("Link"));
};

test("in the editor, on the line and on the evaluator, once homeostat.yaml is open", async () => {
  expect(await linksAt("shop.prompt.md", 3)).toEqual([]);
  client.open(folder.fileUri("homeostat.yaml"), config, "yaml");
  // The server reads the configuration by itself, soon after it is started.
  await expect.poll(() => linksAt("shop.prompt.md", 3), { timeout: 20_000 }).toHaveLength(1);
  const [onLine] = await linksAt("shop.prompt.md", 3);
  expect(onLine?.title).toMatch(
    /^Link the evaluator “thanks-the-customer” to this line \(\d+ % alike: thank\)$/,
  );
  expect(await linksAt("shop.prompt.md", 2)).toEqual([]);
  const [onEvaluator] = await linksAt("homeostat.yaml", 3);
  expect(onEvaluator?.title).toMatch(
    /^Link to shop\.prompt\.md:4 “Always thank the customer\.” \(\d+ % alike: /,
  );
  expect(await linksAt("homeostat.yaml", 5)).toEqual([]);
  for (const action of [onLine, onEvaluator]) {
    const [change] = action!.edit!.documentChanges as [TextDocumentEdit];
    expect(change.textDocument.uri).toBe(folder.fileUri("homeostat.yaml"));
    expect(change.edits).toMatchObject([{ newText: '    covers: ["Always thank the customer."]\n' }]);
  }
}, 30_000);

test("on the command line, by whoever says which", async () => {
  const listed = await runCli(folder.path, "links");
  expect(listed.code).toBe(0);
  expect(listed.stdout).toContain("1  shop.prompt.md:4  “Always thank the customer.”");
  expect(listed.stdout).not.toContain("solved");
  expect((await runCli(folder.path, "links", "--add")).stderr).toContain("name the evaluator");
  expect((await runCli(folder.path, "links", "thanks-the-customer", "--add", "9")).stderr).toContain(
    "--add 9 is none of the lines that are proposed.",
  );
  expect((await runCli(folder.path, "links", "nobody")).stderr).toContain("There is no evaluator nobody.");
  const added = await runCli(folder.path, "links", "thanks-the-customer", "--add");
  expect(added.stderr).toContain("thanks-the-customer covers “Always thank the customer.”");
  expect(readFileSync(folder.file("homeostat.yaml"), "utf8")).toContain(
    '    covers: ["Always thank the customer."]\n',
  );
  expect((await runCli(folder.path, "links")).code).toBe(1);
}, 60_000);
