import {
  type ConditionMet,
  type HoverLinks,
  hoverAt,
  instructionAt,
  type MeasuredInstruction,
  type Snapshot,
  tameMarkdown,
} from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
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

/** So long a hover waits for what is read from the store; what comes later is there when it is asked for again. Milliseconds. */
const patienceMs = 300;

export function registerHover(server: Server): void {
  const conditions = new ConditionsMet();
  server.connection.onHover(async ({ textDocument, position }) => {
    const view = server.viewOf(textDocument.uri);
    if (!view) return null;
    const offset = toOffset(view, position);
    const folder = server.folderOf(textDocument.uri);
    const one = instructionAt(view, offset);
    const met = folder && one ? await conditions.of(folder, view.file, one) : [];
    const hover = hoverAt(view, offset, linksFrom(textDocument.uri, view.file), met);
    return hover
      ? { contents: { kind: "markdown", value: hover.markdown }, range: toRange(view, hover.range) }
      : null;
  });
}

/**
 * Where conditions of lines were met, by the words of conversations: those are in the store alone. Asked for when somebody rests on a
 * conditional line, never while one types, and once for each line and snapshot.
 */
class ConditionsMet {
  private readonly asked = new WeakMap<Snapshot, Map<string, Promise<readonly ConditionMet[]>>>();

  of(
    folder: Folder,
    file: string,
    one: MeasuredInstruction,
  ): readonly ConditionMet[] | Promise<readonly ConditionMet[]> {
    const { snapshot } = folder;
    const { key, triggers } = one.instruction;
    // Without a store there is no conversation; a line that was changed had other conditions when it was put to work.
    if (triggers.length === 0 || !one.figures?.exercised || snapshot.baseline) return [];
    const known = this.asked.get(snapshot) ?? new Map<string, Promise<readonly ConditionMet[]>>();
    this.asked.set(snapshot, known);
    const name = JSON.stringify([file, key]);
    const found = known.get(name) ?? folder.work.conditionEvidence({ file, triggers }).catch(() => []);
    known.set(name, found);
    return Promise.race([found, new Promise<[]>((done) => setTimeout(() => done([]), patienceMs).unref())]);
  }
}
