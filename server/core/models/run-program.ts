import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "../base/index.ts";
import { agentAnswerUnusable, agentFailed, agentMissing, agentTimedOut } from "./agent-errors.ts";
import { maxAnswerBytes } from "./agent-wire.ts";

export interface Program {
  /** What people call it. */
  readonly place: string;
  /** A line for the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  /** Folder it runs in. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** What it reads from standard input. */
  readonly input?: string;
}

/** Of what it prints on standard error so much is looked at, in characters. */
const lastWordsLength = 2_000;

/**
 * What a program prints on standard output. With its time over, or when it writes too much, it is ended with all that it started. Throws
 * `agent-missing`, `agent-failed`, `agent-timeout`, `agent-answer`, or the signal's reason at once.
 */
export function runProgram(program: Program, signal?: AbortSignal): Promise<string> {
  const { place, timeoutMs, input = "" } = program;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = start(program);
    const parts: Buffer[] = [];
    let bytes = 0;
    let lastWords = "";
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        endWithAll(child);
        reject(error);
      });
    const onAbort = (): void => fail(signal!.reason);
    const timer = setTimeout(() => fail(agentTimedOut(place, timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    child.stdout!.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > maxAnswerBytes)
        fail(agentAnswerUnusable(place, `it has more than ${maxAnswerBytes} bytes`));
      else parts.push(part);
    });
    child.stderr!.on("data", (part: Buffer) => {
      lastWords = (lastWords + part.toString("utf8")).slice(-lastWordsLength);
    });
    // A program that ends without reading breaks the pipe: its exit code says more.
    child.stdin!.on("error", () => undefined);
    child.on("error", (error) => fail(agentMissing(place, messageOf(error))));
    child.on("close", (code, ended) =>
      settle(() => {
        if (code === 0) resolve(Buffer.concat(parts).toString("utf8"));
        else reject(failure(place, code, ended, lastWords));
      }),
    );
    child.stdin!.end(input);
  });
}

function start({ command, folder, env }: Program): ChildProcess {
  const [program = "", ...args] = typeof command === "string" ? [command] : command;
  return spawn(program, args, {
    cwd: folder,
    env,
    shell: typeof command === "string",
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    // Its own group, so that what it starts ends with it.
    detached: process.platform !== "win32",
  });
}

/** What a shell could not find is no failure of the program's. */
function failure(place: string, code: number | null, signal: string | null, said: string): Error {
  const words = said
    .trim()
    .split("\n")
    .at(-1)
    ?.replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, 200);
  if (code === 127 || code === 126) return agentMissing(place, words || `exit code ${code}`);
  return agentFailed(
    place,
    `ended with ${signal ?? `exit code ${code}`}${words ? `, saying: ${words}` : ""}`,
  );
}

function endWithAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32")
      spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
