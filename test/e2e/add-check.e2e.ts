// A line that nothing tests gains a check by quick fix, and with it a figure.
import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writePlantedBehaviors } from "../support/write-behaviors.ts";
import { openWorkbench } from "./harness.ts";

test("a quick fix adds a check for an untested line of the demo, and the line has a figure", async (context) => {
  const vscode = await openWorkbench(context);
  await vscode.command("Homeostat: Open the Demo");
  await vscode.activeTab("injury.prompt.md");
  await vscode.notified(/conversations added/);
  await vscode.statusItem(/Homeostat: [1-9]\d* failing/);
  await vscode.openFile("coach.prompt.md");
  const line = "Never promise a finish time.";
  await vscode.line(line).waitFor();
  expect(await vscode.line(line).textContent()).not.toMatch(/\d+\/\d+/);

  await vscode.cursorTo(line);
  await vscode.quickFix("Add a check for this line");
  const list = vscode.page.locator(".quick-input-list .monaco-list-row");
  await list
    .filter({ hasText: /would flag \d+ of \d+/ })
    .first()
    .waitFor({ timeout: 60_000 });
  await vscode.screenshot("add-check-choice");
  await vscode.choose("Add promises-nothing");
  await vscode.line(/Never\spromise\sa\sfinish\stime\..*\d+\s?%.*\d+\/\d+/).waitFor({ timeout: 60_000 });
  await vscode.screenshot("add-check-figure");

  await vscode.openFile("homeostat.yaml");
  await vscode.cursorTo("promises-nothing");
  expect(await vscode.visibleText()).toMatch(/not-promises/);
  await vscode.screenshot("add-check-config");
});

const carePrompt = "# Parcels\n\n- Be empathetic.\n- Answer in at most 40 words.\n";

/** A shop of twenty conversations, imported, with a model that can be asked. */
async function careShop(url: string): Promise<string> {
  await ensureBuilt();
  const conversations = Array.from({ length: 20 }, (_, i) => ({
    id: `parcel-${i}`,
    messages: [
      { role: "system", content: carePrompt },
      { role: "user", content: `My parcel ${4100 + i} did not come.` },
      {
        role: "assistant",
        content: `Parcel ${4100 + i} is late. ${i % 3 === 0 ? "That is all I can see." : "We look for it, and for all of this we are truly sorry."}`,
      },
    ],
  }));
  const folder = tempFolder("parcels", {
    "parcels.prompt.md": carePrompt,
    "chats.jsonl": conversations.map((one) => JSON.stringify(one)).join("\n"),
    "homeostat.yaml": `version: 1
models: { embeddings: lexical, chat: { baseUrl: "${url}", model: ${scriptedModelName} } }
prompts:
  - { name: parcels, file: parcels.prompt.md }
`,
  });
  onTestFinished(() => folder.remove());
  expect((await runCli(folder.path, "import", "chats.jsonl")).code).toBe(0);
  return folder.path;
}

test("a model writes a rubric for a line that no pattern reads, once it is told to", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const vscode = await openWorkbench(context, { copyOf: await careShop(model.url) });
  await vscode.statusItem("Homeostat");
  await vscode.openFile("parcels.prompt.md");
  const line = "Be empathetic.";
  await vscode.line(line).waitFor();
  await vscode.cursorTo(line);
  await vscode.quickFix("Add a check for this line");
  const list = vscode.page.locator(".quick-input-list .monaco-list-row");
  await list.filter({ hasText: /Ask a model for a rubric.*at most \d+ calls/s }).waitFor({ timeout: 60_000 });
  expect(
    await vscode.page.locator(".quick-input-widget input").first().getAttribute("placeholder"),
  ).toContain("No check can be read off this line");
  await vscode.screenshot("add-rubric-offer");
  expect(model.exchanges).toEqual([]);
  await vscode.choose("Ask a model for a rubric");
  await list
    .filter({ hasText: /would flag \d+ of 12/ })
    .first()
    .waitFor({ timeout: 120_000 });
  await vscode.screenshot("add-rubric-choice");
  const asked = model.exchanges.length;
  await vscode.choose("Add be-empathetic");
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await dialog.waitFor({ timeout: 60_000 });
  expect(await dialog.innerText()).toMatch(/Judge by be-empathetic now\?.*8 more answers/s);
  expect(model.exchanges).toHaveLength(asked);
  await vscode.screenshotOnly("add-rubric-judge");
  await dialog.getByRole("button", { name: "Judge Now" }).click();
  await vscode.line(/Be\sempathetic\..*\d+\s?%.*\d+\/20/).waitFor({ timeout: 60_000 });
  expect(model.exchanges).toHaveLength(asked + 8);
  await vscode.openFile("homeostat.yaml");
  await vscode.cursorTo("be-empathetic");
  expect(await vscode.visibleText()).toMatch(/llm-rubric/);
  await vscode.screenshot("add-rubric-config");
}, 600_000);

/** A shop whose refunds fail mostly where the policy was not read, imported, judged, and with its behaviors. */
async function refundShop(url: string): Promise<string> {
  await ensureBuilt();
  const chats = Array.from({ length: 80 }, (_, i) => {
    const failed = i % 2 === 0;
    const call = { id: `t${i}`, type: "function", function: { name: "read_policy", arguments: "{}" } };
    const reads = failed ? i % 10 === 0 : i % 14 !== 1;
    return {
      id: `order-${i}`,
      messages: [
        { role: "user", content: `I want a refund for order ${i}.` },
        ...(reads
          ? [
              { role: "assistant", content: "", tool_calls: [call] },
              { role: "tool", tool_call_id: call.id, content: "14 days" },
            ]
          : []),
        { role: "assistant", content: failed ? `Order ${i} is too old.` : `Certainly, as asked ${i}.` },
      ],
    };
  });
  const folder = tempFolder("refunds", {
    "chats.jsonl": chats.map((one) => JSON.stringify(one)).join("\n"),
    "homeostat.yaml": `version: 1
models: { embeddings: lexical, chat: { baseUrl: "${url}", model: ${scriptedModelName} } }
evaluators:
  - { name: solved, assert: [{ type: icontains, value: certainly }] }
`,
  });
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  const store = await Store.open(folder.file(".homeostat"));
  await writePlantedBehaviors(store, Object.fromEntries(chats.map(({ id }) => [id, "refund of an order"])));
  store.close();
  return folder.path;
}

test("a behavior that fails gets a check that tells why, and a criterion by a model", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const vscode = await openWorkbench(context, { copyOf: await refundShop(model.url) });
  await vscode.openSideBar("Homeostat");
  const row = vscode.treeRows("Behaviors").filter({ hasText: "refund of an order" }).first();
  await row.waitFor({ timeout: 120_000 });
  const list = vscode.page.locator(".quick-input-list .monaco-list-row");
  const working = vscode.toast("Trying checks");
  await vscode.chooseInMenu(row, "Add an Evaluator for This Behavior", list.or(working).first());
  await list
    .filter({ hasText: /fails \d+ of \d+ that fail and \d+ of \d+ that pass/ })
    .first()
    .waitFor({ timeout: 60_000 });
  await vscode.screenshot("behavior-evaluator-choice");
  expect(model.exchanges).toEqual([]);
  await vscode.choose("Ask a model for a rubric");
  await list
    .filter({ hasText: /fails 6 of 6 that fail and 0 of 6 that pass/ })
    .first()
    .waitFor({ timeout: 120_000 });
  await vscode.screenshot("behavior-evaluator-rubric");
  await vscode.choose("Add calls-read-policy");
  await vscode.notified(/80 new evaluations/);
  await vscode.openFile("homeostat.yaml");
  await vscode.cursorTo("calls-read-policy");
  expect(await vscode.visibleText()).toMatch(/behaviors:.*refund of an order/s);
  await vscode.screenshot("behavior-evaluator-config");
}, 600_000);
