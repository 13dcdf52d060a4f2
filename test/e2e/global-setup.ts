// Once per run: the packaged extension goes into a VS Code that has never seen it, and one browser is started.
// Tests get a fresh folder and a fresh browser context each, see harness.ts.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { quietSettings, startCodeServer } from "../../scripts/code-server.mjs";
import { ensureChromium, repository } from "../../scripts/setup-vscode.mjs";
import { freePort } from "./free-port.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the workbench. */
    vscodeUrl: string;
    /** Where the one browser of this run takes orders. */
    browserEndpoint: string;
    /** A folder removed after the run: the profile of VS Code with its logs, and the tests' workspaces. */
    runFolder: string;
    /** Where the workbench looks for models. Nobody listens there until a test starts a hub. */
    hubPort: number;
    /** Where the language model of `stand-in-models/` is. Nobody listens there until a test starts the scripted model. */
    standInPort: number;
  }
}

/** What a failed test leaves behind, and the screenshots of those that passed. */
export const outFolder = path.join(import.meta.dirname, "out");

const settings = {
  "workbench.colorTheme": "Default Dark Modern",
  "window.menuBarVisibility": "hidden",
  "editor.fontSize": 14,
  // Else a message about each port that a test opens covers what a picture is of.
  "remote.autoForwardPorts": false,
};

// No GPU and, in a container as root, no sandbox; the rest keeps the browser from calling home.
const browserFlags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const vsix = process.env.HOMEOSTAT_VSIX ?? path.join(repository, "homeostat-linux-x64.vsix");
  if (!fs.existsSync(vsix)) throw new Error(`No packaged extension at ${vsix}. Run: npm run package`);
  fs.rmSync(outFolder, { recursive: true, force: true });
  fs.mkdirSync(outFolder, { recursive: true });

  const executablePath = await ensureChromium();
  const runFolder = fs.mkdtempSync(path.join(os.tmpdir(), "homeostat-e2e-"));
  const hubPort = await freePort();
  process.env.HF_ENDPOINT = `http://127.0.0.1:${hubPort}`;
  const standInPort = await freePort();
  process.env.HOMEOSTAT_STAND_IN = `http://127.0.0.1:${standInPort}`;
  const server = await startCodeServer({
    folder: runFolder,
    settings: { ...quietSettings, ...settings },
    vsix: [vsix, await packagedStandIn(runFolder)],
  });
  const browser = await chromium.launchServer({ executablePath, headless: true, args: browserFlags });
  project.provide("vscodeUrl", server.url);
  project.provide("browserEndpoint", browser.wsEndpoint());
  project.provide("runFolder", runFolder);
  project.provide("hubPort", hubPort);
  project.provide("standInPort", standInPort);

  return async () => {
    await browser.close();
    await server.stop();
    stopReceivers(runFolder);
    fs.writeFileSync(path.join(outFolder, "code-server.log"), server.output());
    fs.rmSync(runFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

/** The extension that brings a language model, made into a package as VS Code installs it. */
async function packagedStandIn(folder: string): Promise<string> {
  const packagePath = path.join(folder, "stand-in-models.vsix");
  await createVSIX({
    cwd: path.join(import.meta.dirname, "stand-in-models"),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}

/** A receiver outlives the windows that started it, as it should; the run's own goes with the run. */
function stopReceivers(folder: string): void {
  for (const file of fs.readdirSync(path.join(folder, "home"), { recursive: true, encoding: "utf8" })) {
    if (path.basename(file) !== "receiver.json") continue;
    const { pid } = JSON.parse(fs.readFileSync(path.join(folder, "home", file), "utf8")) as { pid: number };
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  }
}
