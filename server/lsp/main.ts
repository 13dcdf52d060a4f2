import { join } from "node:path";
import {
  CodeActionKind,
  createConnection,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { isCancellation, type LogLevel, messageOf, UserError, unsupportedPlatform } from "../core/index.ts";
import { type InitializationOptions, methods } from "../protocol/index.ts";
import { clientEditor, takeSecret } from "./client-editor.ts";
import { registerAblation } from "./features/ablation.ts";
import { registerAgreement } from "./features/agreement.ts";
import { registerBehavior } from "./features/behavior.ts";
import { captureByItself, registerCapture } from "./features/capture.ts";
import { registerCodeActions } from "./features/code-actions.ts";
import { registerCodeLenses } from "./features/code-lenses.ts";
import { registerComparison } from "./features/comparison.ts";
import { registerConfigCompletion } from "./features/config-completion.ts";
import { registerConnect } from "./features/connect.ts";
import { publishDecisions, registerDecisions } from "./features/decisions.ts";
import { registerDiagnosis } from "./features/diagnosis.ts";
import { publishDiagnostics } from "./features/diagnostics.ts";
import { registerDocumentSymbols } from "./features/document-symbols.ts";
import { registerEvaluators } from "./features/evaluators.ts";
import { registerFolding } from "./features/folding.ts";
import { registerFreshAnswers } from "./features/fresh-answers.ts";
import { registerHover } from "./features/hover.ts";
import { registerIgnore } from "./features/ignore.ts";
import { registerImprove } from "./features/improve.ts";
import { registerImproveRecords } from "./features/improve-records.ts";
import { registerInlayHints } from "./features/inlay-hints.ts";
import { registerLabels } from "./features/labels.ts";
import { registerLinks } from "./features/links.ts";
import { registerLive } from "./features/live.ts";
import { registerModels } from "./features/models.ts";
import { registerOverview } from "./features/overview.ts";
import { registerPromptCoverage } from "./features/prompt-coverage.ts";
import { registerProposals } from "./features/proposals.ts";
import { registerQueue } from "./features/queue.ts";
import { registerReplay } from "./features/replay.ts";
import { registerRequests } from "./features/requests.ts";
import { registerSuggestionPage } from "./features/suggestion-page.ts";
import { registerSuggestions } from "./features/suggestions.ts";
import { registerTestEvaluators } from "./features/test-evaluators.ts";
import { registerTrace } from "./features/trace.ts";
import { Folder } from "./folder.ts";
import { toPath } from "./from-lsp.ts";
import { NamedPrompts } from "./named-prompts.ts";
import { Server } from "./server.ts";

const features = [
  registerInlayHints,
  registerCodeLenses,
  registerHover,
  registerCodeActions,
  registerIgnore,
  registerDocumentSymbols,
  registerFolding,
  registerLinks,
  registerConfigCompletion,
  registerRequests,
  registerProposals,
  registerTestEvaluators,
  registerDecisions,
  registerOverview,
  registerCapture,
  registerConnect,
  registerTrace,
  registerReplay,
  registerAblation,
  registerImprove,
  registerImproveRecords,
  registerFreshAnswers,
  registerModels,
  registerLabels,
  registerAgreement,
  registerDiagnosis,
  registerBehavior,
  registerEvaluators,
  registerPromptCoverage,
  registerLive,
  registerQueue,
  registerSuggestions,
  registerSuggestionPage,
  registerComparison,
];

/** Other editors say nothing of trust: whoever starts a server by hand on a folder stands behind it. */
const defaults: InitializationOptions = {
  trusted: true,
  worker: join(__dirname, "worker.cjs"),
  yamlIsHandled: false,
  inlayHints: true,
  codeLens: true,
  commands: false,
};

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const editor = clientEditor(connection, takeSecret());
let server: Server | undefined;
let roots: string[] = [];
let foldersMayChange = false;
let named: NamedPrompts | undefined;

connection.onInitialize(({ workspaceFolders, rootUri, initializationOptions, capabilities }) => {
  server = new Server(guarded(connection), documents, {
    ...defaults,
    ...(initializationOptions as Partial<InitializationOptions> | undefined),
  });
  roots = (workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])).flatMap(
    (uri) => toPath(uri) ?? [],
  );
  foldersMayChange = capabilities.workspace?.workspaceFolders ?? false;
  if (capabilities.textDocument?.synchronization?.dynamicRegistration) named = new NamedPrompts(server);
  for (const register of features) register(server);
  return {
    serverInfo: { name: "homeostat" },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      inlayHintProvider: {},
      codeLensProvider: {},
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor] },
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      documentLinkProvider: {},
      completionProvider: { triggerCharacters: [" ", ":", "-", '"'] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

connection.onInitialized(() => {
  const noStore = unsupportedPlatform();
  if (noStore) connection.window.showWarningMessage(`${noStore.message} ${noStore.hint}`);
  server!.folders = roots.map((root) => openFolder(server!, root));
  for (const folder of server!.folders) start(folder, server!);
  if (!foldersMayChange) return;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const gone = removed.flatMap(({ uri }) => toPath(uri) ?? []);
    for (const folder of server!.folders.filter(({ root }) => gone.includes(root))) void folder.close();
    const fresh = added.flatMap(({ uri }) => toPath(uri) ?? []).map((root) => openFolder(server!, root));
    server!.folders = [...server!.folders.filter(({ root }) => !gone.includes(root)), ...fresh];
    for (const folder of fresh) start(folder, server!);
  });
});

/** With its level, as the editor's log shows it. The protocol knows no trace; debug is the nearest. */
function log(line: string, level: LogLevel): void {
  connection.console[level === "trace" ? "debug" : level](line);
}

function openFolder(target: Server, root: string): Folder {
  const { trusted, worker } = target.options;
  return new Folder({
    root,
    trusted,
    worker,
    editor,
    log,
    onChanged: () => announce(target),
    onSuggestions: announceSuggestions,
    onPrompts: () => void named?.update(),
  });
}

function start(folder: Folder, target: Server): void {
  void folder.start().then(() => captureByItself(folder, target));
}

/** Figures changed: every open document says anew what it has to say. */
function announce(target: Server): void {
  for (const { uri } of documents.all()) publishDiagnostics(target, uri);
  for (const folder of target.folders)
    if (!documents.get(folder.decisionsUri)) publishDecisions(target, folder);
  void connection.languages.inlayHint.refresh().catch(() => undefined);
  void connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
  void connection.sendNotification(methods.changed);
}

function announceSuggestions(): void {
  void connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
  void connection.sendNotification(methods.suggestionsChanged);
}

documents.onDidChangeContent(({ document }) => server && publishDiagnostics(server, document.uri));
documents.onDidClose(({ document }) => {
  server?.forget(document.uri);
  const folder = server?.folderOf(document.uri);
  if (server && folder?.decisionsUri === document.uri) publishDecisions(server, folder);
  else void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});
documents.onDidSave(({ document }) => void server?.folderOf(document.uri)?.refresh());

/** The configuration changed on disk, whoever wrote it. */
connection.onDidChangeWatchedFiles(async ({ changes }) => {
  for (const { uri } of changes) {
    const folder = server?.folderOf(uri);
    if (!folder || uri !== folder.configUri || documents.get(uri)) continue;
    await folder.reloadConfig();
    await folder.refresh();
  }
});

/** Trust came later: folders are opened anew with what is allowed now. */
connection.onNotification(methods.trusted, async () => {
  if (!server || server.options.trusted) return;
  server = Object.assign(server, { options: { ...server.options, trusted: true } });
  const old = server.folders;
  server.folders = old.map(({ root }) => openFolder(server!, root));
  await Promise.all(old.map((folder) => folder.close()));
  for (const folder of server.folders) start(folder, server);
});

connection.onShutdown(async () => {
  await Promise.all(server?.folders.map((folder) => folder.close()) ?? []);
});

/** The one place that catches: handlers throw freely; people read a plain sentence, and our own mistakes go to the log. */
function guarded(plain: typeof connection): typeof connection {
  const onRequest = plain.onRequest.bind(plain) as (
    method: string,
    handler: (...args: unknown[]) => unknown,
  ) => unknown;
  const wrapped = (method: string, handler: (...args: unknown[]) => unknown): unknown =>
    onRequest(method, async (...args: unknown[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        throw toResponseError(error);
      }
    });
  return Object.assign(Object.create(plain) as typeof connection, { onRequest: wrapped });
}

/** -32800 is the protocol's "request cancelled". */
function toResponseError(error: unknown): ResponseError<unknown> {
  if (isCancellation(error)) return new ResponseError(-32800, "Cancelled.");
  if (error instanceof UserError)
    return new ResponseError(-32803, error.hint ? `${error.message} ${error.hint}` : error.message, {
      code: error.code,
    });
  connection.console.error(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  return new ResponseError(-32603, `This is a mistake in Homeostat itself: ${messageOf(error)}`);
}

documents.listen(connection);
connection.listen();
