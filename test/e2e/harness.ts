// Opens a folder in the run's VS Code for one test, and keeps what explains a failure: a screenshot, the page's console and
// the logs of the extension host.
import fs from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { inject, type TestContext } from "vitest";
import { outFolder } from "./global-setup.ts";
import { Workbench } from "./workbench.ts";

let browser: Browser | undefined;
let copies = 0;
let windows = 0;

export interface OpenOptions {
  /** The folder to copy; the test may write into its copy. Without a folder the window has none. */
  readonly copyOf?: string;
  /** A folder to open as it is: that of another window, so that two are open on one. */
  readonly folder?: string;
  /** Extensions may use what is not yet settled of VS Code's API, as those do that VS Code trusts; default: none does. */
  readonly allProposals?: boolean;
}

/** Resolves once the workbench is drawn; extensions are still starting then. Closes by itself when the test ends. */
export async function openWorkbench(test: TestContext, options: OpenOptions = {}): Promise<Workbench> {
  const folder = options.copyOf === undefined ? options.folder : copied(options.copyOf);

  browser ??= await chromium.connect(inject("browserEndpoint"));
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  // A busy machine takes its time; what never comes fails all the same.
  page.setDefaultTimeout(60_000);
  const messages = recordConsole(page);
  const number = ++windows;
  test.onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await keepEvidence(page, messages, `${slug(task.name)}-${number}`);
    await context.close();
  });

  const query = new URLSearchParams(folder ? { folder } : { ew: "true" });
  if (options.allProposals) query.set("payload", JSON.stringify([["enableProposedApi", ""]]));
  await page.goto(`${inject("vscodeUrl")}/?${query}`, { waitUntil: "domcontentloaded", timeout: 90_000 });
  const workbench = new Workbench(page, folder);
  await workbench.ready();
  return workbench;
}

function copied(original: string): string {
  const folder = path.join(inject("runFolder"), "workspaces", String(++copies), path.basename(original));
  fs.cpSync(original, folder, { recursive: true });
  return folder;
}

/** What the workbench and the page report; an error of the extension shows up here first. */
function recordConsole(page: Page): string[] {
  const messages: string[] = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => messages.push(`page error: ${error.stack ?? error.message}`));
  return messages;
}

async function keepEvidence(page: Page, messages: readonly string[], name: string): Promise<void> {
  const folder = path.join(outFolder, `failed-${name}`);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "console.log"), messages.join("\n"));
  fs.cpSync(path.join(inject("runFolder"), "data", "logs"), path.join(folder, "logs"), { recursive: true });
  if (!page.isClosed()) await page.screenshot({ path: path.join(folder, "screenshot.png") });
  console.log(`Kept a screenshot and logs in ${path.relative(process.cwd(), folder)}`);
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
