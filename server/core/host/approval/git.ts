import { spawn } from "node:child_process";
import { messageOf } from "../../base/index.ts";

/** One call of git: what it wrote, or what it said where it failed. */
export type GitResult = { readonly out: string } | { readonly failed: string };

export interface GitCall {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const settings = ["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"];
const timeoutMs = 60_000;

/** Variables by which a git that runs us, as a hook does, would tell ours where to write. */
const inherited = /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE)$/;

/** Runs git, or another program that works on a repository, and asks nothing on a terminal. Throws the signal's reason. */
export function runGit(args: readonly string[], call: GitCall): Promise<GitResult> {
  return runProgramIn("git", [...settings, ...args], call);
}

export async function runProgramIn(
  program: string,
  args: readonly string[],
  { cwd, input = "", env = {}, signal }: GitCall,
): Promise<GitResult> {
  signal?.throwIfAborted();
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
  const result = await new Promise<GitResult>((done) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...own, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", ...env },
      timeout: timeoutMs,
      stdio: ["pipe", "pipe", "pipe"],
      ...(signal && { signal }),
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (part: Buffer) => err.push(part));
    child.on("error", (error) => done({ failed: messageOf(error) }));
    child.on("close", (code) => {
      const said = Buffer.concat(err).toString().trim();
      done(
        code === 0
          ? { out: Buffer.concat(out).toString() }
          : { failed: said || `${program} ended with ${code}` },
      );
    });
    // Closed before it was read: what it says is in its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
  signal?.throwIfAborted();
  return result;
}
