import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The program of `agents/replay-agent.mjs`. */
export const replayAgentFile = join(import.meta.dirname, "agents", "replay-agent.mjs");

/** It as a server of its own process. */
export async function startReplayAgent(mode = "good"): Promise<{ url: string; close: () => Promise<void> }> {
  const child = spawn(process.execPath, [replayAgentFile, "http", mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(child.stdout!, "data")) as [Buffer];
  return {
    url: `http://127.0.0.1:${port.toString().trim()}/run`,
    close: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
