import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";
import {
  type InitializationOptions,
  methods,
  type ProgressStep,
  settings,
} from "../server/protocol/index.ts";

/** VS Code's own language ids for prompt files, and what else may be a prompt by `prompts:` in the configuration. */
const languages = ["prompt", "instructions", "chatmode", "chatagent", "skill", "markdown", "plaintext"];

/** The running language server, and what it tells. */
export class Connection implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Figures, behaviors or conversations are not what they were. */
  readonly onChanged = this.changed.event;
  private readonly steps = new Map<string, (step: ProgressStep) => void>();
  private lastToken = 0;

  private constructor(private client: LanguageClient) {}

  static async start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Connection> {
    const connection = new Connection(createClient(context, log));
    await connection.listen();
    return connection;
  }

  request<Result>(method: string, params: object, token?: vscode.CancellationToken): Promise<Result> {
    return this.client.sendRequest<Result>(method, params, token);
  }

  /** A request with progress and a cancel button. Cancelled gives undefined; failures are thrown. */
  async longRequest<Result>(title: string, method: string, params: object): Promise<Result | undefined> {
    const progressToken = `homeostat-${++this.lastToken}`;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        let told = 0;
        this.steps.set(progressToken, ({ message, percent }) => {
          progress.report({ message, ...(percent !== undefined && { increment: percent - told }) });
          told = percent ?? told;
        });
        try {
          return await this.request<Result>(method, { ...params, progressToken }, token);
        } catch (error) {
          if (token.isCancellationRequested) return undefined;
          throw error;
        } finally {
          this.steps.delete(progressToken);
        }
      },
    );
  }

  async restart(): Promise<void> {
    await this.client.restart();
    this.changed.fire();
  }

  async dispose(): Promise<void> {
    this.changed.dispose();
    await this.client.dispose();
  }

  private async listen(): Promise<void> {
    this.client.onNotification(methods.changed, () => this.changed.fire());
    this.client.onNotification(methods.progress, (step: ProgressStep) => this.steps.get(step.token)?.(step));
    await this.client.start();
    vscode.workspace.onDidGrantWorkspaceTrust(() => this.client.sendNotification(methods.trusted));
  }
}

function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath("dist/server.cjs");
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6019"] } },
  };
  const configuration = vscode.workspace.getConfiguration();
  const initializationOptions: InitializationOptions = {
    trusted: vscode.workspace.isTrusted,
    worker: context.asAbsolutePath("dist/worker.cjs"),
    yamlIsHandled: vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined,
    inlayHints: configuration.get(settings.inlayHints, true),
    codeLens: configuration.get(settings.codeLens, true),
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [
      ...languages.map((language) => ({ scheme: "file", language })),
      { scheme: "file", pattern: "**/homeostat.yaml" },
    ],
    initializationOptions,
    // Changed by git or another editor as well as by this one.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/homeostat.yaml") },
    outputChannel: log,
    markdown: {
      isTrusted: { enabledCommands: ["homeostat.showFailingConversations", "homeostat.openConversation"] },
      supportHtml: false,
    },
  };
  return new LanguageClient("homeostat", "Homeostat", serverOptions, clientOptions);
}
