/** Prompts in programs, as an editor sees them: every place that is named is the place in the source, escapes and all. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeAction, Diagnostic, Hover, Position, Range, TextDocumentEdit } from "vscode-languageserver";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import {
  programConversations,
  programFiles,
  pythonSource,
  typescriptSource,
} from "../support/program-shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let client: LspClient;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("programs", { ...programFiles, "chats.jsonl": programConversations(30) });
  client = await LspClient.start({ folders: [folder.path], initializationOptions: { commands: true } });
  for (const [file, text] of files) client.open(folder.fileUri(file), text);
  await client.ask("homeostat/import", { progressToken: "i", paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/evaluate", { progressToken: "e" });
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const files = [
  ["src/answer.ts", typescriptSource],
  ["maps.py", pythonSource],
] as const;

const offsetOf = (text: string, { line, character }: Position): number =>
  text.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0) + character;
const sliceOf = (text: string, { start, end }: Range): string =>
  text.slice(offsetOf(text, start), offsetOf(text, end));
const said = async (file: string, wanted: string): Promise<Diagnostic> => {
  const has = (all: readonly Diagnostic[]): boolean => all.some(({ code }) => code === wanted);
  return (await client.diagnostics(folder.fileUri(file), has)).find(({ code }) => code === wanted)!;
};

describe.each(files)("%s", (file, text) => {
  test("the squiggle stands under the failing sentence and nothing else", async () => {
    const diagnostic = await said(file, "pass-rate");
    expect(sliceOf(text, diagnostic.range)).toBe("Never promise a refund.");
    expect(diagnostic.message).toMatch(/promise: 50 % pass \(15 of 30/);
  });

  test("the hover is about that sentence", async () => {
    const { range } = await said(file, "pass-rate");
    const hover = await client.ask<Hover>("textDocument/hover", {
      textDocument: { uri: folder.fileUri(file) },
      position: { line: range.start.line, character: range.end.character - 3 },
    });
    expect(sliceOf(text, hover.range!)).toBe("Never promise a refund.");
    expect(JSON.stringify(hover.contents)).toContain("15/30");
  });

  test("the fix of the open code block writes what the program needs to say it", async () => {
    const uri = folder.fileUri(file);
    const { range } = await said(file, "fence-unclosed");
    expect(sliceOf(text, range)).toBe(file.endsWith(".ts") ? "\\`\\`\\`" : "~~~");
    const actions = await client.ask<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred)!;
    const [{ range: at, newText }] = (fix.edit!.documentChanges![0] as TextDocumentEdit).edits as [
      { range: Range; newText: string },
    ];
    const fixed = text.slice(0, offsetOf(text, at.start)) + newText + text.slice(offsetOf(text, at.end));
    expect(fixed).toContain(
      file.endsWith(".ts") ? '{ "a": "\\${b}" }\r\n\\`\\`\\`\r\n` };' : '\t{{"a": 1}}\n\t~~~\n\t"""',
    );
    client.change(uri, fixed);
    await client.diagnostics(uri, (all) => all.every(({ code }) => code !== "fence-unclosed"));
    // What was measured is still measured.
    expect((await said(file, "pass-rate")).message).toMatch(/15 of 30/);
  });
});

test("a file that the configuration does not name is left alone", async () => {
  const uri = folder.fileUri("src/other.ts");
  client.open(uri, programFiles["src/other.ts"]);
  const hover = await client.ask<Hover | null>("textDocument/hover", {
    textDocument: { uri },
    position: { line: 0, character: 30 },
  });
  expect(hover).toBeNull();
  expect(client.published.get(uri)?.diagnostics ?? []).toEqual([]);
});
