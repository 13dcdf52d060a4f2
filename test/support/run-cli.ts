import { spawn } from "node:child_process";
import { dist } from "./built.ts";

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a folder and waits for it to end. */
export function runCli(cwd: string, ...args: readonly string[]): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [dist.cli, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** The same for a run that must succeed; gives what it printed as JSON. */
export async function cliJson<T>(cwd: string, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await runCli(cwd, ...args, "--json");
  if (code !== 0 && code !== 1) throw new Error(`homeostat ${args.join(" ")}: exit ${code}\n${stderr}`);
  return JSON.parse(stdout) as T;
}
