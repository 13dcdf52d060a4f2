import { fileURLToPath } from "node:url";
import type { Position } from "vscode-languageserver";
import type { PromptView } from "../core/index.ts";

export const toOffset = (view: Pick<PromptView, "lines">, position: Position): number =>
  view.lines.offsetAt(position);

/** The path of a `file:` URI; undefined for documents that are no files. */
export function toPath(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
