import { stableId } from "../base/index.ts";
import type { Message, Span, Status, ToolCall } from "./records.ts";

/** Something that happened beside the conversation and that the agent never saw, as a simulated user's own tool call. */
export interface Aside {
  /** How many messages had been said when it happened. */
  readonly after: number;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the spans of one conversation need to know besides its messages. */
export interface SpansOf {
  readonly conversationId: string;
  /** Defaults to an id made from the conversation's. */
  readonly traceId?: string;
  /** The agent's name, for the root span. */
  readonly name?: string;
  readonly model?: string;
  readonly status?: Status;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly asides?: readonly Aside[];
}

/** The trace id of a conversation that was recorded as a plain list of messages. */
export const traceIdOf = (conversationId: string): string => stableId([conversationId, "trace"], 32);

/**
 * Spans of a conversation that is known only as messages (without its system text): a root agent span, a model span for every
 * assistant message, a tool span for every call in it. Each message is kept in exactly one `input` or `output`, so that
 * `messagesFromSpans` gives back the same list. A tool's result stands in its tool span as well: the price of reading one span alone.
 */
export function spansFromMessages(messages: readonly Message[], of: SpansOf): Span[] {
  const traceId = of.traceId ?? traceIdOf(of.conversationId);
  const rootId = stableId([of.conversationId, traceId, 0]);
  const spans: Span[] = [];
  const add = (span: Omit<Span, "id" | "traceId" | "conversationId" | "seq" | "parentId">): void => {
    const seq = spans.length + 1;
    const id = stableId([of.conversationId, traceId, seq]);
    spans.push({ id, traceId, conversationId: of.conversationId, parentId: rootId, seq, ...span });
  };
  const answers = answersOf(messages);
  const asides = [...(of.asides ?? [])].sort((a, b) => a.after - b.after);
  const addAsides = (said: number): void => {
    while (asides[0] && asides[0].after <= said) {
      const { name, attributes } = asides.shift()!;
      add({ kind: "other", name, status: "unset", input: [], attributes });
    }
  };

  let unread: Message[] = [];
  for (const [index, message] of messages.entries()) {
    addAsides(index);
    if (message.role !== "assistant") {
      unread.push(message);
      continue;
    }
    add(modelSpan(message, unread, messages[index - 1]?.atMs, of.model));
    unread = [];
    for (const [nth, call] of (message.toolCalls ?? []).entries())
      add(toolSpan(call, message.atMs, answers.get(message)?.[nth]));
  }
  addAsides(Number.POSITIVE_INFINITY);
  return [rootSpan(of, traceId, rootId, unread), ...spans];
}

/** The messages of one conversation's spans, in the order in which they were said. The spans may come in any order. */
export function messagesFromSpans(spans: readonly Span[]): Message[] {
  const traces = new Map<string, Span[]>();
  for (const span of [...spans].sort((a, b) => a.seq - b.seq)) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  return [...traces.values()].flatMap((trace) => [
    ...trace
      .filter((span) => span.kind === "model")
      .flatMap((span) => (span.output ? [...span.input, span.output] : span.input)),
    ...trace.filter((span) => span.kind === "agent").flatMap((span) => span.input),
  ]);
}

/** `unread` is what no model call read: it belongs to nobody but the agent as a whole. */
function rootSpan(of: SpansOf, traceId: string, id: string, unread: readonly Message[]): Span {
  return {
    id,
    traceId,
    conversationId: of.conversationId,
    seq: 0,
    kind: "agent",
    name: of.name ?? "agent",
    status: of.status ?? "unset",
    ...(of.startMs !== undefined && { startMs: of.startMs }),
    ...(of.endMs !== undefined && { endMs: of.endMs }),
    ...(of.model !== undefined && { model: of.model }),
    input: unread,
    attributes: {},
  };
}

/** Messages carry one time, the moment they were complete; so a call lasted from the message before it to its own. */
function modelSpan(
  output: Message,
  input: readonly Message[],
  startMs: number | undefined,
  model: string | undefined,
) {
  return {
    kind: "model" as const,
    name: model ? `chat ${model}` : "chat",
    status: output.isError ? ("error" as const) : ("unset" as const),
    ...(startMs !== undefined && output.atMs !== undefined && { startMs }),
    ...(output.atMs !== undefined && { endMs: output.atMs }),
    ...(model !== undefined && { model }),
    ...(output.usage !== undefined && { usage: output.usage }),
    ...(output.costUsd !== undefined && { costUsd: output.costUsd }),
    input,
    output,
    attributes: {},
  };
}

function toolSpan(call: ToolCall, startMs: number | undefined, answer: Message | undefined) {
  return {
    kind: "tool" as const,
    name: call.name,
    status: answer?.isError ? ("error" as const) : answer ? ("ok" as const) : ("unset" as const),
    ...(startMs !== undefined && { startMs }),
    ...(answer?.atMs !== undefined && { endMs: answer.atMs }),
    input: [],
    tool: { callId: call.id, name: call.name, args: call.args, result: answer?.text ?? "" },
    attributes: {},
  };
}

/**
 * Which tool message answers which call: for each assistant message its answers, in the order of its calls. An answer is looked for
 * by id among the calls still open, the latest first, since some agents reuse ids; a tool message without an id answers the first
 * open call of the last assistant message, preferably one of its own name.
 */
export function answersOf(messages: readonly Message[]): Map<Message, (Message | undefined)[]> {
  const answers = new Map<Message, (Message | undefined)[]>();
  let open: { readonly caller: Message; readonly nth: number; readonly call: ToolCall }[] = [];
  for (const message of messages) {
    if (message.role === "assistant") {
      const calls = message.toolCalls ?? [];
      answers.set(
        message,
        calls.map(() => undefined),
      );
      open = [...calls.map((call, nth) => ({ caller: message, nth, call })), ...open];
    }
    if (message.role !== "tool") continue;
    const latest = open.filter(({ caller }) => caller === open[0]?.caller);
    const answered =
      message.toolCallId !== undefined
        ? open.find(({ call }) => call.id === message.toolCallId)
        : (latest.find(({ call }) => call.name === message.toolName) ?? latest[0]);
    if (!answered) continue;
    answers.get(answered.caller)![answered.nth] = message;
    open = open.filter((one) => one !== answered);
  }
  return answers;
}
