import type { Message, Span } from "../../store/index.ts";

/** Where spans stand in the messages, and which span made a message. */
export interface SpanPlaces {
  readonly ofSpan: ReadonlyMap<string, number>;
  readonly byMessage: ReadonlyMap<number, string>;
}

/** Some agents use an id again: its answers come in the order of its calls. Walks the spans as `messagesFromSpans` does, so that an index means the same message. */
export function placesOf(spans: readonly Span[], messages: readonly Message[]): SpanPlaces {
  const ofSpan = new Map<string, number>();
  const byMessage = new Map<number, string>();
  const answersAt = new Map<string, number[]>();
  messages.forEach(({ toolCallId }, index) => {
    if (!toolCallId) return;
    const known = answersAt.get(toolCallId);
    if (known) known.push(index);
    else answersAt.set(toolCallId, [index]);
  });
  const last = Math.max(0, messages.length - 1);
  let next = 0;
  for (const trace of tracesOf(spans)) {
    for (const span of trace) {
      if (span.kind === "model") next += span.input.length;
      const told = span.tool ? answersAt.get(span.tool.callId)?.shift() : undefined;
      const place = Math.min(told ?? next, last);
      ofSpan.set(span.id, place);
      if (span.kind === "model" && span.output) byMessage.set(next++, span.id);
      else if (told !== undefined) byMessage.set(told, span.id);
    }
    for (const span of trace) if (span.kind === "agent") next += span.input.length;
  }
  return { ofSpan, byMessage };
}

function tracesOf(spans: readonly Span[]): Iterable<readonly Span[]> {
  const traces = new Map<string, Span[]>();
  for (const span of [...spans].sort((a, b) => a.seq - b.seq)) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  return traces.values();
}
