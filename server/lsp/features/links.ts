import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

/** Links to the files a prompt includes, where they are there and inside the workspace. */
export function registerLinks(server: Server): void {
  server.connection.onDocumentLinks(({ textDocument: { uri } }) => {
    const view = server.viewOf(uri);
    const folder = server.folderOf(uri);
    const path = toPath(uri);
    if (!view || !folder || path === undefined) return [];
    return view.document.includes.flatMap((include) => {
      const target = resolve(dirname(path), include.path);
      const isInside = !isAbsolute(folder.fileOf(target)) && existsSync(target);
      return isInside ? [{ range: toRange(view, include.range), target: pathToFileURL(target).href }] : [];
    });
  });
}
