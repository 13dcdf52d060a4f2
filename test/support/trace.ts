import { tame, traceSpan, traceView } from "../../server/core/review/index.ts";
import type { TraceDetail } from "../../server/core/review/trace-view.ts";
import { messagesFromSpans, type Span } from "../../server/core/store/index.ts";
import type { TraceSpan, TraceUpdate, TraceView } from "../../server/protocol/index.ts";

const conversationId = "flight-1";
const startMs = Date.UTC(2026, 4, 3, 9, 30);

const span = (seq: number, changes: Partial<Span>): Span => ({
  id: `s${seq}`,
  traceId: "t1",
  conversationId,
  seq,
  kind: "other",
  name: "step",
  status: "unset",
  input: [],
  attributes: {},
  ...changes,
});

/**
 * An agent that books flights: it looks something up, calls a tool in vain and again, and answers; the next day the user comes back. Each
 * kind of span, of mark and of part is there once.
 */
export const flightSpans: readonly Span[] = [
  span(1, {
    kind: "agent",
    name: "booking-agent",
    status: "ok",
    startMs,
    endMs: startMs + 6_200,
    service: "travel",
  }),
  span(2, {
    parentId: "s1",
    kind: "retrieval",
    name: "search fare rules",
    status: "ok",
    startMs: startMs + 50,
    endMs: startMs + 410,
    documents: [{ id: "rules-7", text: "Light fares cannot be changed.", score: 0.8312 }],
  }),
  span(3, {
    parentId: "s1",
    kind: "model",
    name: "chat gpt-4o",
    model: "gpt-4o",
    status: "ok",
    startMs: startMs + 420,
    endMs: startMs + 2_100,
    usage: { inputTokens: 1_200, outputTokens: 80, reasoningTokens: 30 },
    costUsd: 0.0042,
    finishReason: "tool_calls",
    attributes: { costIsComputed: true, "gen_ai.request.temperature": 0.2, "app.tenant": "north" },
    input: [{ role: "user", text: "Book me the cheapest flight to Oslo on Friday.", atMs: startMs }],
    output: {
      role: "assistant",
      text: "",
      reasoning: "Cheapest first, then ask for the bag.",
      toolCalls: [{ id: "c1", name: "search_flights", args: { to: "OSL", day: "Friday", bags: [0, 1] } }],
      atMs: startMs + 2_100,
    },
  }),
  span(4, {
    parentId: "s1",
    kind: "tool",
    name: "search_flights",
    status: "error",
    error: "HTTP 503 from the booking system",
    startMs: startMs + 2_110,
    endMs: startMs + 3_000,
    tool: {
      callId: "c1",
      name: "search_flights",
      args: { to: "OSL", day: "Friday" },
      result: '{"error":"try again"}',
    },
    attributes: { events: [{ name: "retry", atMs: startMs + 2_500, attributes: { attempt: 2 } }] },
  }),
  span(5, {
    parentId: "s1",
    kind: "model",
    name: "chat gpt-4o",
    model: "gpt-4o",
    status: "ok",
    startMs: startMs + 3_010,
    endMs: startMs + 6_100,
    usage: { inputTokens: 1_400, outputTokens: 60 },
    costUsd: 0.005,
    finishReason: "stop",
    input: [
      {
        role: "tool",
        text: '{"error":"try again"}',
        toolCallId: "c1",
        toolName: "search_flights",
        isError: true,
      },
    ],
    output: {
      role: "assistant",
      text: "I promise you a refund if it gets cheaper. The flight is booked.",
      atMs: startMs + 6_100,
    },
  }),
  span(6, {
    traceId: "t2",
    kind: "agent",
    name: "booking-agent",
    status: "ok",
    startMs: startMs + 86_400_000,
    endMs: startMs + 86_402_000,
  }),
  span(7, {
    traceId: "t2",
    parentId: "s6",
    kind: "model",
    name: "chat gpt-4o-mini",
    model: "gpt-4o-mini",
    status: "ok",
    startMs: startMs + 86_400_100,
    endMs: startMs + 86_401_900,
    input: [
      {
        role: "user",
        text: "It is not booked. See the picture.",
        media: [{ kind: "image", mimeType: "image/png", uri: "https://files.example/a.png" }],
        atMs: startMs + 86_400_000,
      },
    ],
    output: { role: "assistant", text: "You are right, I am sorry.", atMs: startMs + 86_401_900 },
  }),
];

export const flightDetail = (changes: Partial<TraceDetail> = {}): TraceDetail => {
  const spans = changes.spans ?? flightSpans;
  return {
    conversation: {
      id: conversationId,
      contentHash: "h",
      source: { file: "traces/otlp.jsonl", format: "otlp" },
      model: "gpt-4o",
      startMs,
      endMs: startMs + 86_402_000,
      durationMs: 8_200,
      costUsd: 0.0092,
      usage: { inputTokens: 2_600, outputTokens: 140 },
      messageCount: 6,
      tags: ["beta"],
      attributes: { service: "travel", userId: "u-17" },
      outcome: { label: "fail", score: 0, explanation: "The flight was not booked." },
    },
    spans,
    messages: messagesFromSpans(spans),
    evaluations: [
      evaluation("no-promise", "fail", 'It says "I promise you a refund".', {
        sampleId: `${conversationId}#t0`,
        messageIndex: 3,
      }),
      evaluation("polite", "pass", "It greets.", { sampleId: `${conversationId}#t1` }),
      evaluation("grounded", "fail", "bad: not in the documents", {
        evaluatorKey: "recorded",
        sampleId: "s5",
        score: 0.2,
      }),
    ],
    signals: [
      { kind: "tool-error", messageIndex: 2, evidence: '{"error":"try again"}' },
      { kind: "user-corrects", messageIndex: 4, evidence: "It is not booked." },
    ],
    tags: [{ tag: "frustration", messageIndex: 4, evidence: "It is not booked. This is frustrating." }],
    systemTexts: [{ hash: "f00d", text: "You book flights.\nNever promise a refund." }],
    tools: [{ name: "search_flights", description: "Finds flights.", parameters: { type: "object" } }],
    prompts: [{ file: "prompts/travel.prompt.md", version: "a1b2c3d4e5f6", how: "containment", missing: [] }],
    isLinked: true,
    behaviors: [
      { id: "b-1", name: "book a flight" },
      { id: "b-2", name: "complain about a booking", messageIndex: 4 },
    ],
    ...changes,
  };
};

const evaluation = (
  evaluator: string,
  label: "pass" | "fail",
  explanation: string,
  changes: Partial<TraceDetail["evaluations"][number]>,
): TraceDetail["evaluations"][number] => ({
  evaluator,
  evaluatorKey: `key of ${evaluator}`,
  sampleId: `${conversationId}#all`,
  conversationId,
  label,
  explanation,
  ...changes,
});

/** As the server sends it: with the lines of the prompt. */
export function flightTrace(changes: Partial<TraceDetail> = {}): TraceView {
  const view = traceView(flightDetail(changes));
  return {
    ...view,
    prompts: view.prompts.map(({ missing: _, ...prompt }) => ({ ...prompt, file: tame(prompt.file) })),
    lines: [
      {
        key: "i-1",
        text: "You book flights.",
        file: "prompts/travel.prompt.md",
        line: 2,
        isChanged: false,
        failed: [],
      },
      {
        key: "i-2",
        text: "Never promise a refund.",
        file: "prompts/travel.prompt.md",
        line: 3,
        isChanged: false,
        failed: ["no-promise"],
      },
    ],
    evaluations: view.evaluations.map((one) => ({
      ...one,
      lines: one.evaluator === "no-promise" ? [1] : [],
    })),
  };
}

export const flightSpan = (id: string, changes: Partial<TraceDetail> = {}): TraceSpan | undefined =>
  traceSpan(flightDetail(changes), id);

export const updateOf = (
  trace: TraceView,
  rest: Partial<Extract<TraceUpdate, { type: "trace" }>> = {},
): Extract<TraceUpdate, { type: "trace" }> => ({
  type: "trace",
  trace,
  state: { id: trace.id },
  isKept: false,
  ...rest,
});

/** A conversation of so many spans in the shape of an agent's: steps with model calls and tools. */
export function manySpans(count: number): Span[] {
  const spans: Span[] = [
    span(0, { kind: "agent", name: "long-agent", startMs, endMs: startMs + count * 100 }),
  ];
  for (let seq = 1; seq < count; seq++) {
    const isStep = seq % 5 === 1;
    const step = seq - ((seq - 1) % 5);
    const at = startMs + seq * 100;
    spans.push(
      span(seq, {
        parentId: isStep ? "s0" : `s${step}`,
        kind: isStep ? "other" : seq % 2 ? "model" : "tool",
        name: isStep ? `step ${(seq - 1) / 5 + 1}` : seq % 2 ? "chat gpt-4o" : "search_flights",
        status: seq % 97 === 0 ? "error" : "ok",
        startMs: at,
        endMs: at + (isStep ? 480 : 90),
        ...(seq % 2 &&
          !isStep && {
            input: [{ role: "user" as const, text: `Question ${seq}: where is my parcel?` }],
            output: { role: "assistant" as const, text: `Answer ${seq}. `.repeat(20) },
            usage: { inputTokens: 900 + seq, outputTokens: 40 },
            costUsd: 0.001,
          }),
      }),
    );
  }
  return spans;
}
