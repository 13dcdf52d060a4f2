import { sha256 } from "../../base/index.ts";
import type {
  Captured,
  Conversation,
  Message,
  RecordedEvaluation,
  Span,
  ToolDefinition,
  Trace,
} from "../../store/index.ts";
import { defined, type Fields, idOf } from "../wire-values.ts";
import { agentMessages } from "./agent-messages.ts";
import { callIdsOf } from "./call-ids.ts";
import { conversationFrom, firstOf, highest } from "./conversation-from.ts";
import { type ModelCall, mainThread, modelCalls, splitSystem } from "./main-thread.ts";
import { whole } from "./otlp-span.ts";
import type { ReadSpan } from "./read-span.ts";
import { type PlacedSpan, placedSpans } from "./span-tree.ts";
import { newIn } from "./threads.ts";

/** What the spans of one trace add to the conversation: the messages that are new, by the span that brought them. */
interface Turn {
  readonly traceId: string;
  readonly spans: readonly PlacedSpan[];
  readonly callIds: ReadonlyMap<ReadSpan, string>;
  readonly input: ReadonlyMap<ReadSpan, readonly Message[]>;
  readonly output: ReadonlyMap<ReadSpan, Message>;
  readonly system?: string;
  /** The tools that the agent's model was given, each once. */
  readonly tools: readonly ToolDefinition[];
}

/**
 * One conversation of all its spans, each of which is kept; undefined where they hold no message. Model calls tell the whole history
 * again and again: each contributes what is new. Calls of sub-agents and the like keep theirs in their attributes, beside the conversation.
 * The order of `spans` means nothing where they have times.
 */
export function assemble(id: string, spans: readonly ReadSpan[]): Captured | undefined {
  const said: Message[] = [];
  const turns = tracesOf(spans).map((trace) => turnOf(trace, said));
  if (said.length === 0) return undefined;
  const records: Span[] = [];
  const systemTexts: Record<string, string> = {};
  const keep = (text: string): string => {
    const hash = sha256(text);
    systemTexts[hash] = text;
    return hash;
  };
  for (const turn of turns)
    for (const placed of turn.spans) records.push(spanRecord(placed, turn, id, records.length, keep));
  const traces = turns.map((turn) => traceRecord(turn, id, keep));
  const all = turns.flatMap((turn) => turn.spans.map(({ span }) => span));
  const system = firstOf(turns, (turn) => turn.system);
  const evaluations = all.flatMap(evaluationsOf);
  return {
    conversation: conversationFrom(id, records, traces, system, aboutOf(all)),
    traces,
    spans: records,
    systemTexts,
    ...(evaluations.length > 0 && { evaluations }),
  };
}

/** A span that came twice is one; where the two differ it is the one that says more, as the other was sent before it ended. */
const isFuller = (span: ReadSpan, known: ReadSpan): boolean =>
  ((span.endMs ?? 0) - (known.endMs ?? 0) ||
    span.size - known.size ||
    Number(JSON.stringify(span) > JSON.stringify(known))) > 0;

/** Evaluations under our id of the span they are about; those of a trace are about the conversation. */
const evaluationsOf = ({ reading, traceId, spanId }: ReadSpan): readonly RecordedEvaluation[] =>
  reading.evaluations?.map(({ isOfTrace, ...evaluation }) =>
    isOfTrace ? evaluation : { ...evaluation, spanId: recordId(traceId, spanId) },
  ) ?? [];

/** Traces in the order in which they began. */
function tracesOf(spans: readonly ReadSpan[]): PlacedSpan[][] {
  const byTrace = new Map<string, Map<string, ReadSpan>>();
  for (const span of spans) {
    const trace = byTrace.get(span.traceId) ?? new Map<string, ReadSpan>();
    if (trace.size === 0) byTrace.set(span.traceId, trace);
    const known = trace.get(span.spanId);
    if (!known || isFuller(span, known)) trace.set(span.spanId, span);
  }
  const traces = [...byTrace.values()].map((trace) => placedSpans([...trace.values()]));
  const startOf = (trace: readonly PlacedSpan[]): number =>
    trace[0]!.span.startMs ?? trace[0]!.span.endMs ?? 0;
  return traces.sort((a, b) => startOf(a) - startOf(b) || (a[0]!.span.traceId < b[0]!.span.traceId ? -1 : 1));
}

/** Adds to `said` what this trace brings. */
function turnOf(spans: readonly PlacedSpan[], said: Message[]): Turn {
  const input = new Map<ReadSpan, readonly Message[]>();
  const output = new Map<ReadSpan, Message>();
  const callIds = callIdsOf(spans);
  const base = {
    callIds,
    traceId: spans[0]!.span.traceId,
    spans,
  };
  const calls = mainThread(modelCalls(spans), said);
  if (calls.length === 0) {
    const told = agentMessages(spans, said);
    if (told) input.set(told.span, told.messages);
    for (const message of told?.messages ?? []) said.push(message);
    const tools = toolsOf(told ? [told.span] : spans.map(({ span }) => span));
    return { ...base, input, output, system: told?.system, tools };
  }
  const toolSpans = new Map([...callIds].map(([span, callId]) => [callId, span]));
  for (const [nth, call] of calls.entries()) {
    const fresh =
      call.history.length === 0
        ? resultsBefore(call, said, toolSpans)
        : (newIn(call.history, said, { onlyAtEnd: nth === 0 }) ?? call.history);
    const asked = fresh.map((message) =>
      timed(message, call, nth === 0 ? spans[0]!.span.startMs : undefined, toolSpans),
    );
    const named = withToolNames(asked, said);
    input.set(call.span, named);
    for (const message of named) said.push(message);
    if (!call.output) continue;
    const answer = answerOf(call, call.output);
    output.set(call.span, answer);
    said.push(answer);
  }
  return {
    ...base,
    input,
    output,
    system: systemOf(calls, spans),
    tools: toolsOf([...calls, ...spans].map(({ span }) => span)),
  };
}

/** The tools of the first of these spans that tells any, and those that later calls of the same agent were given besides. */
function toolsOf(spans: readonly ReadSpan[]): readonly ToolDefinition[] {
  const first = spans.find(({ reading }) => reading.tools);
  if (!first) return [];
  const { kind } = first;
  const byName = new Map<string, ToolDefinition>();
  for (const { reading, kind: other } of spans)
    if (other === kind && reading.tools)
      for (const tool of reading.tools) if (!byName.has(tool.name)) byName.set(tool.name, tool);
  return [...byName.values()];
}

/** The system text of the first call that has one, else what the outermost agent that has one was told to be. */
function systemOf(calls: readonly ModelCall[], spans: readonly PlacedSpan[]): string | undefined {
  const agents = spans.filter(({ span, nesting }) => span.kind === "agent" && nesting === 0);
  return firstOf(calls, ({ system }) => system) ?? firstOf(agents, ({ span }) => splitSystem(span).system);
}

/** Where a call does not say what it was given, the tools that had answered before it began do. */
function resultsBefore(
  { span }: ModelCall,
  said: readonly Message[],
  tools: ReadonlyMap<string, ReadSpan>,
): readonly Message[] {
  const answered = new Set(said.map(({ toolCallId }) => toolCallId));
  const open = said.flatMap(({ toolCalls }) => toolCalls ?? []).filter(({ id }) => !answered.has(id));
  return open.flatMap(({ id, name }) => {
    const tool = tools.get(id);
    const isDone = tool?.endMs !== undefined && span.startMs !== undefined && tool.endMs <= span.startMs;
    if (!isDone) return [];
    const text = tool.reading.tool?.result ?? tool.error ?? "";
    return [{ role: "tool" as const, text, toolCallId: id, toolName: name }];
  });
}

/** A tool's message was there when the tool was done, a user's when the trace began, and any other when the call began. */
function timed(
  message: Message,
  { span }: ModelCall,
  traceMs: number | undefined,
  tools: ReadonlyMap<string, ReadSpan>,
): Message {
  const tool = message.role === "tool" && message.toolCallId ? tools.get(message.toolCallId) : undefined;
  const atMs = tool?.endMs ?? (message.role === "user" ? traceMs : undefined) ?? span.startMs;
  return defined<Message>({
    ...message,
    isError: message.isError ?? (tool?.status === "error" ? true : undefined),
    atMs: whole(atMs),
  });
}

const answerOf = ({ span }: ModelCall, output: Message): Message =>
  defined<Message>({
    ...output,
    atMs: whole(span.endMs),
    usage: span.reading.usage,
    costUsd: span.reading.costUsd,
  });

/** Results name the call they answer, and through it the tool. */
function withToolNames(messages: readonly Message[], said: readonly Message[]): readonly Message[] {
  if (!messages.some(({ role, toolName }) => role === "tool" && toolName === undefined)) return messages;
  const calls = [...said, ...messages].flatMap(({ toolCalls }) => toolCalls ?? []);
  const names = new Map(calls.map(({ id, name }) => [id, name]));
  return messages.map((message) =>
    message.role === "tool" && message.toolName === undefined
      ? defined<Message>({ ...message, toolName: names.get(message.toolCallId ?? "") })
      : message,
  );
}

/** Span ids are unique within their trace alone. */
const recordId = (traceId: string, spanId: string): string => `${traceId}:${spanId}`;

function spanRecord(
  { span }: PlacedSpan,
  { traceId, callIds, input, output }: Turn,
  conversationId: string,
  seq: number,
  keep: (system: string) => string,
): Span {
  const { reading, parentId, kind, name, status } = span;
  const aside = asideOf(span, input.has(span) || output.has(span), keep);
  return defined<Span>({
    id: recordId(traceId, span.spanId),
    traceId,
    conversationId,
    // Also where that span is not there: it may come later, or have been another program's.
    parentId: parentId === undefined ? undefined : recordId(traceId, parentId),
    seq,
    kind,
    name,
    status,
    startMs: whole(span.startMs),
    endMs: whole(span.endMs),
    model: reading.model,
    usage: reading.usage,
    costUsd: reading.costUsd,
    input: input.get(span) ?? [],
    output: output.get(span),
    tool: kind === "tool" ? toolOf(span, callIds.get(span)) : undefined,
    service: serviceOf(span),
    finishReason: reading.finishReason?.slice(0, 200),
    error: span.error,
    documents: reading.documents,
    attributes: aside === undefined ? span.attributes : { ...span.attributes, aside },
  });
}

function toolOf({ reading, name }: ReadSpan, callId = ""): Span["tool"] {
  const { tool } = reading;
  return {
    callId,
    name: tool?.name ?? name,
    args: tool?.args ?? {},
    result: tool?.result ?? "",
  };
}

/** A model call beside the conversation: its last message and its answer are enough to see what it was about. */
function asideOf(span: ReadSpan, isTold: boolean, keep: (system: string) => string): Fields | undefined {
  const { input, output, system } = span.reading;
  if (isTold || span.kind !== "model" || (!input?.length && !output)) return undefined;
  const first = input?.find(({ role }) => role === "system")?.text ?? system;
  return defined<Fields>({
    systemHash: first === undefined ? undefined : keep(first),
    input: input?.at(-1),
    output,
  });
}

function traceRecord(
  { traceId, spans, system, tools }: Turn,
  conversationId: string,
  keep: (text: string) => string,
): Trace {
  const root = spans.find(({ depth }) => depth === 0)!.span;
  const ends = spans.map(({ span }) => span.endMs ?? span.startMs);
  return defined<Trace>({
    id: traceId,
    conversationId,
    name: root.name,
    status: root.status,
    startMs: whole(spans[0]!.span.startMs),
    endMs: whole(highest(ends)),
    systemHash: system === undefined ? undefined : keep(system),
    service: serviceOf(root),
    toolsHash: tools.length === 0 ? undefined : keep(JSON.stringify(tools)),
  });
}

const serviceOf = ({ resource }: ReadSpan): string | undefined =>
  idOf(resource["service.name"])?.slice(0, 200);

/** What the spans say of the conversation beside its messages. */
function aboutOf(spans: readonly ReadSpan[]): Pick<Conversation, "tags" | "attributes" | "promptHint"> {
  const prompt = firstOf(spans, ({ reading }) =>
    reading.prompt?.name === undefined ? undefined : reading.prompt,
  );
  return {
    tags: [...new Set(spans.flatMap(({ reading }) => reading.tags ?? []))].slice(0, 50),
    attributes: defined({
      service: firstOf(spans, serviceOf),
      environment: firstOf(
        spans,
        ({ resource }) => resource["deployment.environment.name"] ?? resource["deployment.environment"],
      ),
      agent: firstOf(spans, ({ reading }) => reading.agent),
      userId: firstOf(spans, ({ reading }) => reading.userId),
      promptVariables: firstOf(spans, ({ reading }) => reading.prompt?.variables),
      instrumentation: firstOf(spans, ({ kind, scope }) => (kind === "model" ? scope : undefined)),
    }),
    promptHint: prompt && defined({ name: prompt.name!, version: prompt.version }),
  };
}
