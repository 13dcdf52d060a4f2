import type { Connection, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  emptySnapshot,
  isPromptPath,
  type PromptDocument,
  PromptReader,
  type PromptView,
  type SuggestionOnText,
  suggestionsOnText,
  viewOf,
} from "../core/index.ts";
import type { InitializationOptions } from "../protocol/index.ts";
import type { Folder } from "./folder.ts";
import { toPath } from "./from-lsp.ts";

/** What features are given: the connection, the open documents, and views of them. */
export class Server {
  folders: Folder[] = [];
  private readonly documents_ = new Map<
    string,
    { version: number; config: object | undefined; reader: PromptReader; document: PromptDocument }
  >();
  private readonly views = new Map<
    string,
    { version: number; snapshot: object; config: object | undefined; view: PromptView }
  >();

  private readonly suggested = new Map<
    string,
    { version: number; listed: object; on: readonly SuggestionOnText[] }
  >();

  constructor(
    readonly connection: Connection,
    readonly documents: TextDocuments<TextDocument>,
    readonly options: InitializationOptions,
  ) {}

  folderOf(uri: string): Folder | undefined {
    const path = toPath(uri);
    if (path === undefined) return undefined;
    const holding = this.folders.filter(
      ({ root }) =>
        path === root ||
        path.startsWith(root.endsWith("/") ? root : `${root}/`) ||
        path.startsWith(`${root}\\`),
    );
    return holding.sort((a, b) => b.root.length - a.root.length)[0];
  }

  /** The folder a request names, else the first. */
  folderAt(uri: string | undefined): Folder | undefined {
    return (uri === undefined ? undefined : this.folderOf(uri)) ?? this.folders[0];
  }

  /** The view of an open prompt; undefined for other documents. Parsed once per version, measured once per snapshot. */
  viewOf(uri: string): PromptView | undefined {
    const text = this.documents.get(uri);
    const path = toPath(uri);
    if (!text || path === undefined) return undefined;
    const folder = this.folderOf(uri);
    const file = folder?.fileOf(path) ?? path;
    if (!(folder ? folder.holdsPrompt(file) : isPromptPath(file))) return undefined;
    const snapshot = folder?.snapshot ?? emptySnapshot;
    const config = folder?.config;
    const known = this.views.get(uri);
    if (known?.version === text.version && known.snapshot === snapshot && known.config === config)
      return known.view;
    const view = viewOf(snapshot, file, this.parsed(uri, text, file), config?.policy);
    this.views.set(uri, { version: text.version, snapshot, config, view });
    return view;
  }

  /** Suggestions over an open document: laid over it once per version. */
  suggestionsOn(uri: string, file: string): readonly SuggestionOnText[] {
    const text = this.documents.get(uri);
    const listed = this.folderOf(uri)?.suggestions;
    if (!text || !listed || listed.length === 0) return [];
    const known = this.suggested.get(uri);
    if (known?.version === text.version && known.listed === listed) return known.on;
    const on = suggestionsOnText(listed, file, text.getText());
    this.suggested.set(uri, { version: text.version, listed, on });
    return on;
  }

  forget(uri: string): void {
    this.suggested.delete(uri);
    this.documents_.delete(uri);
    this.views.delete(uri);
  }

  private parsed(uri: string, text: TextDocument, file: string): PromptDocument {
    const known = this.documents_.get(uri);
    const folder = this.folderOf(uri);
    const config = folder?.config;
    if (known?.version === text.version && known.config === config) return known.document;
    const reader = known?.reader ?? new PromptReader(file);
    const document = reader.read(text.getText(), folder?.readOptions(file));
    this.documents_.set(uri, { version: text.version, config, reader, document });
    return document;
  }
}
