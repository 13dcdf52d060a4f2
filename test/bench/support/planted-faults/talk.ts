import type { Topic } from "./domain.ts";
import type { Draw } from "./draw.ts";

export interface Document {
  readonly id: string;
  readonly text: string;
  readonly score: number;
}

export const documentOf = ({ title, text }: Topic, draw: Draw): Document => ({
  ...{ id: `doc-${draw.hex(4)}`, text: `${title}. ${text}` },
  score: Math.round(draw.between(0.6, 0.95) * 100) / 100,
});

/** One thing that happens in a conversation. */
export type Move =
  | { readonly is: "user"; readonly text: string }
  | { readonly is: "agent"; readonly text: string }
  | {
      readonly is: "tool";
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly result: string;
      readonly failed?: boolean;
    }
  | {
      readonly is: "retrieval";
      readonly name: string;
      readonly query: string;
      readonly documents: readonly Document[];
    };

interface Message {
  readonly role: "user" | "assistant" | "tool";
  readonly text: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly args: unknown }[];
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly isError?: true;
  readonly atMs: number;
}

/** Moves as spans: a root, a span for each call of a model or tool and for each search, in the order of events. */
export function spansOf(moves: readonly Move[], conversationId: string, startMs: number, draw: Draw) {
  const traceId = draw.hex(32);
  const rootId = draw.hex(16);
  const spans: Record<string, unknown>[] = [];
  let [unread, nowMs, messages] = [[] as Message[], startMs, 0];
  const span = (kind: string, name: string, more: object, ms: number): void => {
    const id = draw.hex(16);
    const times = { startMs: nowMs, endMs: nowMs + ms };
    nowMs += ms;
    spans.push({
      ...{ id, traceId, conversationId, parentId: rootId, seq: spans.length + 1, kind, name, status: "ok" },
      ...{ ...times, input: [], attributes: {}, ...more },
    });
  };
  const model = (output: Omit<Message, "role" | "atMs">): void => {
    const ms = draw.int(400, 4_000);
    const input = unread;
    unread = [];
    messages++;
    span(
      "model",
      "chat m-1",
      { model: "m-1", input, output: { role: "assistant", ...output, atMs: nowMs + ms } },
      ms,
    );
  };
  const hear = (message: Omit<Message, "atMs">): void => {
    messages++;
    unread.push({ ...message, atMs: nowMs });
  };
  for (const move of moves) {
    if (move.is === "user") {
      nowMs += draw.int(4_000, 90_000);
      hear({ role: "user", text: move.text });
    } else if (move.is === "agent") model({ text: move.text });
    else if (move.is === "tool") {
      const call = { id: `call_${draw.hex(8)}`, name: move.name, args: move.args };
      model({ text: "", toolCalls: [call] });
      const tool = { callId: call.id, name: call.name, args: call.args, result: move.result };
      const failure = move.failed ? { status: "error", error: move.result.slice(0, 200) } : {};
      span("tool", move.name, { tool, ...failure }, draw.int(30, 900));
      const answer = { role: "tool", text: move.result, toolCallId: call.id, toolName: move.name } as const;
      hear({ ...answer, ...(move.failed && { isError: true }) });
    } else {
      const attributes = { "gen_ai.retrieval.query.text": move.query };
      span("retrieval", move.name, { documents: move.documents, attributes }, draw.int(20, 300));
    }
  }
  const root = {
    ...{
      id: rootId,
      traceId,
      conversationId,
      seq: 0,
      kind: "agent",
      name: "agent",
      status: "ok",
      startMs,
      endMs: nowMs,
    },
    ...{ input: unread, attributes: {} },
  };
  return { traceId, endMs: nowMs, messages, spans: [root, ...spans] };
}
