import type { OutcomeUnit } from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { Row, Store } from "../../store/index.ts";

/** One outcome as it was imported: of a user or a conversation. `hit` is false where it is known that it did not happen. */
export interface OutcomeRow {
  readonly kind: string;
  readonly subject: string;
  readonly unit: OutcomeUnit;
  readonly hit: boolean;
  readonly atMs?: number;
}

/** What outcomes are joined to: conversations with their users and times. */
export type JoinedConversation = Pick<
  Row<"conversations">,
  "id" | "userId" | "startMs" | "endMs" | "turnCount"
>;

/** Outcomes by kind, in the order of kinds; and, where there are any, the conversations to join them to. */
export interface Outcomes {
  readonly kinds: ReadonlyMap<string, readonly OutcomeRow[]>;
  readonly conversations: readonly JoinedConversation[];
}

export async function readOutcomes(store: Store): Promise<Outcomes> {
  const { outcomes, conversations } = store.tables;
  const rows = await outcomes.read();
  if (rows.length === 0) return { kinds: new Map(), conversations: [] };
  return { kinds: byKind(rows.map(outcomeOf)), conversations: await joinable(conversations) };
}

export const joinable = (conversations: Store["tables"]["conversations"]): Promise<JoinedConversation[]> =>
  conversations.read({ columns: ["id", "userId", "startMs", "endMs", "turnCount"] });

const byKind = (rows: readonly OutcomeRow[]): Map<string, OutcomeRow[]> =>
  new Map([...groupBy(rows, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1)));

const outcomeOf = ({ kind = "", userId, conversationId, value, atMs }: Row<"outcomes">): OutcomeRow => ({
  kind,
  subject: userId ?? conversationId ?? "",
  unit: userId === undefined ? "conversation" : "user",
  hit: value !== 0,
  ...(atMs !== undefined && { atMs }),
});
