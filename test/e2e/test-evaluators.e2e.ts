// Evaluators are tested, and a chat model writes answers that take a reader, once it is told to.
import { expect, onTestFinished, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

const prompt = "# Shop\n\n- Always name the order number.\n- Give the right answer.\n";

/** A shop whose answers name order numbers, with an evaluator that looks for them and one that looks for "the". */
async function shop(url: string): Promise<string> {
  await ensureBuilt();
  const chats = Array.from({ length: 24 }, (_, i) => ({
    id: `order-${i}`,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: `Where is what I ordered on day ${i + 1}?` },
      {
        role: "assistant",
        content: `Order #${4100 + i} left the house on Monday. It is the lamp, and it is on its way.`,
      },
    ],
  }));
  const folder = tempFolder("tested-shop", {
    "shop.prompt.md": prompt,
    "chats.jsonl": chats.map((one) => JSON.stringify(one)).join("\n"),
    "homeostat.yaml": `version: 1
models: { embeddings: lexical, chat: { baseUrl: "${url}", model: ${scriptedModelName} } }
prompts: [{ name: shop, file: shop.prompt.md }]
evaluators:
  - { name: names-order, scope: turn, assert: [{ type: regex, value: 'Order #\\d+' }], covers: [name the order number] }
  - { name: right, scope: turn, assert: [{ type: contains, value: the }], covers: [the right answer] }
`,
  });
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  return folder.path;
}

test("the one that looks for a word is found out, and a model writes answers once it may", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const vscode = await openWorkbench(context, { copyOf: await shop(model.url) });
  await vscode.statusItem("Homeostat");
  await vscode.command("Homeostat: Test Evaluators");
  const said = /Mutation tests: 1 trusted, 1 untrusted, 0 could not be tested/;
  await vscode.toast(said).waitFor({ timeout: 120_000 });
  await vscode.screenshot("test-evaluators-told");
  expect(model.exchanges).toHaveLength(0);

  await vscode.pressInNotification(said, "Have a Model Write Answers…");
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await expect.poll(() => dialog.innerText()).toMatch(/Ask .* to write answers\?.*at most \d+ calls/s);
  await vscode.screenshot("test-evaluators-asks");
  expect(model.exchanges).toHaveLength(0);
  await dialog.getByRole("button", { name: "Ask" }).click();
  await expect.poll(() => model.exchanges.length, { timeout: 120_000 }).toBeGreaterThan(0);
  await vscode.pressInNotification(said, "Open the Report");
  await expect.poll(() => vscode.visibleText(), { timeout: 60_000 }).toMatch(/names-order: /);
  await vscode.screenshot("test-evaluators-report");
  const report = await vscode.visibleText();
  expect(report).toContain("caught of made");
  await vscode.cursorTo("wrote, failed of judged");
  await vscode.screenshot("test-evaluators-written");
});
