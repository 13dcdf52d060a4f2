import { type HoverLinks, hoverAt, tameMarkdown } from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import { toOffset } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

/** Parentheses are encoded too: one in a conversation's id would end the link. */
const commandLink = (label: string, command: string, ...args: readonly unknown[]): string =>
  `[${label}](command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;

/** The client lets hovers run these three commands and no other. They lead into the folder of the document. */
const linksFrom = (uri: string, file: string): HoverLinks => ({
  conversations: (label, { instruction, behavior }) =>
    commandLink(label, commands.showFailing, {
      ...(instruction && { instructions: [instruction] }),
      ...(behavior && { behavior }),
      folder: uri,
    }),
  conversation: (id, instruction, message) =>
    commandLink(
      tameMarkdown(id, 12),
      commands.openConversation,
      id,
      message === undefined ? (instruction ? { instructions: [instruction] } : null) : { message },
      uri,
    ),
  diagnosis: (label) => commandLink(label, commands.diagnose, { kind: "prompt", file }, uri),
});

export function registerHover(server: Server): void {
  server.connection.onHover(({ textDocument, position }) => {
    const view = server.viewOf(textDocument.uri);
    const hover = view && hoverAt(view, toOffset(view, position), linksFrom(textDocument.uri, view.file));
    return hover
      ? { contents: { kind: "markdown", value: hover.markdown }, range: toRange(view, hover.range) }
      : null;
  });
}
