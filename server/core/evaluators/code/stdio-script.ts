import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CallProcess } from "./call-process.ts";
import type { ScriptReply } from "./script.ts";
import { type ChildEvents, type ScriptChild, ScriptProcess } from "./script-process.ts";
import { pythonRunner, rubyRunner } from "./script-runners.ts";

export interface StdioOptions {
  readonly timeoutMs: number;
  /** Default 512: an interpreter with its packages needs more than Node alone. */
  readonly memoryMb?: number;
  readonly startTimeoutMs?: number;
  /** Names of the program on the PATH, in the order in which they are tried. */
  readonly programs?: readonly string[];
  /** What the configuration says of its environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the runners end with where memory is used up. */
const outOfMemory = 86;

const languages = {
  python: { programs: ["python3", "python"], option: "-c", runner: pythonRunner },
  ruby: { programs: ["ruby"], option: "-e", runner: rubyRunner },
} as const;

/** Runs Python or Ruby of the configuration in an interpreter that is found on the PATH, without any other environment than it is given. */
export class StdioScript extends ScriptProcess {
  constructor(language: keyof typeof languages, options: StdioOptions) {
    super({ ...options, language, open: (events) => openChild(language, options, events) });
  }
}

/** The same for calls that are made once, one after the other. */
export const stdioCalls = (language: keyof typeof languages, options: StdioOptions): CallProcess =>
  new CallProcess({ ...options, language, open: (events) => openChild(language, options, events) });

function openChild(
  language: keyof typeof languages,
  { memoryMb = 512, programs, env }: StdioOptions,
  { onReply, onEnd }: ChildEvents,
): ScriptChild {
  const { programs: usual, option, runner } = languages[language];
  const names = [...(programs ?? usual)];
  let current: ReturnType<typeof startOne> | undefined;
  const startOne = (program: string) => {
    const child = spawn(program, [option, runner, String(memoryMb * 1024 * 1024)], {
      // Windows needs its own folder to start anything.
      env: {
        PATH: process.env.PATH ?? "",
        ...env,
        ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }),
      },
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      const next = error.code === "ENOENT" ? names.shift() : undefined;
      if (next !== undefined) current = startOne(next);
      else
        onEnd(
          error.code === "ENOENT"
            ? `there is no ${(programs ?? usual)[0]} on the PATH`
            : "its process could not be reached",
        );
    });
    child.on("exit", (code, signal) => onEnd(exitReason(code, signal, memoryMb)));
    // What is written to a process that has ended shows up as its end.
    child.stdin.on("error", () => undefined);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const reply = replyIn(line);
      if (reply) onReply(reply);
    });
    child.unref();
    for (const stream of [child.stdin, child.stdout]) (stream as { unref?: () => void }).unref?.();
    return child;
  };
  current = startOne(names.shift()!);
  return {
    send: (batch) => void current!.stdin.write(`${JSON.stringify(batch)}\n`),
    kill: () => void current!.kill("SIGKILL"),
  };
}

function replyIn(line: string): ScriptReply | undefined {
  try {
    return JSON.parse(line) as ScriptReply;
  } catch {
    return undefined; // Only what the code itself wrote to the runner's own stream.
  }
}

function exitReason(code: number | null, signal: string | null, memoryMb: number): string {
  if (code === outOfMemory) return `it needed more than ${memoryMb} MB`;
  return `it ended its process (${signal ?? `code ${code}`})`;
}
