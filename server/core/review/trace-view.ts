import { groupBy } from "../base/index.ts";
import { openingRequest } from "../behaviors/index.ts";
import { samplesOf } from "../evaluators/index.ts";
import type { FoundTag } from "../signals/index.ts";
import {
  answersOf,
  type Message,
  recordedKey,
  type Signal,
  type Span,
  type ToolDefinition,
} from "../store/index.ts";
import type { ConversationDetail } from "./conversation-text.ts";
import type { GivenLabel } from "./labels/read-labels.ts";
import { fieldsOf, shownMessage } from "./shown-message.ts";
import { Cutter, Finder, type Texts } from "./shown-text.ts";
import { type FoundPrompt, tracePrompt } from "./trace-prompt.ts";
import { type SpanView, spanView } from "./trace-span.ts";
import { waterfall } from "./waterfall.ts";
import { tame } from "./wording.ts";

/** A conversation with all that is kept of it, as the store gives it. */
export interface TraceDetail extends Omit<ConversationDetail, "prompts"> {
  readonly spans: readonly Span[];
  readonly signals: readonly Signal[];
  /** Found in what the user wrote, in the order of messages. */
  readonly tags: readonly FoundTag[];
  readonly systemTexts: readonly { readonly hash: string; readonly text: string }[];
  readonly tools: readonly ToolDefinition[];
  readonly prompts: readonly FoundPrompt[];
  /** What people said of it, and of its parts. */
  readonly labels?: readonly GivenLabel[];
  /** It is no conversation with an agent but a cycle of improvement. */
  readonly isCycle?: true;
}

/** What the trace viewer shows. Every text in it is tamed or shown; the types are read off the functions that make it. */
export type TraceView = ReturnType<typeof viewWith>;

/** Of bounded size whatever was captured: long texts are cut, spans are rows without their contents. */
export const traceView = (detail: TraceDetail): TraceView => viewWith(detail, new Cutter());

/** One span with its contents; undefined where nobody knows it. */
export function traceSpan(detail: TraceDetail, spanId: string): SpanView | undefined {
  const span = detail.spans.find(({ id }) => id === spanId);
  return span && spanView(span, new Cutter());
}

/** The whole of a text that was cut, by its place; undefined where there is none. */
export function traceText(detail: TraceDetail, place: string): string | undefined {
  const finder = new Finder(place);
  const span = detail.spans.find(({ id }) => place.startsWith(`span:${id}:`));
  if (span) spanView(span, finder);
  else viewWith(detail, finder);
  return finder.found;
}

function viewWith(detail: TraceDetail, texts: Texts) {
  const { conversation, messages, spans, signals } = detail;
  const home = spansOfMessages(spans, messages);
  const evaluations = evaluationsOf(detail);
  const marks = new Map<string, number>();
  const mark = (spanId: string | undefined): void => {
    if (spanId !== undefined) marks.set(spanId, (marks.get(spanId) ?? 0) + 1);
  };
  for (const { label, message, spanId } of evaluations)
    if (label === "fail") mark(spanId ?? (message === undefined ? undefined : home.spanOf[message]));
  for (const { messageIndex } of signals) mark(home.spanOf[messageIndex]);
  return {
    id: conversation.id,
    facts: factsOf(detail, texts),
    prompts: detail.prompts.map((prompt, index) => tracePrompt(prompt, `prompt:${index}`, texts)),
    isLinked: detail.isLinked,
    waterfall: waterfall(spans, ({ id }) => ({ message: home.firstOf.get(id), marks: marks.get(id) ?? 0 })),
    messages: messagesOf(detail, home.spanOf, texts),
    evaluations,
    labels: (detail.labels ?? []).map(labelOf),
    signals: signals.map(({ kind, messageIndex, evidence }) => ({
      kind,
      message: messageIndex,
      evidence: tame(evidence, 400),
    })),
    tags: detail.tags.map(({ tag, messageIndex, evidence }) => ({
      tag: tame(tag, 80),
      message: messageIndex,
      evidence: tame(evidence, 400),
    })),
    systemTexts: detail.systemTexts
      .slice(0, mostTexts)
      .map(({ hash, text }) => texts.shown(`system:${hash}`, text)),
    tools: detail.tools.slice(0, mostTools).map((tool, index) => toolOf(tool, index, texts)),
  };
}

/** More different system texts than these differ in a date or a name. */
const mostTexts = 20;
const mostTools = 500;

function factsOf({ conversation, messages, spans, behaviors, isCycle }: TraceDetail, texts: Texts) {
  const { id, outcome, model, startMs, endMs, durationMs, costUsd, usage, taskId, trial, source } =
    conversation;
  const opening = openingRequest(id, messages)?.text ?? messages.find(({ role }) => role === "user")?.text;
  const took = durationMs ?? (startMs !== undefined && endMs !== undefined ? endMs - startMs : undefined);
  return {
    opening: tame(opening ?? "", 400),
    ...(isCycle && { isCycle }),
    status: statusOf(spans),
    models: unique([model, ...spans.map((span) => span.model)]),
    services: unique([...spans.map(({ service }) => service), textOf(conversation.attributes.service)]),
    behaviors: behaviors.map(({ id, name, messageIndex }) => ({
      id,
      name: tame(name, 120),
      ...(messageIndex !== undefined && { message: messageIndex }),
    })),
    tags: conversation.tags.map((tag) => tame(tag, 80)),
    source: `${tame(source.file, 200)} (${tame(source.format, 40)})`,
    costIsComputed: [conversation, ...spans].some(({ attributes }) => attributes.costIsComputed === true),
    attributes: fieldsOf("about", conversation.attributes, texts),
    ...(outcome && {
      outcome: { ...outcome, ...(outcome.explanation && { explanation: tame(outcome.explanation, 400) }) },
    }),
    ...(taskId && { task: `${tame(taskId, 80)}${trial === undefined ? "" : `, trial ${trial}`}` }),
    ...(startMs !== undefined && { startMs }),
    ...(took !== undefined && { durationMs: took }),
    ...(costUsd !== undefined && { costUsd }),
    ...(usage && { usage }),
  };
}

/** As the store's own column: how the top of the tree ended, else whether anything failed. */
function statusOf(spans: readonly Span[]): Span["status"] {
  const tops = spans.filter(({ parentId }) => parentId === undefined).map(({ status }) => status);
  if (tops.includes("error")) return "error";
  if (tops.includes("ok")) return "ok";
  return spans.some(({ status }) => status === "error") ? "error" : "unset";
}

/** In which span each message stands. The store makes messages of the spans' own objects, so they can be told apart by identity. */
function spansOfMessages(spans: readonly Span[], messages: readonly Message[]) {
  const ids = new Map<Message, string>();
  for (const { id, input, output } of spans)
    for (const one of output ? [...input, output] : input) ids.set(one, id);
  const spanOf = messages.map((message) => ids.get(message));
  const firstOf = new Map<string, number>();
  // What a model answered says more of its span than what it was asked; a tool's span holds no message, but its call has an answer.
  for (const [index, id] of spanOf.entries())
    if (id !== undefined && (messages[index]!.role === "assistant" || !firstOf.has(id)))
      firstOf.set(id, index);
  const tools = toolSpansByCall(spans);
  for (const [index, { toolCallId }] of messages.entries()) {
    const span = toolCallId === undefined ? undefined : tools.get(toolCallId)?.shift();
    if (span) firstOf.set(span.id, index);
  }
  return { spanOf, firstOf };
}

/** Some agents use an id again: the spans of one id are taken in their order. */
const toolSpansByCall = (spans: readonly Span[]): Map<string, Span[]> =>
  groupBy(
    spans.filter(({ tool }) => tool?.callId),
    ({ tool }) => tool!.callId,
  );

function messagesOf({ messages, spans }: TraceDetail, spanOf: readonly (string | undefined)[], texts: Texts) {
  const indexOf = new Map(messages.map((message, index) => [message, index]));
  const answers = answersOf(messages);
  const caller = new Map<Message, number>();
  for (const [message, own] of answers)
    for (const one of own) if (one) caller.set(one, indexOf.get(message)!);
  const toolSpans = toolSpansByCall(spans);
  return messages.map((message, index) => {
    const place = `message:${index}`;
    const callerIndex = caller.get(message);
    const calls = (message.toolCalls ?? []).map((call, nth) => {
      const answer = answers.get(message)?.[nth];
      const result = answer && indexOf.get(answer);
      const spanId = toolSpans.get(call.id)?.shift()?.id;
      return {
        id: tame(call.id, 120),
        name: tame(call.name, 120),
        args: texts.value(`${place}:call:${nth}`, call.args),
        ...(result !== undefined && { result }),
        ...(spanId !== undefined && { spanId }),
      };
    });
    const spanId = spanOf[index];
    return {
      ...shownMessage(message, place, texts),
      calls,
      ...(callerIndex !== undefined && { answers: callerIndex }),
      ...(spanId !== undefined && { spanId }),
    };
  });
}

/** "turn 2", "call 5"; undefined for the whole conversation. */
export function samplePart(sampleId: string): string | undefined {
  const part = /#([ct])(\d+)$/.exec(sampleId);
  return part ? `${part[1] === "t" ? "turn" : "call"} ${Number(part[2]) + 1}` : undefined;
}

const rank = { fail: 0, unknown: 1, pass: 2, "not-applicable": 3 } as const;

/** Failures first, each with the message that is its evidence or where its part begins. */
function evaluationsOf({ conversation, messages, evaluations, spans }: TraceDetail) {
  const starts = new Map(
    samplesOf(conversation.id, messages)
      .filter(({ scope }) => scope !== "conversation")
      .map(({ id, from }) => [id, from]),
  );
  const known = new Set(spans.map(({ id }) => id));
  return [...evaluations]
    .sort(
      (a, b) =>
        rank[a.label] - rank[b.label] || compare(a.evaluator, b.evaluator) || compare(a.sampleId, b.sampleId),
    )
    .map((evaluation) => {
      const { evaluator, evaluatorKey, sampleId, label, score, explanation } = evaluation;
      const { costUsd, messageIndex, isStale } = evaluation;
      const part = samplePart(sampleId);
      const message = messageIndex ?? starts.get(sampleId);
      const isRecorded = evaluatorKey === recordedKey;
      return {
        evaluator: tame(evaluator, 120),
        ...(tame(evaluator, 120) !== evaluator && { evaluatorName: evaluator }),
        label,
        explanation: tame(explanation, 1_000),
        isRecorded,
        ...(isStale && { isStale }),
        ...(score !== undefined && { score }),
        ...(costUsd !== undefined && { costUsd }),
        ...(message !== undefined && message < messages.length && { message }),
        ...(part !== undefined && { part, sample: sampleId }),
        ...(isRecorded && known.has(sampleId) && { spanId: sampleId }),
      };
    });
}

function labelOf({ label, who, why, at, sample, evaluator }: GivenLabel) {
  const part = sample === undefined ? undefined : samplePart(sample);
  const isShownAsIs =
    tame(who, 80) === who && (evaluator === undefined || tame(evaluator, 120) === evaluator);
  return {
    label,
    who: tame(who, 80),
    ...(!isShownAsIs && { names: { who, ...(evaluator !== undefined && { evaluator }) } }),
    ...(why !== undefined && { why: tame(why, 1_000) }),
    ...(at !== undefined && !Number.isNaN(Date.parse(at)) && { atMs: Date.parse(at) }),
    ...(sample !== undefined && { sample }),
    ...(part !== undefined && { part }),
    ...(evaluator !== undefined && { evaluator: tame(evaluator, 120) }),
  };
}

function toolOf({ name, description, parameters }: ToolDefinition, index: number, texts: Texts) {
  return {
    name: tame(name, 120),
    ...(description && { description: tame(description, 1_000) }),
    ...(parameters !== undefined && { parameters: texts.value(`tool:${index}`, parameters) }),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const unique = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts.flatMap((text) => (text ? [tame(text, 120)] : [])))].slice(0, 20);
