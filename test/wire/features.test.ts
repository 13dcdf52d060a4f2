/** The walk of an editor: import, evaluate, find behaviors, and everything that is then said about the prompt. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  CodeLens,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
} from "vscode-languageserver";
import type {
  BehaviorsResult,
  EvaluateResult,
  FindBehaviorsResult,
  ImportResult,
  InstructionResult,
  Status,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { refundLine, shopConfig, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 48;
let folder: TempFolder;
let client: LspClient;
let uri: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", { ...shopFiles, "chats.jsonl": shopConversations(count) });
  uri = folder.fileUri("shop.prompt.md");
  client = await LspClient.start({ folders: [folder.path] });
  client.open(uri, shopPrompt);
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const wholeText = { range: { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } } };
/** Labels without the blanks that keep them off the text. */
const labels = (hints: readonly InlayHint[]): string[] => hints.map(({ label }) => String(label).trim());
const onRefund = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  diagnostics.find(({ range }) => range.start.line === refundLine);

describe("long work from a request", () => {
  test("import counts what it added and tells its progress under the request's token", async () => {
    const result = await client.ask<ImportResult>("homeostat/import", {
      progressToken: "import-1",
      paths: [folder.file("chats.jsonl")],
    });
    expect(result).toEqual({ added: count, updated: 0, unchanged: 0, redacted: "", problems: [] });
    expect(client.steps.filter(({ token }) => token === "import-1").length).toBeGreaterThan(0);
    const again = await client.ask<ImportResult>("homeostat/import", {
      progressToken: "import-2",
      paths: ["chats.jsonl"],
    });
    expect(again).toMatchObject({ added: 0, unchanged: count });
  });

  test("a broken line is named with its file and place, and the rest is imported", async () => {
    const broken = `{"id": "half", "messages": [{"role": "us\n${shopConversations(1, { from: count })}`;
    const path = folder.write("broken.jsonl", broken);
    const result = await client.ask<ImportResult>("homeostat/import", { progressToken: "b", paths: [path] });
    expect(result.added).toBe(1);
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]).toContain(`${path}:1`);
  });

  test("evaluate judges every conversation once", async () => {
    const request = { progressToken: "evaluate-1" };
    const result = await client.ask<EvaluateResult>("homeostat/evaluate", request);
    expect(result).toEqual({
      ...{ conversations: count + 1, evaluations: 2 * (count + 1), waiting: [] },
      said: [`${2 * (count + 1)} new evaluations in ${count + 1} conversations`],
    });
    expect(client.steps.some(({ token }) => token === "evaluate-1")).toBe(true);
    expect(await client.ask("homeostat/evaluate", request)).toEqual({
      ...{ conversations: 0, evaluations: 0, waiting: [] },
      said: ["Everything has been judged already"],
    });
  });

  test("behaviors account for every conversation", async () => {
    const request = { progressToken: "behaviors-1" };
    const found = await client.ask<FindBehaviorsResult>("homeostat/findBehaviors", request);
    const { behaviors, outliers, conversations } = await client.ask<BehaviorsResult>(
      "homeostat/behaviors",
      {},
    );
    expect(behaviors).toHaveLength(found.behaviors);
    expect(behaviors.length).toBeGreaterThan(1);
    expect(behaviors.reduce((sum, { size }) => sum + size, outliers)).toBe(conversations);
    expect(conversations).toBe(count + 1);
    expect(client.steps.some(({ token }) => token === "behaviors-1")).toBe(true);
  });

  test("the status says what there is", async () => {
    const status = await client.ask<Status>("homeostat/status", { folder: folder.uri });
    expect(status).toMatchObject({
      conversations: count + 1,
      unmatched: 0,
      evaluations: 2 * (count + 1),
      hasConfig: true,
      failing: 1,
    });
  });
});

describe("what an open prompt shows", () => {
  const rate = `49 % · 24/${count + 1}`;

  test("a diagnostic on the failing line leads to its evaluator", async () => {
    const diagnostic = onRefund(await client.diagnostics(uri, (all) => onRefund(all) !== undefined))!;
    expect(diagnostic).toMatchObject({ severity: 2, source: "homeostat", code: "pass-rate" });
    expect(diagnostic.message).toContain(`no-promise: 49 % pass (24 of ${count + 1}`);
    const [related] = diagnostic.relatedInformation!;
    expect(related!.location.uri).toBe(folder.fileUri("homeostat.yaml"));
    expect(shopConfig.split("\n")[related!.location.range.start.line]).toContain("no-promise");
    expect(related!.message).toContain("Refunds are decided by people.");
  });

  test("inlay hints stand at the end of measured lines, and only in the range asked for", async () => {
    const hints = await client.feature<InlayHint[]>("inlayHint", uri, wholeText);
    const lines = shopPrompt.split("\n");
    expect(
      hints.map((hint) => [lines[hint.position.line], hint.position.character, ...labels([hint])]),
    ).toEqual([
      ["- Answer in at most 60 words.", 29, `100 % · ${count + 1}/${count + 1}`],
      ["- Never promise a refund.", 25, rate],
    ]);
    const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(await client.feature("inlayHint", uri, { range })).toEqual([]);
  });

  test("code lenses sum up the prompt and its sections", async () => {
    const lenses = await client.feature<CodeLens[]>("codeLens", uri);
    expect(lenses[0]!.command!.title).toBe(
      `${count + 1} conversations · worst: no-promise 49 % · 0 % addressed, 100 % judged`,
    );
    const section = lenses.find(({ range }) => range.start.line === 4)!;
    expect(section.command).toMatchObject({
      title: "1 failing · worst 49 % · 2 of 3 tested",
      command: "homeostat.showFailingConversations",
    });
    expect((section.command!.arguments![0] as { instructions: string[] }).instructions).toHaveLength(2);
    // Several folders may be open: the list is to be of this one.
    expect(section.command!.arguments![0]).toMatchObject({ folder: uri });
  });

  test("the hover has figure, bar, interval, failing conversations and behaviors", async () => {
    const hover = await client.feature<Hover>("hover", uri, {
      position: { line: refundLine, character: 5 },
    });
    const { kind, value } = hover.contents as { kind: string; value: string };
    expect(kind).toBe("markdown");
    expect(value).toContain("`█████░░░░░` **49 %** | 24/49 |");
    expect(value).toMatch(/\d+ to \d+ %/);
    expect(value).toContain("Fails in:");
    expect(value).toMatch(/\[25 failing conversations\]\(command:homeostat\.showFailingConversations\?/);
    expect(value).toMatch(/\[shop\\-00\d+.*\]\(command:homeostat\.openConversation\?/);
    for (const [, args] of value.matchAll(/command:homeostat\.[a-zA-Z]+\?([^)]*)\)/g))
      expect(decodeURIComponent(args!)).toContain(uri);
    const untested = await client.feature<Hover>("hover", uri, {
      position: { line: refundLine + 1, character: 5 },
    });
    expect((untested.contents as { value: string }).value).toContain("No evaluator tests this line");
    expect(
      await client.feature("hover", uri, { position: { line: refundLine + 2, character: 0 } }),
    ).toBeNull();
  });

  test("symbols hold sections with their instructions and figures", async () => {
    const [root] = await client.feature<DocumentSymbol[]>("documentSymbol", uri);
    expect(root!.name).toBe("Shop assistant");
    const rules = root!.children!.find(({ name }) => name === "Every answer")!;
    expect(rules.children!.map(({ name, detail }) => [name, detail])).toEqual([
      ["Answer in at most 60 words.", `100 % · ${count + 1}/${count + 1}`],
      ["Never promise a refund.", rate],
      ["Call one tool at a time.", "always"],
    ]);
  });

  test("sections fold", async () => {
    const folds = await client.feature<FoldingRange[]>("foldingRange", uri);
    expect(folds.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [0, 12],
      [4, 8],
      [10, 12],
    ]);
  });

  test("links lead to the files the prompt names", async () => {
    const links = await client.feature<DocumentLink[]>("documentLink", uri);
    expect(links.map(({ target }) => target)).toEqual([folder.fileUri("tone.md")]);
  });

  test("the instruction at a place has the key that conversations are listed by", async () => {
    const place = { uri, line: refundLine, character: 4 };
    const instruction = await client.ask<InstructionResult>("homeostat/instruction", place);
    expect(instruction).toMatchObject({ text: "Never promise a refund.", failing: 25 });
    const { total } = await client.ask<{ total: number }>("homeostat/conversations", {
      instructions: [instruction.key],
    });
    expect(total).toBe(25);
  });
});

describe("while the prompt is edited", () => {
  test("a changed line is stale with the figure of what it was; changed back it has its own again", async () => {
    const before = await client.diagnostics(uri, (all) => onRefund(all)?.code === "pass-rate");
    client.change(uri, shopPrompt.replace("Never promise a refund.", "Never ever promise a refund."));
    const stale = await client.diagnostics(uri);
    expect(onRefund(stale)).toMatchObject({ code: "stale", severity: 3 });
    expect(onRefund(stale)!.message).toContain("24 of 49");
    const hints = await client.feature<InlayHint[]>("inlayHint", uri, wholeText);
    expect(labels(hints)).toContain("49 % · 24/49 · stale");
    client.change(uri, shopPrompt);
    expect(await client.diagnostics(uri)).toEqual(before);
  });

  test("figures move with their lines", async () => {
    client.change(uri, `Some words above.\n\n${shopPrompt}`);
    const moved = await client.diagnostics(uri);
    expect(moved.find(({ code }) => code === "pass-rate")?.range.start.line).toBe(refundLine + 2);
    client.change(uri, shopPrompt);
  });

  test("closing a document takes its diagnostics away", async () => {
    client.tell("textDocument/didClose", { textDocument: { uri } });
    await client.until(
      () => client.published.get(uri)?.diagnostics.length === 0,
      5_000,
      () => "no diagnostics",
    );
    client.open(uri, shopPrompt);
    await client.diagnostics(uri, (all) => onRefund(all) !== undefined);
  });
});
