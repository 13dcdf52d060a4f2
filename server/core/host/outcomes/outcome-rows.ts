import type { OutcomeUnit } from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { Row, Store } from "../../store/index.ts";

/** One outcome: of a user or a conversation. `hit` is false where it is known that it did not happen. */
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

/** Outcomes by kind, in the order of kinds; none of a kind that has not happened yet. */
export type Outcomes = ReadonlyMap<string, readonly OutcomeRow[]>;

export const byKind = (rows: readonly OutcomeRow[], kinds: readonly string[] = []): Outcomes => {
  const all = new Map<string, readonly OutcomeRow[]>(kinds.map((kind) => [kind, []]));
  for (const [kind, own] of groupBy(rows, (row) => row.kind)) all.set(kind, own);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Outcomes that were imported. */
export async function readOutcomes({ tables: { outcomes } }: Store): Promise<OutcomeRow[]> {
  return (await outcomes.read()).map(
    ({ kind = "", userId, conversationId, value, atMs }): OutcomeRow => ({
      kind,
      subject: userId ?? conversationId ?? "",
      unit: userId === undefined ? "conversation" : "user",
      hit: value !== 0,
      ...(atMs !== undefined && { atMs }),
    }),
  );
}
