import { groupBy } from "../../base/index.ts";
import type { Sample, Span } from "../../store/index.ts";
import type { Shown } from "./judge.ts";
import { cut } from "./shown-sample.ts";

/** Longest single source and most sources that a judge is shown; the last ones count, since answers lean on what came last. */
const sourceLimit = 12_000;
const mostSources = 24;

/** A text that an answer may lean on: where it came from, and the span or message that a reader finds it at. */
export interface Source {
  readonly text: string;
  readonly name: string;
  readonly spanId?: string;
  readonly messageIndex?: number;
  /** So many messages had been said when it came. */
  readonly after: number;
}

/**
 * The context of an answer: the variable `context` where there is one, as in promptfoo, else what retrievals and tools gave up to the end
 * of the sample.
 */
export function contextOf(sample: Sample): readonly Source[] {
  const { vars = {} } = sample;
  const given = [vars.context].flat().filter((one) => typeof one === "string" && one.trim() !== "");
  if (given.length > 0)
    return given.map((text) => ({ text: text as string, name: "the variable context", after: 0 }));
  return inOrder([...documentsOf(sample), ...toolResultsOf(sample)]);
}

/** As they came, oldest first. */
export const inOrder = (sources: readonly Source[]): readonly Source[] =>
  [...sources].sort((a, b) => a.after - b.after);

/** What retrievals gave up to the end of the sample, where spans are known. */
export function documentsOf({ spans = [], messages, to }: Sample): Source[] {
  const saidBefore = messagesBefore(spans);
  return spans.flatMap((span) => {
    const after = saidBefore.get(span.id) ?? 0;
    // What was retrieved for a later answer is no source of this one.
    if (to < messages.length && after >= to) return [];
    return (span.documents ?? []).map(({ id, text }) => ({
      text,
      name: `document ${id ?? ""} of ${span.name}`.replace("  ", " "),
      spanId: span.id,
      after,
    }));
  });
}

const known = new WeakMap<readonly Span[], ReadonlyMap<string, number>>();

/** By the id of a span with documents, how many messages the models of the conversation had read and said before it. */
function messagesBefore(spans: readonly Span[]): ReadonlyMap<string, number> {
  const done = known.get(spans);
  if (done) return done;
  const made = new Map<string, number>();
  known.set(spans, made);
  const traces = groupBy(
    [...spans].sort((a, b) => a.seq - b.seq),
    ({ traceId }) => traceId,
  );
  let said = 0;
  for (const trace of traces.values()) {
    for (const { id, kind, documents, input, output } of trace) {
      if (documents) made.set(id, said);
      if (kind === "model") said += input.length + (output ? 1 : 0);
    }
    // What no model read was said last.
    for (const { kind, input } of trace) if (kind === "agent") said += input.length;
  }
  return made;
}

/** What tools gave, errors too. */
export function toolResultsOf({ messages, to, spans = [] }: Sample): Source[] {
  const spanOf = new Map(spans.flatMap(({ id, tool }) => (tool ? [[tool.callId, id] as const] : [])));
  return messages.slice(0, to).flatMap(({ role, text, toolName, toolCallId }, messageIndex) => {
    if (role !== "tool" || text.trim() === "") return [];
    const spanId = toolCallId === undefined ? undefined : spanOf.get(toolCallId);
    return [
      {
        text,
        name: `${toolName ?? "a tool"} in message ${messageIndex}`,
        messageIndex,
        after: messageIndex,
        ...(spanId && { spanId }),
      },
    ];
  });
}

/** Sources as a judge sees them, numbered from 1, and those that it sees. */
export function numbered(sources: readonly Source[]): {
  readonly shown: readonly Shown[];
  readonly seen: readonly Source[];
} {
  const seen = sources.slice(-mostSources);
  return {
    seen,
    shown: seen.map(({ text }, i) => ({ label: `source ${i + 1}`, text: cut(text, sourceLimit) })),
  };
}

/** Where a source is, for people: its name, and the span where that is known. */
export const placeOf = ({ name, spanId }: Source): string => (spanId ? `${name}, span ${spanId}` : name);
