import { idMarkOf, redactions } from "../../capture/index.ts";
import { anyOf, type Store } from "../../store/index.ts";

/** Whose conversations: of a user, by their ids, all, or those that a search of the caller's finds. What is named together is added up. */
export interface Selection {
  readonly user?: string;
  readonly conversations?: readonly string[];
  readonly all?: boolean;
  readonly find?: (store: Store) => Promise<readonly string[]>;
}

/** The conversations of a selection that a store has, sorted. */
export async function selectConversations(store: Store, selection: Selection): Promise<string[]> {
  const { user, conversations = [], all, find } = selection;
  const { conversations: table } = store.tables;
  const found = new Set<string>();
  const add = (rows: readonly { readonly id: string }[]): void => {
    for (const { id } of rows) found.add(id);
  };
  if (all) add(await table.read({ columns: ["id"] }));
  if (user !== undefined) add(await table.readAny("userId", userIdsOf(user), ["id"]));
  if (conversations.length > 0) {
    add(await table.readAny("id", conversations, ["id"]));
    // Records may be there of a conversation that is not yet, or no more.
    const received = await store.tables.received.read({
      where: anyOf("conversationId", conversations),
      columns: ["conversationId"],
    });
    add(received.map(({ conversationId = "" }) => ({ id: conversationId })));
  }
  if (find) add((await find(store)).map((id) => ({ id })));
  return [...found].sort();
}

/** How a user's id stands in a store: as it is, or as redaction left it where it is a mail address or the like. */
export const userIdsOf = (user: string): string[] => [
  user,
  ...redactions.map((kind) => idMarkOf(kind, user)),
];
