import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What git calls the person at work in a folder; undefined without git or a name. */
export async function gitUserName(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await run("git", ["config", "user.name"], { cwd: folder, timeout: 5_000 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
