import { type InlayHint, InlayHintKind } from "vscode-languageserver";
import { inlayHintsOf } from "../../core/index.ts";
import type { Server } from "../server.ts";

export function registerInlayHints(server: Server): void {
  server.connection.languages.inlayHint.on(({ textDocument, range }): InlayHint[] => {
    const view = server.options.inlayHints ? server.viewOf(textDocument.uri) : undefined;
    if (!view) return [];
    return inlayHintsOf(view)
      .map(
        ({ offset, label }): InlayHint => ({
          position: view.lines.positionAt(offset),
          // Padding alone leaves the figure hanging on the last word.
          label: `\u00a0\u00a0${label}`,
          paddingLeft: true,
          kind: InlayHintKind.Type,
        }),
      )
      .filter(({ position: { line } }) => range.start.line <= line && line <= range.end.line);
  });
}
