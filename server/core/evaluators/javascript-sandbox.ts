import { type ChildProcess, fork } from "node:child_process";

export type ScriptValue =
  | boolean
  | number
  | { readonly pass: boolean; readonly score: number; readonly reason: string };

export interface ScriptRequest {
  readonly id: number;
  /** Function body with `output`, `context` and `process` in scope. */
  readonly body: string;
  readonly output: string;
  readonly context: unknown;
  readonly timeoutMs: number;
}

/** `id` -1 says that the child is ready. */
export type ScriptReply = { readonly id: number } & (
  | { readonly value: ScriptValue }
  | { readonly threw: string }
);

/** The script's result, what it threw, or why it was stopped. */
export type ScriptOutcome =
  | { readonly value: ScriptValue }
  | { readonly threw: string }
  | { readonly stopped: string };

export interface SandboxOptions {
  /** Path of the built javascript-child. */
  readonly entry: string;
  readonly timeoutMs: number;
  readonly memoryMb?: number;
  readonly startTimeoutMs?: number;
}

/**
 * Runs code of the configuration in one long-lived child process with its own heap limit and no environment but PATH. It keeps out
 * mistakes (endless loops, full memory, `process.exit`), not malice: it is for trusted workspaces only, and the code may read files.
 * Calls may come concurrently and run one after another; a child that overran is killed and the next call starts a new one.
 */
export class JavascriptSandbox {
  private child: ChildProcess | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private nextId = 0;
  /** Set when the child cannot even start, so that twenty thousand samples do not try again one by one. */
  private broken: string | undefined;

  constructor(private readonly options: SandboxOptions) {}

  /** Never rejects but with the signal's reason. */
  run(
    script: Pick<ScriptRequest, "body" | "output" | "context">,
    signal?: AbortSignal,
  ): Promise<ScriptOutcome> {
    const turn = this.tail.then(() => this.runNow(script, signal));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the child; a call under way is answered as stopped. */
  async close(): Promise<void> {
    this.broken = "the sandbox was closed";
    this.drop();
    await this.tail;
  }

  private async runNow(
    script: Pick<ScriptRequest, "body" | "output" | "context">,
    signal?: AbortSignal,
  ): Promise<ScriptOutcome> {
    signal?.throwIfAborted();
    const { timeoutMs } = this.options;
    const started = await this.start(signal);
    if (started.stopped !== undefined) return { stopped: started.stopped };
    const id = this.nextId++;
    const request: ScriptRequest = { ...script, id, timeoutMs };
    const answer = this.awaitReply(started.child, id, timeoutMs, signal);
    // A failed send shows up as the child's exit or as the time limit.
    started.child.send(request, () => undefined);
    return answer;
  }

  private async start(
    signal?: AbortSignal,
  ): Promise<{ child: ChildProcess; stopped?: undefined } | { stopped: string }> {
    if (this.broken) return { stopped: this.broken };
    if (this.child?.connected) return { child: this.child };
    const child = forkChild(this.options);
    this.child = child;
    const ready = await this.awaitReply(child, -1, this.options.startTimeoutMs ?? 15_000, signal);
    if ("value" in ready) return { child };
    this.broken ??= "the process for `javascript` checks could not be started";
    return { stopped: this.broken };
  }

  /** Waits for one reply, the child's end, the time limit or the signal, whichever is first. All but a reply drop the child. */
  private awaitReply(
    child: ChildProcess,
    id: number,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<ScriptOutcome> {
    return new Promise((resolve, reject) => {
      const onMessage = (reply: ScriptReply) => {
        // Late answers of an earlier call that was given up carry another id.
        if (reply.id === id) settle(() => resolve(reply), false);
      };
      const onExit = (code: number | null, exitSignal: string | null) =>
        settle(() => resolve({ stopped: exitReason(code, exitSignal, this.options) }), true);
      const onError = () => settle(() => resolve({ stopped: "its process could not be reached" }), true);
      const onAbort = () => settle(() => reject(signal!.reason), true);
      const timer = setTimeout(
        () => settle(() => resolve({ stopped: `it took longer than ${limitMs} ms` }), true),
        limitMs,
      );
      const settle = (answer: () => void, dropChild: boolean) => {
        clearTimeout(timer);
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        signal?.removeEventListener("abort", onAbort);
        if (dropChild && this.child === child) this.drop();
        answer();
      };
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  private drop(): void {
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }
}

function forkChild({ entry, memoryMb = 128 }: SandboxOptions): ChildProcess {
  // Inside VS Code the executable is Electron, which only behaves as Node when told so.
  const electron = process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {};
  const child = fork(entry, [], {
    env: { PATH: process.env.PATH ?? "", ...electron },
    execArgv: [`--max-old-space-size=${memoryMb}`],
    serialization: "advanced",
    // A language server speaks on standard output: a check's console.log must not reach it.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.on("error", () => undefined);
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
