/** Evaluators that say nothing are marked in homeostat.yaml, by the built server; a reason under `ignore:` ends it. */

import { afterAll, beforeAll, expect, test } from "vitest";
import type { CodeAction, Diagnostic } from "vscode-languageserver";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const config = `version: 1
prompts: [{ name: shop, file: shop.md }]
evaluators:
  - name: vouchers
    scope: turn
    when: [{ type: icontains, on: input, value: voucher }]
    assert: [{ type: icontains, value: code }]
  - name: zebras
    scope: turn
    when: [{ type: icontains, on: input, value: zebra }]
    assert: [{ type: icontains, value: stripes }]
  - name: polite
    scope: turn
    assert: [{ type: icontains, value: please }]
  - name: useful
    scope: turn
    assert: [{ type: icontains, value: code }]
`;

/** Four conversations a day over sixty days; vouchers are asked about until the fortieth. */
const chats = Array.from({ length: 240 }, (_, i) => {
  const day = Math.floor(i / 4);
  const asks = i % 4 === 0 && day < 40 ? "where is my voucher" : "where is my parcel";
  return JSON.stringify({
    id: `c${i}`,
    started_at: new Date(Date.UTC(2026, 0, 1) + i * 21_600_000).toISOString(),
    messages: [
      { role: "system", content: "Be kind." },
      { role: "user", content: asks },
      { role: "assistant", content: i % 3 === 0 ? "Here is the code, please." : "Look again, please." },
    ],
  });
}).join("\n");

let folder: TempFolder;
let client: LspClient;
let uri: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("evaluator-marks", {
    "homeostat.yaml": config,
    "shop.md": "Be kind.\n",
    "chats.jsonl": chats,
  });
  uri = folder.fileUri("homeostat.yaml");
  for (const command of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...command)).code).toBe(0);
  client = await LspClient.start({
    folders: [folder.path],
    initializationOptions: { commands: true },
  });
  client.open(uri, config, "yaml");
});
afterAll(async () => {
  await client?.stop();
  folder?.remove();
});

const marks = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(
    ({ range: { start, end }, severity, code, message }) =>
      `${start.line + 1}:${start.character}-${end.character} ${severity} ${code} ${message}`,
  );

test("on the line that defines it, what is to be said of an evaluator", async () => {
  const found = await client.diagnostics(uri, (all) => all.length > 0);
  expect(marks(found)).toEqual([
    "4:4-18 3 traffic-gone vouchers applied to 40 of 240 people or tasks, last on 2026-02-09, and to none of the 83 since: what it was made for does not come any more.",
    "8:4-16 3 never-applies zebras applies to no sample of 240 people or tasks: its condition never holds, or what it was made for does not come.",
    "12:4-16 3 never-fails polite passed all 240 samples of 240 conversations or tasks: fewer than 2 in 100 of those have a failure, or it sees none.",
  ]);
});

test("the mark moves with the text, and a light bulb asks for a reason to ignore it", async () => {
  client.change(uri, config.replace("evaluators:", "\nevaluators:"));
  await client.diagnostics(uri, (all) => all[0]?.range.start.line === 4);
  const at = { line: 4, character: 8 };
  const [action, ...others] = await client.feature<CodeAction[]>("codeAction", uri, {
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  expect(others).toEqual([]);
  expect(action).toMatchObject({
    title: "Ignore this finding (vouchers)…",
    diagnostics: [{ code: "traffic-gone" }],
    command: { arguments: [{ uri, code: "traffic-gone", evaluator: "vouchers" }] },
  });
});

test("one that is renamed or gone in the text has no mark: what was counted is not the other's at its place", async () => {
  client.change(uri, config.replace("name: vouchers", "name: tickets"));
  const codes = async (n: number) =>
    (await client.diagnostics(uri, (all) => all.length === n)).map(({ code }) => code);
  expect(await codes(2)).toEqual(["never-applies", "never-fails"]);
  client.change(uri, config);
  expect(await codes(3)).toContain("traffic-gone");
});

test("what is ignored, or whose rule is off, is not marked; check knows that such an entry matches something", async () => {
  const quiet = `${config}rules: { never-applies: off }
ignore:
  - { rule: traffic-gone, evaluator: vouchers, reason: they come back in summer }
  - { rule: traffic-gone, evaluator: polite, reason: nothing is said of it }
`;
  client.change(uri, quiet);
  const found = await client.diagnostics(uri, (all) => all.length === 1);
  expect(found.map(({ code }) => code)).toEqual(["never-fails"]);
  folder.write("homeostat.yaml", quiet);
  const { stdout } = await runCli(folder.path, "check");
  expect(stdout).toMatch(/homeostat\.yaml:21.*matches no finding/);
  expect(stdout).not.toMatch(/homeostat\.yaml:20/);
});
