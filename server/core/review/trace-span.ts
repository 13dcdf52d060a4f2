import { isMoment } from "../base/index.ts";
import type { Span } from "../store/index.ts";
import { fieldsOf, shownMessage } from "./shown-message.ts";
import type { Texts } from "./shown-text.ts";
import { tame } from "./wording.ts";

/** One span with all that is known of it. */
export type SpanView = ReturnType<typeof spanView>;

/** Attributes with a place of their own on the page. */
const shownElsewhere = new Set(["events", "documents", "statusText", "costIsComputed"]);
const most = 200;

export function spanView(span: Span, texts: Texts) {
  const { id, name, kind, status, tool, input, output, attributes } = span;
  const place = `span:${id}`;
  const error = span.error ?? (typeof attributes.statusText === "string" ? attributes.statusText : undefined);
  const others = Object.fromEntries(Object.entries(attributes).filter(([key]) => !shownElsewhere.has(key)));
  return {
    id,
    name: tame(name, 300),
    kind,
    status,
    facts: factsOf(span),
    input: input
      .slice(0, most)
      .map((message, index) => shownMessage(message, `${place}:input:${index}`, texts)),
    documents: documentsOf(span, place, texts),
    events: eventsOf(span, place, texts),
    attributes: fieldsOf(`${place}:attribute`, others, texts),
    ...(error && { error: texts.shown(`${place}:error`, error) }),
    ...(output && { output: shownMessage(output, `${place}:output`, texts) }),
    ...(tool && {
      tool: {
        name: tame(tool.name, 120),
        callId: tame(tool.callId, 120),
        args: texts.value(`${place}:args`, tool.args),
        result: texts.shown(`${place}:result`, tool.result),
      },
    }),
  };
}

function factsOf({
  startMs,
  endMs,
  model,
  service,
  finishReason,
  usage,
  costUsd,
  attributes,
  traceId,
  ...span
}: Span) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Model", model],
    ["Service", service],
    ["Started", startMs === undefined ? undefined : iso(startMs)],
    ["Took", startMs === undefined || endMs === undefined ? undefined : `${Math.round(endMs - startMs)} ms`],
    ["Finish reason", finishReason],
    ["Input tokens", usage?.inputTokens?.toString()],
    ["of them from cache", usage?.cacheReadTokens?.toString()],
    ["of them into cache", usage?.cacheWriteTokens?.toString()],
    ["Output tokens", usage?.outputTokens?.toString()],
    ["of them reasoning", usage?.reasoningTokens?.toString()],
    [
      "Cost",
      costUsd === undefined
        ? undefined
        : `$${costUsd.toFixed(6)}${attributes.costIsComputed === true ? ", computed from the price table" : ", as recorded"}`,
    ],
    ["Span", span.id],
    ["Parent", span.parentId],
    ["Trace", traceId],
  ];
  return facts.flatMap(([name, value]) => (value ? [{ name, value: tame(value, 300) }] : []));
}

function documentsOf({ documents, attributes }: Span, place: string, texts: Texts) {
  const kept: readonly unknown[] =
    documents ?? (Array.isArray(attributes.documents) ? attributes.documents : []);
  return kept.slice(0, most).map((one, index) => {
    const { id, text, score, metadata } = (isRecord(one) ? one : { text: one }) as Record<string, unknown>;
    const whole = metadata === undefined ? text : { text, metadata };
    return {
      title: typeof id === "string" && id !== "" ? tame(id, 200) : `document ${index + 1}`,
      text: texts.value(`${place}:document:${index}`, whole),
      ...(typeof score === "number" && { score }),
    };
  });
}

function eventsOf({ attributes: { events } }: Span, place: string, texts: Texts) {
  if (!Array.isArray(events)) return [];
  return events.slice(0, most).map((one: unknown, index) => {
    const { name, atMs, attributes } = isRecord(one) ? one : { name: one };
    return {
      name: tame(String(name ?? "event"), 200),
      fields: isRecord(attributes) ? fieldsOf(`${place}:event:${index}`, attributes, texts) : [],
      ...(typeof atMs === "number" && { atMs }),
    };
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const iso = (ms: number): string => (isMoment(ms) ? new Date(ms).toISOString() : String(ms));
