import { sha256 } from "../base/index.ts";
import {
  type Aside,
  type Captured,
  type Conversation,
  type Message,
  messagesFromSpans,
  type Outcome,
  type RecordedEvaluation,
  type Status,
  spansFromMessages,
  type Trace,
  traceIdOf,
  type Usage,
} from "../store/index.ts";
import { defined } from "./wire-values.ts";

/** A conversation as a format has read it, before it becomes records. System texts still lead `messages`. */
export interface Draft {
  /** Absent where the source has none: an id is then made from `idPrefix` and the content. */
  readonly id?: string;
  readonly idPrefix?: string;
  readonly idLength?: number;
  /** Nothing in the source tells this conversation from another one that went alike: the same content twice is then two of them. */
  readonly mayRepeat?: boolean;
  readonly messages: readonly Message[];
  /** The system text where it stands outside of the messages. */
  readonly systemText?: string;
  readonly taskId?: string;
  readonly trial?: number;
  readonly outcome?: Outcome;
  readonly model?: string;
  readonly status?: Status;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly durationMs?: number;
  readonly costUsd?: number;
  readonly usage?: Usage;
  readonly tags?: readonly string[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly promptHint?: { readonly name: string; readonly version?: string };
  readonly asides?: readonly Aside[];
  /** Evaluations that came with it, made elsewhere. */
  readonly evaluations?: readonly RecordedEvaluation[];
}

/** What besides the messages makes up the content of a conversation. */
export type Circumstances = Pick<Conversation, "outcome" | "taskId" | "trial" | "promptHint"> & {
  readonly systemText?: string;
};

/**
 * sha256 of what was said and how it went: roles, texts, tool calls, tool ids, system text, outcome, task, trial, prompt hint. Not of
 * file names, times or costs: the same conversation from another copy of the file is the same content.
 */
export function contentHashOf(messages: readonly Message[], around: Circumstances = {}): string {
  const said = messages.map(({ role, text, toolCalls, toolCallId, toolName, isError }) => [
    role,
    text,
    toolCalls?.map(({ id, name, args }) => [id, name, args]) ?? [],
    toolCallId ?? null,
    toolName ?? null,
    isError ?? false,
  ]);
  const { systemText, outcome, taskId, trial, promptHint } = around;
  const verdict = outcome && [outcome.label, outcome.score ?? null, outcome.explanation ?? null];
  const hint = promptHint && [promptHint.name, promptHint.version ?? null];
  return sha256(
    JSON.stringify([said, systemText ?? null, verdict ?? null, taskId ?? null, trial ?? null, hint ?? null]),
  );
}

/** Records of a draft. `promptHint` is what the person importing said about the prompt; it outranks what the file says. */
export function capturedOf(draft: Draft, source: Conversation["source"], promptHint?: string): Captured {
  const { systemText, messages } = splitSystem(draft);
  const hint = promptHint === undefined ? draft.promptHint : { ...draft.promptHint, name: promptHint };
  const contentHash = contentHashOf(messages, { ...draft, systemText, promptHint: hint });
  const id = draft.id ?? `${draft.idPrefix ?? ""}${contentHash.slice(0, draft.idLength ?? 16)}`;
  const times = messages.flatMap((message) => message.atMs ?? []);
  const startMs =
    draft.startMs ?? times.reduce<number | undefined>((low, at) => Math.min(low ?? at, at), undefined);
  const endMs =
    draft.endMs ?? times.reduce<number | undefined>((high, at) => Math.max(high ?? at, at), undefined);
  const conversation: Conversation = defined({
    id,
    contentHash,
    source,
    taskId: draft.taskId,
    trial: draft.trial,
    outcome: draft.outcome,
    model: draft.model,
    startMs,
    endMs,
    durationMs: draft.durationMs,
    costUsd: draft.costUsd ?? sumOf(messages, (message) => message.costUsd),
    usage: draft.usage ?? usageSum(messages),
    messageCount: messages.length,
    tags: draft.tags ?? [],
    attributes: draft.attributes ?? {},
    promptHint: hint,
  });
  const systemHash = systemText === undefined ? undefined : sha256(systemText);
  const { model, asides } = draft;
  const status = draft.status ?? "unset";
  const trace: Trace = defined({
    id: traceIdOf(id),
    conversationId: id,
    name: "conversation",
    status,
    startMs,
    endMs,
    systemHash,
  });
  return {
    conversation,
    traces: [trace],
    spans: spansFromMessages(messages, { conversationId: id, model, status, startMs, endMs, asides }),
    systemTexts: systemHash === undefined ? {} : { [systemHash]: systemText! },
    ...(draft.evaluations && draft.evaluations.length > 0 && { evaluations: draft.evaluations }),
  };
}

/** The same conversation with what the person importing said about its prompt. */
export function withPromptHint(captured: Captured, name: string | undefined): Captured {
  if (name === undefined) return captured;
  const { conversation, traces, spans, systemTexts } = captured;
  const promptHint = { ...conversation.promptHint, name };
  const systemText = systemTexts[traces.find(({ systemHash }) => systemHash)?.systemHash ?? ""];
  const contentHash = contentHashOf(messagesFromSpans(spans), { ...conversation, systemText, promptHint });
  return { ...captured, conversation: { ...conversation, contentHash, promptHint } };
}

/** System messages before anything else is said are the system text; a later one is part of the conversation. */
function splitSystem(draft: Draft): { systemText: string | undefined; messages: readonly Message[] } {
  const count = draft.messages.findIndex((message) => message.role !== "system");
  const leading = draft.messages.slice(0, count < 0 ? undefined : count);
  const texts = [
    ...(draft.systemText === undefined ? [] : [draft.systemText]),
    ...leading.map((message) => message.text),
  ];
  return {
    systemText: texts.length === 0 ? undefined : texts.join("\n\n"),
    messages: draft.messages.slice(leading.length),
  };
}

/** Undefined where no message says anything: nothing recorded is not nothing spent. */
function sumOf(
  messages: readonly Message[],
  pick: (message: Message) => number | undefined,
): number | undefined {
  const values = messages.flatMap((message) => pick(message) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

const usageSum = (messages: readonly Message[]): Usage | undefined => {
  const inputTokens = sumOf(messages, (message) => message.usage?.inputTokens);
  const outputTokens = sumOf(messages, (message) => message.usage?.outputTokens);
  return inputTokens === undefined && outputTokens === undefined
    ? undefined
    : defined({ inputTokens, outputTokens });
};
