/** Suggestions as an editor is told of them: found by a cycle of the command line while the language server runs, edited in, decided about. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CodeAction, CodeLens, TextDocumentEdit } from "vscode-languageserver";
import {
  type DecideSuggestionRequest,
  type DecideSuggestionResult,
  methods,
  type SuggestionEditsResult,
  type SuggestionItem,
  type SuggestionsResult,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { greetingPrompt, greetingShop, rightGreeting } from "../support/greeting-shop.ts";
import { fullCapabilities, LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let model: ScriptedModel;
let shop: TempFolder;
let editor: LspClient;
let uri: string;
let told = 0;

const run = (...args: readonly string[]) => runCli(shop.path, ...args);
const list = async (): Promise<readonly SuggestionItem[]> =>
  (await editor.ask<SuggestionsResult>(methods.suggestions, {})).suggestions;
const decide = (request: Omit<DecideSuggestionRequest, "progressToken">): Promise<DecideSuggestionResult> =>
  editor.ask(methods.decideSuggestion, { ...request, progressToken: "t" });
const trail = (): { action: string; reason?: string; hunks?: string[] }[] =>
  readFileSync(shop.file("homeostat/audit.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  await ensureBuilt();
  model = await startScriptedModel({
    reflects: ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: rightGreeting }]],
  });
  shop = tempFolder("suggestions", greetingShop(model.url));
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["test-evaluators"]])
    expect((await run(...args)).code).toBe(0);
  editor = await LspClient.start({ folders: [shop.path], capabilities: fullCapabilities });
  editor.on(methods.suggestionsChanged, () => {
    told++;
  });
  uri = pathToFileURL(shop.file("shop.prompt.md")).href;
  editor.open(uri, greetingPrompt);
}, 300_000);
afterAll(async () => {
  await editor?.stop();
  shop?.remove();
  await model?.close();
});

test("what a cycle finds elsewhere is told, laid over the text as it is being edited, and recorded once it is in it", async () => {
  expect(await list()).toEqual([]);
  expect((await run("improve", "--target", "polite")).code).toBe(0);
  await editor.until(
    () => told > 0,
    90_000,
    () => "suggestions",
  );
  const [one] = await list();
  expect(one).toMatchObject({
    state: "waiting",
    isStale: false,
    isDone: false,
    summary: "shop.prompt.md, 1 edit",
  });
  expect(one!.title).toMatch(/^Meet “polite”: 0\/\d+ to (\d+)\/\1, 0 of \d+ broken$/);
  expect(one!.edits).toMatchObject([{ standing: "open", label: `add: ${rightGreeting}` }]);
  const { id } = one!;

  // An editor without our commands makes the edits by itself.
  const at = { line: 4, character: 3 };
  const actions = await editor.feature<CodeAction[]>("codeAction", uri, {
    range: { start: at, end: at },
    context: { diagnostics: [], only: ["refactor.rewrite"] },
  });
  expect(actions).toMatchObject([{ title: one!.title, kind: "refactor.rewrite" }]);
  const change = actions[0]!.edit!.documentChanges![0] as TextDocumentEdit;
  expect(change.edits).toMatchObject([{ newText: expect.stringContaining(rightGreeting), annotationId: id }]);
  expect(actions[0]!.edit!.changeAnnotations![id]).toMatchObject({
    label: one!.title,
    needsConfirmation: false,
  });
  const lenses = await editor.feature<CodeLens[]>("codeLens", uri);
  expect(lenses.map(({ command }) => command!.title)).toContain(`1 suggestion: ${one!.title}`);

  // What is decided before the edits are there is not recorded.
  expect((await decide({ kind: "accept", id })).state).toBeUndefined();

  // Somebody types above it.
  editor.change(uri, `A line more.\n\n${greetingPrompt}`);
  const placed = await editor.ask<SuggestionEditsResult>(methods.suggestionEdits, { id });
  expect(placed.stale).toEqual([]);
  expect(placed.files).toMatchObject([
    { uri, after: `A line more.\n\n${greetingPrompt}- ${rightGreeting}\n` },
  ]);
  editor.change(uri, placed.files[0]!.after);
  expect((await list())[0]).toMatchObject({ isDone: true });
  expect(await decide({ kind: "accept", id, who: "Ada" })).toMatchObject({ state: "accepted" });
  expect(trail()).toMatchObject([{ action: "accepted", who: "Ada" }]);
  await editor.until(
    () => told > 1,
    90_000,
    () => "the decision",
  );
  expect((await list())[0]).toMatchObject({ state: "accepted", isDone: true });

  // Taken back, the text is what it was, wherever its lines stand by now.
  const after = placed.files[0]!.after;
  const back = await editor.ask<SuggestionEditsResult>(methods.suggestionEdits, { id, back: true });
  expect(back.files).toMatchObject([{ before: after, after: `A line more.\n\n${greetingPrompt}` }]);

  // Nothing that it stands beside is there any more.
  const last = greetingPrompt.trimEnd().split("\n").at(-1)!;
  editor.change(uri, greetingPrompt.replace(`${last}\n`, "- Never ask for anything."));
  expect((await list())[0]).toMatchObject({ isStale: true });
  expect((await editor.ask<SuggestionEditsResult>(methods.suggestionEdits, { id })).stale).toHaveLength(1);
}, 300_000);

test("a rejection needs its reason, and what the command line decides is told", async () => {
  const [{ id }] = (await list()) as [SuggestionItem];
  await expect(decide({ kind: "reject", id })).rejects.toThrow("for a reason");
  expect(await decide({ kind: "reject", id, reason: "too stiff" })).toMatchObject({ state: "rejected" });
  expect(trail().at(-1)).toMatchObject({ action: "rejected", reason: "too stiff" });
  const before = told;
  expect((await run("reject", id, "--reason", "still too stiff")).code).toBe(0);
  await editor.until(
    () => told >= before,
    90_000,
    () => "the decision of the command line",
  );
  await expect(decide({ kind: "approve", id })).rejects.toThrow("git init");
  await expect(decide({ kind: "reject", id: "nothing", reason: "x" })).rejects.toThrow(
    "There is no suggestion",
  );
}, 300_000);
