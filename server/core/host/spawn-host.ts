import { type ChildProcess, fork } from "node:child_process";
import { type LongWork, UserError } from "../base/index.ts";
import type { Editor } from "../models/index.ts";
import type { Host, Workspace } from "./host.ts";
import { type FromHost, type HostMethod, type ToHost, type WireError, workPlace } from "./host-messages.ts";
import { EditorLender } from "./lent-editor.ts";

export interface SpawnOptions {
  /** Path of the built worker.cjs. */
  readonly entry: string;
  /** Told when anybody, in any process, wrote to the store. */
  readonly onChanged?: (revision: string) => void;
  /** Lent to the host: keys that its user gave it. */
  readonly editor?: Editor | undefined;
  /** Told what the process prints, and when it starts and ends. */
  readonly log?: (line: string, level: LogLevel) => void;
}

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/** After a cancel the process has this long to stop by itself; then it is killed. Milliseconds. */
const cancelGraceMs = 5_000;
/** A process that ended by itself so often within that time is not started again until the time is over. */
const mostCrashes = 5;
const crashWindowMs = 3 * 60_000;

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
    importEvaluations: call("importEvaluations"),
    evaluate: call("evaluate"),
    evaluateOnly: call("evaluateOnly"),
    failures: call("failures"),
    findBehaviors: call("findBehaviors"),
    decide: call("decide"),
    changeQueue: call("changeQueue"),
    queue: call("queue"),
    label: call("label"),
    labels: call("labels"),
    agreement: call("agreement"),
    evaluatorHistory: call("evaluatorHistory"),
    snapshot: call("snapshot"),
    conversations: call("conversations"),
    conversation: call("conversation"),
    behavior: call("behavior"),
    behaviorLines: call("behaviorLines"),
    conditionEvidence: call("conditionEvidence"),
    trace: call("trace"),
    traceSpan: call("traceSpan"),
    traceText: call("traceText"),
    waitingServices: call("waitingServices"),
    live: call("live"),
    completeQuery: call("completeQuery"),
    slices: call("slices"),
    saveSlice: call("saveSlice"),
    reasons: call("reasons"),
    proposeTags: call("proposeTags"),
    testEvaluators: call("testEvaluators"),
    proposeChecks: call("proposeChecks"),
    proposeRubrics: call("proposeRubrics"),
    proposeForBehavior: call("proposeForBehavior"),
    comparePrompts: call("comparePrompts"),
    dataset: call("dataset"),
    memory: call("memory"),
    resetMemory: call("resetMemory"),
    diagnose: call("diagnose"),
    askOpinions: call("askOpinions"),
    refreshSuspects: call("refreshSuspects"),
    outcomes: call("outcomes"),
    chooseConversations: call("chooseConversations"),
    planReplay: call("planReplay"),
    replay: call("replay"),
    planImprove: call("planImprove"),
    queuedTargets: call("queuedTargets"),
    improve: call("improve"),
    cycles: call("cycles"),
    cycleEvidence: call("cycleEvidence"),
    caseAnswers: call("caseAnswers"),
    suggestions: call("suggestions"),
    writeSuggestion: call("writeSuggestion"),
    decideSuggestion: call("decideSuggestion"),
    planAblation: call("planAblation"),
    ablate: call("ablate"),
    promptFiles: call("promptFiles"),
    revision: call("revision"),
    close: () => remote.close(),
  };
}

interface Pending {
  readonly method: HostMethod;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly work?: LongWork;
}

/** A process, and what is lent to it: what it asks is answered to it alone, whichever process runs by then. */
interface Child {
  readonly process: ChildProcess;
  readonly lender: EditorLender | undefined;
}

class RemoteHost {
  private child: Child | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private crashes: number[] = [];
  private lastWords = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly options: SpawnOptions,
  ) {}

  call(method: HostMethod, args: readonly unknown[]): Promise<never> {
    const place = workPlace(method);
    const work = place === undefined ? undefined : (args[place] as LongWork | undefined);
    const plain = args.slice(0, place);
    if (work?.signal?.aborted) return Promise.reject(work.signal.reason);
    const given = this.givenUp();
    if (given) return Promise.reject(given);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const stopListening = this.cancelOn(work?.signal, id);
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T): void => {
          stopListening();
          act(value);
        };
      this.pending.set(id, {
        method,
        resolve: settle(resolve),
        reject: settle(reject),
        ...(work && { work }),
      });
      this.send({ kind: "call", id, method, args: plain });
    });
  }

  async close(): Promise<void> {
    const process = this.child?.process;
    if (!process) return;
    const ended = new Promise<void>((resolve) => process.once("exit", () => resolve()));
    const timer = setTimeout(() => process.kill("SIGKILL"), 2_000);
    this.letGo();
    await ended;
    clearTimeout(timer);
  }

  private cancelOn(signal: AbortSignal | undefined, id: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.send({ kind: "cancel", id });
      timer = setTimeout(() => this.kill(), cancelGraceMs);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    return () => {
      signal?.removeEventListener("abort", cancel);
      clearTimeout(timer);
    };
  }

  /** On request, which is no crash. */
  private kill(): void {
    const process = this.child?.process;
    if (!process) return;
    this.options.log?.("The store process did not stop when asked to; it is killed.", "warn");
    process.once("exit", () => this.crashes.pop());
    process.kill("SIGKILL");
  }

  private send(message: ToHost): void {
    this.running().send(message, (error) => {
      if (error) this.failAll(error.message);
    });
  }

  private running(): ChildProcess {
    this.child ??= this.start();
    return this.child.process;
  }

  private start(): Child {
    const process = fork(this.options.entry, [], {
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: [],
    });
    this.options.log?.(`Store process ${process.pid} starts for ${this.workspace.root}.`, "debug");
    this.lastWords = "";
    process.stdout?.on("data", (data: Buffer) => this.tell(data.toString(), "info"));
    process.stderr?.on("data", (data: Buffer) => {
      this.lastWords = (this.lastWords + data.toString()).slice(-2_000);
      this.tell(data.toString(), "error");
    });
    const { editor } = this.options;
    const lender = editor && new EditorLender(editor, (reply) => process.send(reply, () => undefined));
    const child: Child = { process, lender };
    // Nobody waits for what one says that was let go: its questions have the numbers of the next one's.
    process.on("message", (message) => this.child === child && this.receive(child, message as FromHost));
    process.on("exit", (code, signal) => this.ended(child, code, signal));
    process.on("error", (error) => this.options.log?.(error.message, "error"));
    process.send({
      kind: "open",
      workspace: this.workspace,
      hasEditor: editor !== undefined,
    } satisfies ToHost);
    return child;
  }

  private receive({ lender }: Child, message: FromHost): void {
    if (message.kind === "changed") {
      this.options.onChanged?.(message.revision);
      return;
    }
    if (message.kind === "askEditor" || message.kind === "stopAsking") {
      lender?.receive(message);
      return;
    }
    const pending = this.pending.get(message.id);
    if (message.kind === "progress") {
      pending?.work?.progress?.(message.step);
      return;
    }
    this.pending.delete(message.id);
    if (message.kind === "result") pending?.resolve(message.value as never);
    else {
      // Only an import may make a store: it must find a process that has not the deleted one open.
      if (message.error.code === "store-gone" && pending?.method === "importConversations") this.letGo();
      pending?.reject(errorOf(message.error));
    }
  }

  /** Ends the process, which is no crash; the next call starts another. */
  private letGo(): void {
    this.child?.process.send({ kind: "close" } satisfies ToHost, () => undefined);
    this.child?.lender?.close();
    this.child = undefined;
    this.failAll("The store process was closed.");
  }

  private ended(child: Child, code: number | null, signal: NodeJS.Signals | null): void {
    child.lender?.close();
    if (this.child !== child) return;
    this.child = undefined;
    const now = Date.now();
    this.crashes = [...this.crashes.filter((at) => now - at < crashWindowMs), now];
    const words = this.lastWords.trim().split("\n").at(-1);
    this.options.log?.(
      `The store process ended by itself (${signal ?? `exit code ${code}`})${words ? `, last saying: ${words}` : ""}. It starts again when needed.`,
      "error",
    );
    this.failAll("The store process ended in the middle of this.");
  }

  /** What ends again and again would do so for ever, and take the machine's time. */
  private givenUp(): UserError | undefined {
    const recent = this.crashes.filter((at) => Date.now() - at < crashWindowMs);
    if (this.child || recent.length < mostCrashes) return undefined;
    return new UserError(
      "host-crashes",
      `The store process ended ${recent.length} times within minutes and is not started for a while.`,
      'See the log, run "Homeostat: Doctor", then "Homeostat: Restart the Language Server".',
    );
  }

  /** LanceDB writes its level into its lines; the rest counts as the stream it came by. */
  private tell(text: string, level: LogLevel): void {
    for (const line of text.trimEnd().split("\n")) {
      const own = /^\[\S+\s+(ERROR|WARN|INFO|DEBUG|TRACE)\s/.exec(line)?.[1];
      this.options.log?.(line, own ? (own.toLowerCase() as LogLevel) : level);
    }
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
