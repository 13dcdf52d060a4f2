import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import {
  type InitializationOptions,
  methods,
  ownFiles,
  type ProgressStep,
  sealVariable,
  settings,
} from "../server/protocol/index.ts";

import type { Keys } from "./models/keys.ts";
import { LanguageModels } from "./models/language-models.ts";
import { type ServedModels, serveModels } from "./models/serve-models.ts";

/** VS Code's own language ids for prompt files, and what else may be a prompt by `prompts:` in the configuration. */
const languages = ["prompt", "instructions", "chatmode", "chatagent", "skill", "markdown", "plaintext"];
/**
 * Files that are prompts by their name, whatever language VS Code or another extension calls them. Programs and other files that
 * `prompts:` names are asked for by the server.
 */
const patterns = [
  "**/*.{prompty,prompt,poml,mdc}",
  "**/*.prompt.{yml,yaml}",
  "**/promptfooconfig.{yml,yaml}",
];

/** Sends what takes a while, under a title; undefined where it was cancelled. */
export type LongRequest = <Result>(
  title: string,
  method: string,
  params: object,
) => Promise<Result | undefined>;

/** The running language server, and what it tells. */
export class Connection implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Figures, behaviors or conversations are not what they were. */
  readonly onChanged = this.changed.event;
  private readonly suggestions = new vscode.EventEmitter<void>();
  /** Suggestions came, or somebody decided about one. */
  readonly onSuggestionsChanged = this.suggestions.event;
  private readonly steps = new Map<string, (step: ProgressStep) => void>();
  private lastToken = 0;

  private client: LanguageClient;

  private constructor(
    private readonly create: () => LanguageClient,
    private readonly models: ServedModels,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.client = create();
  }

  /** A server that does not start leaves a connection that can be restarted; people are told. */
  static async start(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    keys: Keys,
  ): Promise<Connection> {
    const secret = randomBytes(32);
    const languageModels = new LanguageModels(context.languageModelAccessInformation);
    const connection = new Connection(
      () => createClient(context, log, secret),
      { keys, secret, languageModels },
      log,
    );
    vscode.workspace.onDidGrantWorkspaceTrust(() => connection.client.sendNotification(methods.trusted));
    await connection.listen().catch((error: unknown) => {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(
        'Homeostat\'s language server could not be started. "Homeostat: Show Log" and "Homeostat: Doctor" say more.',
      );
    });
    return connection;
  }

  request<Result>(method: string, params: object, token?: vscode.CancellationToken): Promise<Result> {
    // A token that is absent must not be handed on: it becomes a second parameter, null, where the server's own token should be.
    return token
      ? this.client.sendRequest<Result>(method, params, token)
      : this.client.sendRequest<Result>(method, params);
  }

  /** Requests of one command: a language model that the user refuses in one is not asked for in the next. */
  asOneCommand<T>(act: () => Promise<T>): Promise<T> {
    return this.models.languageModels.during(act);
  }

  /** A request with progress and a cancel button. Cancelled gives undefined; failures are thrown. */
  longRequest<Result>(title: string, method: string, params: object): Promise<Result | undefined> {
    return this.longRequests((request) => request<Result>(title, method, params));
  }

  /**
   * The requests of one command under one progress. VS Code shows three new notifications within 0.8 s and leaves out the next: were each
   * request to have its own, what a quick command says at the end would be left out.
   */
  async longRequests<T>(act: (request: LongRequest) => Promise<T>): Promise<T> {
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
      let told = 0;
      const show = (message: string, percent?: number): void => {
        progress.report({ message, ...(percent !== undefined && { increment: percent - told }) });
        told = percent ?? told;
      };
      return this.asOneCommand(() =>
        act((title, method, params) => {
          // The bar begins anew with each request. Told 0 before it has moved, it would stand still until the first per cent.
          show(title, told > 0 ? 0 : undefined);
          return this.requestWithProgress(method, params, token, ({ message, percent }) =>
            show(`${title}: ${message}`, percent),
          );
        }),
      );
    });
  }

  /** The same for who shows progress in a place of their own. */
  async requestWithProgress<Result>(
    method: string,
    params: object,
    token: vscode.CancellationToken,
    onStep: (step: ProgressStep) => void,
  ): Promise<Result | undefined> {
    const progressToken = `homeostat-${++this.lastToken}`;
    this.steps.set(progressToken, onStep);
    try {
      return await this.asOneCommand(() => this.request<Result>(method, { ...params, progressToken }, token));
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      this.steps.delete(progressToken);
    }
  }

  /** Also where the server hangs, has crashed too often to be started by itself, or never started: then by a client of its own. */
  async restart(): Promise<void> {
    this.log.info("The language server is restarted.");
    const old = this.client;
    await old.stop().catch((error: unknown) => this.log.warn(String(error)));
    if (old.state !== State.Stopped) {
      this.client = this.create();
      void old.dispose().catch(() => undefined);
    }
    await this.listen();
    this.changed.fire();
    this.suggestions.fire();
  }

  async dispose(): Promise<void> {
    this.changed.dispose();
    this.suggestions.dispose();
    await this.client.dispose();
  }

  private async listen(): Promise<void> {
    serveModels(this.client, this.models);
    this.client.onNotification(methods.changed, () => this.changed.fire());
    this.client.onNotification(methods.suggestionsChanged, () => this.suggestions.fire());
    this.client.onNotification(methods.progress, (step: ProgressStep) => this.steps.get(step.token)?.(step));
    await this.client.start();
  }
}

function createClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  secret: Buffer,
): LanguageClient {
  const module = context.asAbsolutePath("dist/server.cjs");
  const env = { [sealVariable]: secret.toString("base64") };
  const debug = { execArgv: ["--nolazy", "--inspect=6019"], env };
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc, options: { env } },
    debug: { module, transport: TransportKind.ipc, options: debug },
  };
  // Asked for at each start: trust and settings may be others by then.
  const initializationOptions = (): InitializationOptions => {
    const configuration = vscode.workspace.getConfiguration();
    return {
      trusted: vscode.workspace.isTrusted,
      worker: context.asAbsolutePath("dist/worker.cjs"),
      yamlIsHandled: vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined,
      inlayHints: configuration.get(settings.inlayHints, true),
      codeLens: configuration.get(settings.codeLens, true),
      commands: true,
    };
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [
      ...languages.map((language) => ({ scheme: "file", language })),
      ...patterns.map((pattern) => ({ scheme: "file", pattern })),
      ...ownFiles.map((file) => ({ scheme: "file", pattern: `**/${file}` })),
    ],
    initializationOptions,
    // Changed by git or another editor as well as by this one.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/homeostat.yaml") },
    outputChannel: log,
    markdown: {
      isTrusted: {
        enabledCommands: [
          "homeostat.showFailingConversations",
          "homeostat.openConversation",
          "homeostat.diagnoseFailures",
        ],
      },
      supportHtml: false,
    },
  };
  return new LanguageClient("homeostat", "Homeostat", serverOptions, clientOptions);
}
