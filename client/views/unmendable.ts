import type {
  InFolder,
  QueueEntry,
  QueueProposalItem,
  QueueProposalsResult,
  QueueView,
} from "../../server/protocol/index.ts";
import { methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import type { QueueNode } from "./queue-items.ts";

/** What a diagnosis proposed, in the folder that it was made of. */
interface Proposed {
  readonly folder: string | undefined;
  readonly items: readonly QueueProposalItem[];
}

/** What no line can mend, as it stands in the Review Queue. */
export interface UnmendableNodes {
  readonly problems: readonly QueueNode[];
  readonly open: readonly QueueNode[];
  readonly handled: readonly QueueNode[];
}

/**
 * What no line of a prompt can mend, for a person: what is in the committed file, and what a diagnosis would put there. The diagnosis is
 * made when a person asks for it: a look at the view costs reading one file.
 */
export class Unmendable {
  private proposed: Proposed | undefined;

  constructor(private readonly connection: Connection) {}

  /** Diagnoses all prompts of a folder. What there is to say where nothing is found; undefined where it was cancelled or something was. */
  async look(place: InFolder): Promise<string | undefined> {
    const found = await this.connection.longRequest<QueueProposalsResult>(
      ...["Looking for failures that no line can mend", methods.queueProposals, place],
    );
    if (!found) return undefined;
    this.proposed = { folder: place.folder, items: found.proposed };
    if (found.proposed.length > 0) return undefined;
    return found.failures === 0
      ? "Nothing fails that was judged, so there is nothing that no line could mend."
      : `None of ${found.failures} failures is put down to the model, but for what is in the queue already.`;
  }

  /** It is in the file now, or was put aside. */
  forget(id: string): void {
    if (!this.proposed) return;
    this.proposed = { ...this.proposed, items: this.proposed.items.filter((one) => one.id !== id) };
  }

  async read(place: InFolder): Promise<UnmendableNodes> {
    const queue = await this.connection.request<QueueView | null>(methods.queue, place);
    const { items = [], problems = [], uri = "" } = queue ?? {};
    const known = new Set(items.flatMap(({ id, isOpen }) => (isOpen ? id : [])));
    const proposed = (this.proposed?.folder === place.folder ? this.proposed?.items : undefined) ?? [];
    const nodesOf = (isOpen: boolean): QueueNode[] =>
      items.filter((one) => one.isOpen === isOpen).map((entry) => entryNode(entry, place));
    return {
      problems: problems.map((text): QueueNode => ({ kind: "problem", text, uri })),
      open: [
        ...nodesOf(true),
        ...proposed
          .filter(({ id }) => !known.has(id))
          .map((proposal): QueueNode => ({ kind: "proposal", proposal, ...place })),
      ],
      handled: nodesOf(false),
    };
  }
}

const entryNode = (entry: QueueEntry, place: InFolder): QueueNode => ({ kind: "entry", entry, ...place });

export function belowQueued(node: QueueNode): QueueNode[] {
  const place: InFolder = "folder" in node && node.folder !== undefined ? { folder: node.folder } : {};
  switch (node.kind) {
    case "entry": {
      const { why, note, history, conversations } = node.entry;
      return [
        ...(why === undefined ? [] : [{ kind: "fact", icon: "question", text: why } as const]),
        ...(note === undefined ? [] : [{ kind: "fact", icon: "note", text: note } as const]),
        ...history.map((text): QueueNode => ({ kind: "fact", icon: "history", text })),
        ...conversations.map((id): QueueNode => ({ kind: "conversation", conversation: { id }, ...place })),
      ];
    }
    case "proposal": {
      const { why, exemplars, conversations } = node.proposal;
      const told = new Set(exemplars.map(({ id }) => id));
      return [
        { kind: "fact", icon: "question", text: why },
        ...exemplars.map((one): QueueNode => ({ kind: "conversation", conversation: one, ...place })),
        ...conversations
          .filter((id) => !told.has(id))
          .map((id): QueueNode => ({ kind: "conversation", conversation: { id }, ...place })),
      ];
    }
    default:
      return [];
  }
}
