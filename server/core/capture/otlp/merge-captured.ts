import { groupBy } from "../../base/index.ts";
import type { Captured, Message, Span, Trace } from "../../store/index.ts";
import { defined } from "../wire-values.ts";
import { conversationFrom, firstOf, highest } from "./conversation-from.ts";
import { newIn } from "./threads.ts";

/** A span that tells messages, with all that its own side had said before it. */
interface Telling {
  readonly history: readonly Message[];
  readonly isFirst: boolean;
}

/**
 * One conversation of what is known of it and of what another file says about it. A span that both have is the one known. Where either
 * has nothing to add the other is given back as it is, so that the same file again changes nothing.
 */
export function mergedCaptured(before: Captured, now: Captured): Captured {
  const known = new Set(before.spans.map(({ id }) => id));
  // One without a hash is not whole, and nobody knows what it lacks: a system text is none of its spans.
  if (before.conversation.contentHash !== "" && now.spans.every(({ id }) => known.has(id))) return before;
  const told = new Map([...tellingsOf(now), ...tellingsOf(before)]);
  const spans = new Map([...now.spans, ...before.spans].map((span) => [span.id, span]));
  const traces = mergedTraces(now.traces, before.traces);
  const byTrace = groupBy(spans.values(), ({ traceId }) => traceId);
  const said: Message[] = [];
  const records: Span[] = [];
  for (const trace of traces) {
    const own = (byTrace.get(trace.id) ?? []).sort(
      (a, b) => (a.startMs ?? 0) - (b.startMs ?? 0) || a.seq - b.seq,
    );
    for (const span of [...own])
      records.push(retold({ ...span, seq: records.length }, told.get(span.id), said));
  }
  const { conversation } = before;
  const systemTexts = { ...now.systemTexts, ...before.systemTexts };
  const systemText = firstOf(traces, ({ systemHash }) => systemTexts[systemHash ?? ""]);
  const merged = conversationFrom(conversation.id, records, traces, systemText, {
    tags: [...new Set([...conversation.tags, ...now.conversation.tags])],
    attributes: { ...now.conversation.attributes, ...conversation.attributes },
    promptHint: conversation.promptHint ?? now.conversation.promptHint,
  });
  return {
    conversation: { ...merged, source: now.conversation.source },
    traces,
    spans: records,
    systemTexts,
    ...mergedEvaluations(before, now),
  };
}

/** Each once: by its name and what it is about, as the store keeps them. */
function mergedEvaluations(before: Captured, now: Captured): Pick<Captured, "evaluations"> {
  const both = [...(before.evaluations ?? []), ...(now.evaluations ?? [])];
  const byKey = new Map(both.map((one) => [`${one.spanId ?? ""} ${one.name}`, one]));
  return byKey.size > 0 ? { evaluations: [...byKey.values()] } : {};
}

/** By span: the history it tells, which is what its side had said so far and the messages it brought. */
function tellingsOf({ spans }: Captured): Map<string, Telling> {
  const tellings = new Map<string, Telling>();
  const said: Message[] = [];
  let trace = "";
  for (const span of [...spans].sort((a, b) => a.seq - b.seq)) {
    if (span.input.length === 0 && !span.output) continue;
    for (const message of span.input) said.push(message);
    tellings.set(span.id, { history: [...said], isFirst: span.traceId !== trace });
    trace = span.traceId;
    if (span.output) said.push(span.output);
  }
  return tellings;
}

/**
 * The span with the messages that are new after `said`, to which they are added. Where what it tells does not go on from there, what
 * was new in it on its own side is: the rest is told by spans before it.
 */
function retold(span: Span, told: Telling | undefined, said: Message[]): Span {
  if (!told) return span;
  const input = newIn(told.history, said, { onlyAtEnd: told.isFirst }) ?? span.input;
  for (const message of input) said.push(message);
  if (span.output) said.push(span.output);
  return { ...span, input };
}

/** In the order in which they began. A trace that both have lasts as long as the longer says. */
function mergedTraces(now: readonly Trace[], before: readonly Trace[]): Trace[] {
  const known = new Map(before.map((trace) => [trace.id, trace]));
  const both = now.map((trace) => {
    const other = known.get(trace.id);
    known.delete(trace.id);
    const lows = [trace.startMs, other?.startMs].filter((at) => at !== undefined);
    return defined<Trace>({
      ...trace,
      ...other,
      startMs: lows.length > 0 ? Math.min(...lows) : undefined,
      endMs: highest([trace.endMs, other?.endMs]),
    });
  });
  return [...known.values(), ...both].sort(
    (a, b) => (a.startMs ?? 0) - (b.startMs ?? 0) || (a.id < b.id ? -1 : 1),
  );
}
