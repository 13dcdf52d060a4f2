import { type ChildProcess, fork } from "node:child_process";
import { CallProcess } from "./code/call-process.ts";
import type { ScriptBatch, ScriptReply } from "./code/script.ts";
import { type ChildEvents, type ScriptChild, ScriptProcess } from "./code/script-process.ts";

export interface SandboxOptions {
  /** Path of the built javascript-child. */
  readonly entry: string;
  readonly timeoutMs: number;
  readonly memoryMb?: number;
  readonly startTimeoutMs?: number;
  /** What the configuration says of its environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs JavaScript of the configuration in a Node process of its own, with its own heap limit and no environment but PATH and what it is given. */
export class JavascriptSandbox extends ScriptProcess {
  constructor(options: SandboxOptions) {
    super({ ...options, language: "javascript", open: (events) => openChild(options, events) });
  }
}

/** The same for calls that are made once, side by side. */
export const javascriptCalls = (options: SandboxOptions): CallProcess =>
  new CallProcess({ ...options, language: "javascript", open: (events) => openChild(options, events) });

function openChild(options: SandboxOptions, { onReply, onEnd }: ChildEvents): ScriptChild {
  const child = forkChild(options);
  child.on("message", (reply) => onReply(reply as ScriptReply));
  child.on("exit", (code, signal) => onEnd(exitReason(code, signal, options)));
  child.on("error", () => onEnd("its process could not be reached"));
  return {
    // A failed send shows up as the child's exit or as the time limit.
    send: (batch: ScriptBatch) => child.send(batch, () => undefined),
    kill: () => child.kill("SIGKILL"),
  };
}

function forkChild({ entry, memoryMb = 128, env }: SandboxOptions): ChildProcess {
  // Inside VS Code the executable is Electron, which only behaves as Node when told so.
  const electron = process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {};
  const child = fork(entry, [], {
    env: { PATH: process.env.PATH ?? "", ...env, ...electron },
    execArgv: [`--max-old-space-size=${memoryMb}`],
    serialization: "advanced",
    // A language server speaks on standard output: a check's console.log must not reach it.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // An idle child keeps nobody alive; while a call runs, its timer does.
  child.unref();
  child.channel?.unref();
  return child;
}

function exitReason(code: number | null, signal: string | null, { memoryMb = 128 }: SandboxOptions): string {
  // V8 aborts when the heap is full.
  if (signal === "SIGABRT" || code === 134) return `it needed more than ${memoryMb} MB`;
  return `it ended its process (${signal ?? `code ${code}`})`;
}
