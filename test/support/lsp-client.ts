import { type ChildProcess, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
} from "vscode-languageserver";
import type { ProgressStep } from "../../server/protocol/index.ts";
import { dist } from "./built.ts";

export interface ClientOptions {
  /** Folders of the workspace, as paths. */
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** Arguments of Node before the server's script. */
  readonly nodeArgs?: readonly string[];
  /** Another server's script with its arguments; default: the built one. */
  readonly server?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What an editor with all that the server uses tells of itself. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true },
    hover: { contentFormat: ["markdown"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
  workspace: {
    workspaceFolders: true,
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
};

/** How long anything may take before a test fails for it. Milliseconds. */
const patienceMs = 30_000;

/** An editor as the built server sees one: it opens and edits documents, asks, and keeps what it is told. */
export class LspClient {
  readonly logs: string[] = [];
  readonly steps: ProgressStep[] = [];
  /** The last diagnostics of each document. */
  readonly published = new Map<string, PublishDiagnosticsParams>();
  changes = 0;
  /** Called with every diagnostics notification the moment it is read. */
  onPublished: (params: PublishDiagnosticsParams) => void = () => undefined;
  initialized!: InitializeResult;
  private readonly listeners = new Set<() => void>();
  private readonly versions = new Map<string, number>();

  private constructor(
    readonly process: ChildProcess,
    readonly connection: MessageConnection,
  ) {}

  /** Starts a server and goes through the protocol's opening steps. */
  static async start(options: ClientOptions): Promise<LspClient> {
    const script = options.server ?? [dist.server, "--stdio"];
    const child = spawn(process.execPath, [...(options.nodeArgs ?? []), ...script], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new LspClient(child, connection);
    child.stderr.setEncoding("utf8").on("data", (text: string) => client.told(() => client.logs.push(text)));
    // Requests to a server that died fail at once instead of never.
    child.once("close", () => connection.dispose());
    client.listen();
    client.initialized = await client.ask("initialize", {
      processId: process.pid,
      rootUri: options.folders[0] === undefined ? null : pathToFileURL(options.folders[0]).href,
      workspaceFolders: options.folders.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
      capabilities: options.capabilities ?? fullCapabilities,
      ...(options.initializationOptions && { initializationOptions: options.initializationOptions }),
    });
    client.tell("initialized", {});
    return client;
  }

  /** A request; rejects with the server's error. */
  ask<T>(method: string, params: object, token?: CancellationToken): Promise<T> {
    return token
      ? this.connection.sendRequest<T>(method, params, token)
      : this.connection.sendRequest<T>(method, params);
  }

  tell(method: string, params: object): void {
    void this.connection.sendNotification(method, params);
  }

  /** Acts on each notification of a kind; whoever waits `until` looks again then. */
  on(method: string, act: () => void): void {
    this.connection.onNotification(method, () => this.told(act));
  }

  open(uri: string, text: string, languageId = "prompt"): void {
    this.versions.set(uri, 1);
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }

  close(uri: string): void {
    this.versions.delete(uri);
    this.tell("textDocument/didClose", { textDocument: { uri } });
  }

  /** Sends the whole new text and gives its version. */
  change(uri: string, text: string): number {
    const version = (this.versions.get(uri) ?? 1) + 1;
    this.versions.set(uri, version);
    this.tell("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
    return version;
  }

  /** Replaces one line, as typing in it would, and gives the new version. */
  changeLine(uri: string, line: number, text: string): number {
    const version = (this.versions.get(uri) ?? 1) + 1;
    this.versions.set(uri, version);
    const range = { start: { line, character: 0 }, end: { line, character: 100_000 } };
    this.tell("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return version;
  }

  /** Features ask for a whole document or a place in it. */
  feature<T>(name: string, uri: string, more: object = {}): Promise<T> {
    return this.ask<T>(`textDocument/${name}`, { textDocument: { uri }, ...more });
  }

  /** Waits for diagnostics of a document that are as wanted; those that are there already count. */
  async diagnostics(
    uri: string,
    wanted: (diagnostics: readonly Diagnostic[]) => boolean = () => true,
    timeoutMs = patienceMs,
  ): Promise<readonly Diagnostic[]> {
    const current = (): readonly Diagnostic[] | undefined => {
      const last = this.published.get(uri);
      const isCurrent = last && (last.version ?? 0) >= (this.versions.get(uri) ?? 0);
      return isCurrent && wanted(last.diagnostics) ? last.diagnostics : undefined;
    };
    await this.until(
      () => current() !== undefined,
      timeoutMs,
      () => `diagnostics of ${uri}; the last: ${JSON.stringify(this.published.get(uri), undefined, 1)}`,
    );
    return current()!;
  }

  /** Waits until something the server said makes `holds` true. */
  until(holds: () => boolean, timeoutMs: number, what: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.listeners.delete(check);
      };
      const check = (): void => {
        if (!holds()) return;
        finish();
        resolve();
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`Waited ${timeoutMs} ms for ${what()}\nlog: ${this.logs.slice(-5).join("\n")}`));
      }, timeoutMs);
      this.listeners.add(check);
      check();
    });
  }

  /** Goes through the protocol's closing steps and gives the exit code. */
  async stop(): Promise<number | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const ended = new Promise<number | null>((resolve) => this.process.once("exit", resolve));
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 10_000);
    await this.ask("shutdown", {}).catch(() => undefined);
    this.tell("exit", {});
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  private listen(): void {
    const { connection } = this;
    connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) =>
      this.told(() => {
        this.published.set(params.uri, params);
        this.onPublished(params);
      }),
    );
    connection.onNotification("homeostat/progress", (step: ProgressStep) =>
      this.told(() => this.steps.push(step)),
    );
    connection.onNotification("homeostat/changed", () =>
      this.told(() => {
        this.changes++;
      }),
    );
    connection.onNotification("window/logMessage", ({ message }: { message: string }) =>
      this.told(() => this.logs.push(message)),
    );
    connection.onRequest(() => null);
    connection.onUnhandledNotification(() => undefined);
    connection.onError(() => undefined);
    connection.listen();
  }

  private told(keep: () => void): void {
    keep();
    for (const check of this.listeners) check();
  }
}
