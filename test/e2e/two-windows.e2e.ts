// Two windows on one folder, each with a language server and a worker of its own: both show what is captured, while it comes, and
// when one of them closes the other goes on.
import fs from "node:fs";
import path from "node:path";
import { expect, inject, type TestContext, test } from "vitest";
import { openWorkbench } from "./harness.ts";
import { capturingShop, receiverPort, ShopAgent } from "./shop-agent.ts";
import type { Workbench } from "./workbench.ts";

test("two windows on one folder show the same conversations, and one goes on without the other", async (context) => {
  const first = await openWithLive(context, { copyOf: await capturingShop("kiosk") });
  const second = await openWithLive(context, { folder: first.folder! });
  const http = await receiverPort();
  await expect.poll(languageServers).toBe(2);

  const parcel = new ShopAgent(http, "kiosk", "kiosk-1");
  await parcel.turn("Where is my parcel?", { order: 4711 }, "It is on its way.");
  for (const window of [first, second])
    await live(window, "Where is my parcel?").waitFor({ timeout: 60_000 });

  const refund = new ShopAgent(http, "kiosk", "kiosk-2");
  await refund.turn("I want a refund.", { order: 815 }, "It has been sent.");
  // A second trace of the first conversation: its row grows from four spans to eight, and is no second row.
  await parcel.turn("Can I return it?", { order: 4711 }, "Within 30 days.");
  const both = ["I want a refund. 4 spans", "Where is my parcel? 8 spans"];
  for (const window of [first, second])
    await expect.poll(() => shown(window), { timeout: 60_000 }).toEqual(both);
  await live(second, "I want a refund.").click();
  await second.webview().getByText("It has been sent.").first().waitFor();
  await second.screenshotOnly("second-window");

  await second.page.context().close();
  await expect.poll(languageServers, { timeout: 60_000 }).toBe(1);
  await refund.turn("Thanks!", { order: 815 }, "You are welcome.");
  await Promise.all([parcel.close(), refund.close()]);
  await expect
    .poll(() => shown(first), { timeout: 60_000 })
    .toEqual(["I want a refund. 8 spans", "Where is my parcel? 8 spans"]);
  await first.screenshotOnly("window-that-is-left");
});

async function openWithLive(
  context: TestContext,
  options: Parameters<typeof openWorkbench>[1],
): Promise<Workbench> {
  const window = await openWorkbench(context, options);
  await window.statusItem("Homeostat");
  await window.openSideBar("Homeostat");
  await window.openView("Live");
  return window;
}

const live = (window: Workbench, opening: string) =>
  window.treeRows("Live").filter({ hasText: opening }).first();

/** What the rows of Live say, without the times, in the order of the alphabet: theirs is by what came last. */
async function shown(window: Workbench): Promise<string[]> {
  const labels = await window
    .treeRows("Live")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
  return labels.map((label) => label.replace(/^(.*?), .*?(\d+ spans?)\b.*$/, "$1 $2")).sort();
}

/** Language servers of this run's VS Code: one for each window whose extensions run. */
function languageServers(): number {
  const extensions = path.join(inject("runFolder"), "extensions");
  return fs.readdirSync("/proc").filter((pid) => {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return command.some((part) => part.startsWith(extensions) && part.endsWith("dist/server.cjs"));
    } catch {
      return false; // It is no process, or it has just ended.
    }
  }).length;
}
