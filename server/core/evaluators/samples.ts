import type { Conversation, Message, Sample, Scope, Usage } from "../store/index.ts";
import { outputOf } from "./evidence.ts";
import { isRecord } from "./is-record.ts";

/** What is known of a conversation beside its messages. A Conversation record fits; spans and tools are given where evaluators need them. */
export type SampleMeta = Partial<
  Pick<Conversation, "outcome" | "durationMs" | "costUsd" | "usage" | "attributes">
> &
  Pick<
    Sample,
    | "spans"
    | "tools"
    | "systemText"
    | "recorded"
    | "taskId"
    | "vars"
    | "promptFiles"
    | "isTransformed"
    | "response"
  >;

/**
 * All samples of a conversation: one `conversation` (`id#all`), its turns (`id#t0`...), its calls (`id#c0`...). `messages` is the
 * whole conversation without the system text; samples share the array. `scopes`: only those that somebody judges.
 */
export function samplesOf(
  conversationId: string,
  messages: readonly Message[],
  meta: SampleMeta = {},
  scopes: ReadonlySet<Scope> = allScopes,
): Sample[] {
  const recorded = meta.attributes?.promptVariables;
  const vars = meta.vars ?? (isRecord(recorded) ? recorded : undefined);
  const sample = (scope: Scope, suffix: string, index: number, span: Span): Sample => ({
    id: `${conversationId}#${suffix}`,
    conversationId,
    scope,
    index,
    from: span.from,
    to: span.to,
    messages,
    input: inputOf(messages, scope, span),
    output: outputOf(messages, span.from, span.to),
    latencyMs: latencyOf(messages, scope, span, meta),
    costUsd: (scope === "conversation" ? meta.costUsd : undefined) ?? costOf(messages, span),
    usage: (scope === "conversation" ? meta.usage : undefined) ?? usageOf(messages, span),
    outcome: meta.outcome,
    ...(vars && { vars }),
    ...(meta.spans && { spans: meta.spans }),
    ...(meta.tools && { tools: meta.tools }),
    ...(meta.recorded && { recorded: meta.recorded }),
    ...(meta.taskId !== undefined && { taskId: meta.taskId }),
    ...(meta.promptFiles && { promptFiles: meta.promptFiles }),
    ...(meta.isTransformed && { isTransformed: true as const }),
    ...(meta.response && { response: meta.response }),
    ...(meta.systemText !== undefined && { systemText: meta.systemText }),
  });
  const whole = { from: 0, to: messages.length };
  return [
    ...(scopes.has("conversation") ? [sample("conversation", "all", 0, whole)] : []),
    ...(scopes.has("turn") ? turnsOf(messages).map((span, k) => sample("turn", `t${k}`, k, span)) : []),
    ...(scopes.has("call") ? callsOf(messages).map((span, k) => sample("call", `c${k}`, k, span)) : []),
  ];
}

const allScopes: ReadonlySet<Scope> = new Set<Scope>(["conversation", "turn", "call"]);

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A turn starts at a user's message and lasts to the next. Messages of the user in a row are one request. What comes before the
 * first (a greeting) belongs to the first turn. A last message nobody answered is no turn: there is nothing to judge.
 */
function turnsOf(messages: readonly Message[]): Span[] {
  const starts: number[] = [];
  for (const [i, { role }] of messages.entries())
    if (role === "user" && messages[i - 1]?.role !== "user") starts.push(i);
  if (starts.length === 0) starts.push(0);
  starts[0] = 0;
  return starts
    .map((from, k) => ({ from, to: starts[k + 1] ?? messages.length }))
    .filter((span) => answers(messages, span).length > 0);
}

const callsOf = (messages: readonly Message[]): Span[] =>
  messages.flatMap(({ role }, i) => (role === "assistant" ? [{ from: i, to: i + 1 }] : []));

const answers = (messages: readonly Message[], { from, to }: Span): Message[] =>
  messages.slice(from, to).filter(({ role }) => role === "assistant");

/** What the user asked: the user's messages in the span; for a call the request it works on, before it. */
function inputOf(messages: readonly Message[], scope: Scope, { from, to }: Span): string {
  let [start, end] = [from, to];
  if (scope === "call") {
    while (end > 0 && messages[end - 1]!.role !== "user") end--;
    start = end;
    while (start > 0 && messages[start - 1]!.role === "user") start--;
  }
  const asked = messages.slice(start, end).filter(({ role, text }) => role === "user" && text.trim() !== "");
  return asked.map(({ text }) => text).join("\n\n");
}

/** Milliseconds, undefined where a time is missing or the clock ran backwards. */
function latencyOf(
  messages: readonly Message[],
  scope: Scope,
  span: Span,
  meta: SampleMeta,
): number | undefined {
  if (scope === "call") return between(messages[span.from - 1]?.atMs, messages[span.from]?.atMs);
  const inside = messages.slice(span.from, span.to);
  if (scope === "turn") {
    const asked = inside.find(({ role }) => role === "user");
    const last = inside.findLast(({ role }) => role === "assistant");
    return between(asked?.atMs, last?.atMs);
  }
  const timed = inside.filter(({ atMs }) => atMs !== undefined);
  // One time alone spans nothing; it does not mean that the conversation took 0 ms.
  return meta.durationMs ?? (timed.length > 1 ? between(timed[0]!.atMs, timed.at(-1)!.atMs) : undefined);
}

const between = (start: number | undefined, end: number | undefined): number | undefined =>
  start === undefined || end === undefined || end < start ? undefined : end - start;

/** US dollars of the assistant's messages, undefined where none has a cost. */
function costOf(messages: readonly Message[], span: Span): number | undefined {
  return sum(answers(messages, span).map(({ costUsd }) => costUsd));
}

function usageOf(messages: readonly Message[], span: Span): Usage | undefined {
  const used = answers(messages, span).flatMap(({ usage }) => usage ?? []);
  if (used.length === 0) return undefined;
  return {
    inputTokens: sum(used.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(used.map(({ outputTokens }) => outputTokens)),
  };
}

function sum(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, figure) => total + figure, 0);
}
