/** homeostat.yaml in an editor that has no YAML extension: mistakes, completion, and what a saved change does to figures. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CompletionItem, Diagnostic } from "vscode-languageserver";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { shopConfig, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let client: LspClient;
let uri: string;
let promptUri: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", { ...shopFiles, "chats.jsonl": shopConversations(40) });
  uri = folder.fileUri("homeostat.yaml");
  promptUri = folder.fileUri("shop.prompt.md");
  client = await LspClient.start({ folders: [folder.path] });
  client.open(promptUri, shopPrompt);
  client.open(uri, shopConfig, "yaml");
  await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/evaluate", { progressToken: "t" });
});
beforeEach(() => void client.change(uri, shopConfig));
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

/** The text that a diagnostic underlines, on its first line. */
const underlined = (text: string, { range: { start, end } }: Diagnostic): string =>
  text.split("\n")[start.line]!.slice(start.character, end.line === start.line ? end.character : undefined);

describe("mistakes", () => {
  test("a sound file has none", async () => {
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test.each<[string, string, RegExp, RegExp]>([
    [
      "an unknown key",
      shopConfig.replace("version: 1", "version: 1\nthreshold: 3"),
      /Unknown key `threshold`/,
      /3|threshold/,
    ],
    ["an unknown check", shopConfig.replace("word-count", "word-cuont"), /word-count/, /word-cuont/],
    [
      "a rate beyond 1",
      `${shopConfig}thresholds: { warning: 80 }\n`,
      /`thresholds\.warning` must be <= 1/,
      /80/,
    ],
    [
      "a line that is not there",
      shopConfig.replace("at most 60 words", "at most 61 words"),
      /61 words/,
      /61/,
    ],
    ["YAML that does not parse", "version: 1\nevaluators: ]\n", /flow|Unexpected/, /\]/],
    ["a list instead of keys", "- a\n- b\n", /must hold keys/, /-/],
  ])("%s is underlined where it stands", async (_name, text, message, place) => {
    client.change(uri, text);
    const [first] = await client.diagnostics(uri, (all) => all.length > 0);
    expect(first!.message).toMatch(message);
    expect(first).toMatchObject({ source: "homeostat", severity: 2 });
    expect(underlined(text, first!)).toMatch(place);
  });

  test("mistakes go when they are mended", async () => {
    client.change(uri, "nonsense: 1\n");
    await client.diagnostics(uri, (all) => all.length > 0);
    client.change(uri, shopConfig);
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test("a half-typed file keeps the prompt's figures", async () => {
    client.change(uri, shopConfig.slice(0, -30));
    await client.diagnostics(uri);
    client.change(promptUri, `${shopPrompt}\n`);
    const diagnostics = await client.diagnostics(promptUri);
    expect(diagnostics.map(({ code }) => code)).toContain("pass-rate");
  });
});

describe("completion", () => {
  /** Labels of what can stand at `|`. */
  const complete = async (text: string): Promise<string[]> => {
    const before = text.slice(0, text.indexOf("|")).split("\n");
    client.change(uri, text.replace("|", ""));
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const items = await client.feature<CompletionItem[]>("completion", uri, { position });
    return items.map(({ label }) => label);
  };

  test("keys at the top", async () => {
    const top = ["version", "store", "prompts", "evaluators", "thresholds"];
    expect(await complete("|")).toEqual(expect.arrayContaining(top));
  });

  test("keys of an evaluator, and types of check with their opposites", async () => {
    const evaluators = "evaluators:\n  - name: a\n    ";
    const keys = ["assert", "scope", "covers", "when"];
    expect(await complete(`${evaluators}|`)).toEqual(expect.arrayContaining(keys));
    const types = ["contains", "not-contains", "tool-calls-per-message", "outcome"];
    expect(await complete(`${evaluators}assert: [{ type: |`)).toEqual(expect.arrayContaining(types));
    expect(await complete(`${evaluators}scope: |`)).toEqual(["call", "turn", "conversation"]);
    expect(await complete(`${evaluators}name: |`)).toEqual([]);
  });

  test("keys of thresholds", async () => {
    expect(await complete("thresholds:\n  |")).toEqual(["error", "warning", "minSamples"]);
  });
});

test("a saved change of the thresholds shows in the open prompt", async () => {
  client.change(promptUri, shopPrompt);
  await client.diagnostics(promptUri, (all) => all.some(({ code }) => code === "pass-rate"));
  const mild = `${shopConfig}thresholds: { error: 0.01, warning: 0.02 }\n`;
  client.change(uri, mild);
  folder.write("homeostat.yaml", mild);
  client.tell("textDocument/didSave", { textDocument: { uri } });
  expect(await client.diagnostics(promptUri, (all) => all.length === 0)).toEqual([]);
  folder.write("homeostat.yaml", shopConfig);
});

test("where a YAML extension validates, the same is not said twice", async () => {
  const options = { yamlIsHandled: true };
  const other = await LspClient.start({ folders: [folder.path], initializationOptions: options });
  other.open(uri, "nonsense: 1\n", "yaml");
  expect(await other.diagnostics(uri)).toEqual([]);
  const position = { line: 0, character: 0 };
  expect(await other.feature("completion", uri, { position })).toEqual([]);
  await other.stop();
});
