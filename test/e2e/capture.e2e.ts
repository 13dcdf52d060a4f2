// From an exporter to the viewer: a folder that claims a service starts the receiver by itself, what an agent sends stands in the
// side bar while it goes on, opens as a trace, and is found by a filter. Capture goes on without the window.
import { expect, test } from "vitest";
import { openWorkbench } from "./harness.ts";
import { capturingShop, isReceiving, receiverPort, ShopAgent } from "./shop-agent.ts";

test("what an agent sends is seen, opened and found", async (testContext) => {
  const vscode = await openWorkbench(testContext, { copyOf: await capturingShop("shop") });
  await vscode.statusItem("Homeostat");
  const http = await receiverPort();

  const agent = new ShopAgent(http, "shop", "shop-1");
  await agent.turn("Where is my parcel?", { order: 4711 }, "It is on its way.");
  await vscode.openSideBar("Homeostat");
  await vscode.openView("Live");
  const row = vscode.treeRows("Live").filter({ hasText: "Where is my parcel?" }).first();
  await row.waitFor({ timeout: 60_000 });
  await vscode.screenshot("live");

  await row.click();
  const page = vscode.webview();
  await page.getByText("It is on its way.").first().waitFor();
  expect(await page.locator("body").innerText()).toContain("lookup_order");
  await agent.turn("Can I return it?", { order: 4711 }, "Within 30 days.");
  // The page follows the conversation.
  await page.getByText("Within 30 days.").first().waitFor({ timeout: 60_000 });
  await vscode.screenshotOnly("captured-trace");

  await vscode.commandWith("Homeostat: Filter Conversations", "tool:lookup_order -status:error tokens>100");
  await vscode.treeRows("Failing Conversations").filter({ hasText: "Where is my parcel?" }).first().waitFor();
  await vscode.screenshotOnly("filtered");
  await vscode.commandWith("Homeostat: Filter Conversations", "tool:no_such_tool");
  await expect
    .poll(() => vscode.treeRows("Failing Conversations").filter({ hasText: "parcel" }).count())
    .toBe(0);

  await vscode.page.close();
  await agent.turn("Thanks!", { order: 4711 }, "You are welcome.");
  await agent.close();
  expect(await isReceiving(http)).toBe(true);
});
