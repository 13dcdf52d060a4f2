import { type Request, requestId } from "../behaviors/index.ts";
import type { LaterRequest, Row } from "../store/index.ts";
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

/** Mostly there is none, and the text says so. */
const laterIn = (json: string | undefined): readonly LaterRequest[] =>
  json === undefined || json === "[]" ? [] : (JSON.parse(json) as LaterRequest[]);

/** A request's row; `behaviorId`: the behavior it was put into. */
export const requestRow = (
  { id, conversationId, text, messageIndex, turn, intent, success }: AskedRequest & Partial<ReadRequest>,
  behaviorId: string | undefined,
): Row<"requests"> => ({ id, conversationId, text, messageIndex, turn, behaviorId, intent, success });
