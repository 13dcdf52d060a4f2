import { type Request, requestId } from "../behaviors/index.ts";
import type { LaterRequest, Row, Store } from "../store/index.ts";
import type { ReadRequest } from "./by-model/request-intents.ts";

/** A request of a stored conversation; `messageIndex` and `turn` say where a later one stands. */
export type AskedRequest = Request & Pick<LaterRequest, "turn"> & Partial<Pick<LaterRequest, "messageIndex">>;

/** The columns of conversations that requests are read from. */
export const requestColumns = ["id", "opening", "handling", "laterRequests"] as const;

/** All requests of a conversation by its row: the opening one first, then those that change the subject. */
export function requestsIn({
  id,
  opening,
  handling,
  laterRequests,
}: Pick<Row<"conversations">, (typeof requestColumns)[number]>): AskedRequest[] {
  const first = opening ? [{ id, conversationId: id, text: opening, ...(handling && { handling }) }] : [];
  return [
    ...first,
    ...laterIn(laterRequests).map((later) => ({
      ...later,
      id: requestId(id, later.messageIndex),
      conversationId: id,
    })),
  ];
}

/** The requests that are in a behavior, with all that the search which put them there compared them by. */
export async function requestsOfBehavior(
  { tables: { requests, conversations } }: Store,
  behaviorId: string,
): Promise<AskedRequest[]> {
  const rows = await requests.readAny("behaviorId", [behaviorId], ["id", "conversationId", "intent"]);
  const own = new Map(rows.map((row) => [row.id, row]));
  const ids = [...new Set(rows.map(({ conversationId = "" }) => conversationId))];
  const asked = (await conversations.readAny("id", ids, [...requestColumns])).flatMap(requestsIn);
  return asked.flatMap((request) => {
    const row = own.get(request.id);
    return row ? [{ ...request, ...(row.intent && { intent: row.intent }) }] : [];
  });
}

/** Mostly there is none, and the text says so. */
const laterIn = (json: string | undefined): readonly LaterRequest[] =>
  json === undefined || json === "[]" ? [] : (JSON.parse(json) as LaterRequest[]);

/** A request's row; `behaviorId`: the behavior it was put into. */
export const requestRow = (
  { id, conversationId, text, messageIndex, turn, intent, success }: AskedRequest & Partial<ReadRequest>,
  behaviorId: string | undefined,
): Row<"requests"> => ({ id, conversationId, text, messageIndex, turn, behaviorId, intent, success });
