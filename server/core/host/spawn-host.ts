import { type ChildProcess, fork } from "node:child_process";
import { type LongWork, UserError } from "../base/index.ts";
import type { Host, Workspace } from "./host.ts";
import { type FromHost, type HostMethod, longMethods, type ToHost, type WireError } from "./host-messages.ts";

export interface SpawnOptions {
  /** Path of the built worker.cjs. */
  readonly entry: string;
  /** Told when anybody, in any process, wrote to the store. */
  readonly onChanged?: (revision: string) => void;
  /** Told what the process prints, and when it ends without being asked to. */
  readonly log?: (line: string) => void;
}

/** After a cancel the process has this long to stop by itself; then it is killed. Milliseconds. */
const cancelGraceMs = 5_000;

/**
 * A host in a process of its own, so that the database and long computations cannot block or crash the caller. It starts with the
 * first call and again after it died; calls under way at that moment fail with `host-died`.
 */
export function spawnHost(workspace: Workspace, options: SpawnOptions): Host {
  const remote = new RemoteHost(workspace, options);
  const call =
    (method: HostMethod) =>
    (...args: unknown[]): Promise<never> =>
      remote.call(method, args);
  return {
    importConversations: call("importConversations"),
    evaluate: call("evaluate"),
    findBehaviors: call("findBehaviors"),
    snapshot: call("snapshot"),
    conversations: call("conversations"),
    conversation: call("conversation"),
    promptFiles: call("promptFiles"),
    revision: call("revision"),
    close: () => remote.close(),
  };
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly work?: LongWork;
}

class RemoteHost {
  private child: ChildProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(
    private readonly workspace: Workspace,
    private readonly options: SpawnOptions,
  ) {}

  call(method: HostMethod, args: readonly unknown[]): Promise<never> {
    const work = longMethods.has(method) ? (args.at(-1) as LongWork | undefined) : undefined;
    const plain = work ? args.slice(0, -1) : args;
    if (work?.signal?.aborted) return Promise.reject(work.signal.reason);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const stopListening = this.cancelOn(work?.signal, id);
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T): void => {
          stopListening();
          act(value);
        };
      this.pending.set(id, { resolve: settle(resolve), reject: settle(reject), ...(work && { work }) });
      this.send({ kind: "call", id, method, args: plain });
    });
  }

  async close(): Promise<void> {
    const child = this.child;
    if (!child) return;
    this.child = undefined;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.send({ kind: "close" } satisfies ToHost, () => undefined);
    const timer = setTimeout(() => child.kill("SIGKILL"), 2_000);
    await ended;
    clearTimeout(timer);
    this.failAll("The store process was closed.");
  }

  private cancelOn(signal: AbortSignal | undefined, id: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.send({ kind: "cancel", id });
      timer = setTimeout(() => this.child?.kill("SIGKILL"), cancelGraceMs);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    return () => {
      signal?.removeEventListener("abort", cancel);
      clearTimeout(timer);
    };
  }

  private send(message: ToHost): void {
    this.running().send(message, (error) => {
      if (error) this.failAll(error.message);
    });
  }

  private running(): ChildProcess {
    if (this.child) return this.child;
    const child = fork(this.options.entry, [], {
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: [],
    });
    const log = (data: Buffer): void => this.options.log?.(data.toString().trimEnd());
    child.stdout?.on("data", log);
    child.stderr?.on("data", log);
    child.on("message", (message) => this.receive(message as FromHost));
    child.on("exit", (code, signal) => this.ended(child, code, signal));
    child.on("error", (error) => this.options.log?.(error.message));
    child.send({ kind: "open", workspace: this.workspace } satisfies ToHost);
    this.child = child;
    return child;
  }

  private receive(message: FromHost): void {
    if (message.kind === "changed") {
      this.options.onChanged?.(message.revision);
      return;
    }
    const pending = this.pending.get(message.id);
    if (message.kind === "progress") {
      pending?.work?.progress?.(message.step);
      return;
    }
    this.pending.delete(message.id);
    if (message.kind === "result") pending?.resolve(message.value as never);
    else pending?.reject(errorOf(message.error));
  }

  private ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.options.log?.(
      `The store process ended (${signal ?? `exit code ${code}`}); it starts again when needed.`,
    );
    this.failAll("The store process ended in the middle of this.");
  }

  private failAll(message: string): void {
    const failed = [...this.pending.values()];
    this.pending.clear();
    for (const { reject, work } of failed)
      reject(
        work?.signal?.aborted
          ? work.signal.reason
          : new UserError("host-died", message, "Try it again; what was written before is kept."),
      );
  }
}

function errorOf(wire: WireError): Error {
  if (wire.code) return new UserError(wire.code, wire.message, wire.hint);
  return Object.assign(new Error(wire.message), { name: wire.name, stack: wire.stack });
}
