// Starts the workbench of VS Code as a server on this machine, for the end-to-end tests and for `npm run vscode`.
// Every start has a home, settings and extensions of its own: nothing of the user's is read or written.
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ensureCodeServer } from "./setup-vscode.mjs";

/** A workbench that asks nothing, fetches nothing and shows nothing beside the extension. */
export const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.agentHost.enabled": false,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
};

/**
 * @param {{ folder: string, settings?: object, vsix?: string | string[], port?: number, trustWorkspaces?: boolean, log?: (line: string) => void }} options
 * `folder` holds the profile and is not removed here; `vsix`, one or several, is installed first; without `port` a free one is taken.
 */
export async function startCodeServer(options) {
  const { folder, settings = {}, vsix, trustWorkspaces = true, log } = options;
  const { node, entry } = await ensureCodeServer(log);
  const profile = makeProfile(folder, { ...quietSettings, ...settings });
  // Its sockets: their paths may have 107 characters at most, so they cannot be deep in somebody's tree.
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "homeostat-run-"));
  const env = { ...cleanEnvironment(profile.home), XDG_RUNTIME_DIR: temporary, TMPDIR: temporary };
  for (const one of [vsix ?? []].flat())
    await promisify(execFile)(node, [entry, ...profile.flags, "--install-extension", one, "--force"], {
      env,
    });

  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const flags = [
    ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--reconnection-grace-time", "5"],
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    // Not `enable-smoke-test-driver`, though it would load an extension that is not packaged: it hides all notifications.
    ...(trustWorkspaces ? ["--disable-workspace-trust"] : []),
  ];
  // A process group of its own, so that stopping it also ends the extension hosts it forked.
  const server = spawn(node, [entry, ...profile.flags, ...flags], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  server.stdout.on("data", (chunk) => (output += chunk));
  server.stderr.on("data", (chunk) => (output += chunk));
  try {
    await untilHealthy(server, url, () => output);
  } catch (error) {
    await stop(server, temporary);
    throw error;
  }
  return { url, port, output: () => output, stop: () => stop(server, temporary) };
}

function makeProfile(folder, settings) {
  const at = (name) => path.join(folder, name);
  const [home, userData, extensions, config] = [at("home"), at("data"), at("extensions"), at("config.yaml")];
  for (const directory of [home, path.join(userData, "User"), extensions])
    fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(config, "auth: none\n");
  fs.writeFileSync(path.join(userData, "User", "settings.json"), JSON.stringify(settings, null, 2));
  return { home, flags: ["--config", config, "--user-data-dir", userData, "--extensions-dir", extensions] };
}

/** A VS Code that this is started from would otherwise lend it its sockets and its user's folders. */
function cleanEnvironment(home) {
  const outer = Object.entries(process.env).filter(
    ([key]) => !/^(VSCODE_|ELECTRON_|XDG_|VITEST|NODE_OPTIONS$)/.test(key),
  );
  return {
    ...Object.fromEntries(outer),
    HOME: home,
    SHELL: "/bin/bash",
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

async function untilHealthy(server, url, output) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`code-server ended with ${server.exitCode}\n${output()}`);
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`code-server did not answer within 60 s\n${output()}`);
}

async function stop(server, temporary) {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    signalGroup(server.pid, "SIGTERM");
    const kill = setTimeout(() => signalGroup(server.pid, "SIGKILL"), 5000);
    await ended;
    clearTimeout(kill);
  }
  signalGroup(server.pid, "SIGKILL"); // what outlived its parent
  fs.rmSync(temporary, { recursive: true, force: true });
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
