import {
  CodeActionRequest,
  CodeLensRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type Disposable,
  DocumentLinkRequest,
  type DocumentSelector,
  HoverRequest,
  InlayHintRequest,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Server } from "./server.ts";

/** Languages whose files are prompts only where the configuration names them. The client sends all files of the others. */
const languages = [
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
  "python",
  "yaml",
  "json",
  "jsonc",
  "jinja",
  "nunjucks",
];

/**
 * Asks the client for the files that `prompts:` names: it stays silent about every other program and configuration, so that typing there
 * costs nothing. Asked anew when the configuration changes. Outline and folding are left to the file's own language.
 */
export class NamedPrompts {
  private asked: { readonly patterns: string; readonly registration: Promise<Disposable> } | undefined;

  constructor(private readonly server: Server) {}

  async update(): Promise<void> {
    const files = this.server.folders.flatMap(({ config }) => config.prompts?.map(({ file }) => file) ?? []);
    const patterns = [...new Set(files.map((file) => `**/${file.replace(/^\.?\//, "")}`))].sort();
    const key = patterns.join("\n");
    if (key === (this.asked?.patterns ?? "")) return;
    const before = this.asked;
    this.asked = patterns.length > 0 ? { patterns: key, registration: this.register(patterns) } : undefined;
    (await before?.registration.catch(() => undefined))?.dispose();
  }

  private register(patterns: readonly string[]): Promise<Disposable> {
    const documentSelector: DocumentSelector = patterns.flatMap((pattern) =>
      languages.map((language) => ({ scheme: "file", language, pattern })),
    );
    const { connection } = this.server;
    const options = { documentSelector };
    return Promise.all([
      connection.client.register(DidOpenTextDocumentNotification.type, options),
      connection.client.register(DidChangeTextDocumentNotification.type, {
        ...options,
        syncKind: TextDocumentSyncKind.Incremental,
      }),
      connection.client.register(DidCloseTextDocumentNotification.type, options),
      connection.client.register(DidSaveTextDocumentNotification.type, options),
      connection.client.register(HoverRequest.type, options),
      connection.client.register(InlayHintRequest.type, options),
      connection.client.register(CodeLensRequest.type, options),
      connection.client.register(CodeActionRequest.type, options),
      connection.client.register(DocumentLinkRequest.type, options),
    ]).then((all) => ({
      dispose: () => {
        for (const one of all) one.dispose();
      },
    }));
  }
}
