// From "how do I connect my agent" to "it sends, and this is missing": the framework of the folder is offered first, its lines open as
// a document, and the first span is waited for.
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openWorkbench } from "./harness.ts";
import { capturingShop, receiverPort, ShopAgent } from "./shop-agent.ts";

test("an agent is connected by its framework, and what it lacks is said", async (context) => {
  const folder = await capturingShop("stall");
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ dependencies: { ai: "^6" } }));
  const vscode = await openWorkbench(context, { copyOf: folder });
  await vscode.statusItem("Homeostat");

  await vscode.command("Homeostat: Connect an Agent");
  const rows = vscode.page.locator(".quick-input-list .monaco-list-row");
  await expect.poll(() => rows.first().textContent()).toMatch(/Vercel AI SDK.*in use here/);
  await vscode.screenshotOnly("connect-frameworks");
  await vscode.choose("Vercel AI SDK");
  await vscode.choose("Open as Document");
  const http = await receiverPort();
  await vscode.line(`http://127.0.0.1:${http}/v1/traces`).waitFor();
  await vscode.line('"service.name": "stall-agent"').waitFor();
  await vscode.page.locator(".notification-toast", { hasText: "Waiting for the first span" }).waitFor();
  await vscode.screenshotOnly("connect-snippet");

  const agent = new ShopAgent(http, "stall", "stall-1");
  await agent.turn("Where is my parcel?", { order: 4711 }, "It is on its way.");
  await agent.close();
  await vscode.pressInNotification(
    "stall-agent sends. Seen: 4 spans. Missing: prompt names or versions. It goes into this workspace.",
    "What to Do",
  );
  expect(await vscode.dialog()).toMatch(
    /Message content is there\.\s+.*No prompt name or version\. .*gen_ai/s,
  );
});
