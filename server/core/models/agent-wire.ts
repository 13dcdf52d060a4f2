import type { AgentAnswer, AgentMessage, AgentToolCall, AgentTurn } from "./agent.ts";

/** An answer may be so large, in bytes; more is no answer but a fault. */
export const maxAnswerBytes = 8 * 1024 * 1024;
/** Messages in one answer. */
const maxMessages = 1_000;
/** What is nested deeper would take the stack of whoever walks it. */
const maxDepth = 64;

/** What `http` and `command` agents are sent: messages in the form of OpenAI's chat API. */
export const turnBody = (
  { messages, variables, promptText, systemText, files }: AgentTurn,
  tools: "recorded" | "live",
): object => ({
  messages: messages.map(wireMessage),
  ...{ variables, promptText, systemText, tools },
  ...(files && { files }),
});

export interface WireMessage {
  readonly role: AgentMessage["role"];
  readonly content: string | null;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
}

export function wireMessage({ role, text, toolCalls = [], toolCallId }: AgentMessage): WireMessage {
  return {
    role,
    content: text === "" && toolCalls.length > 0 ? null : text,
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, args }) => ({
        id,
        type: "function" as const,
        function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args ?? {}) },
      })),
    }),
    ...(role === "tool" && { tool_call_id: toolCallId ?? "" }),
  };
}

/** An answer `{ messages, usage }` as it came, or why it is none: `problem` is a clause without capital and full stop. */
export function answerFrom(text: string): AgentAnswer | { readonly problem: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { problem: text.trim() === "" ? "it is empty" : "it is no JSON" };
  }
  if (isTooDeep(raw)) return { problem: `it is nested more than ${maxDepth} deep` };
  if (!isFields(raw) || !Array.isArray(raw.messages)) return { problem: "it has no list `messages`" };
  if (raw.messages.length === 0) return { problem: "`messages` is empty" };
  if (raw.messages.length > maxMessages) return { problem: `it has more than ${maxMessages} messages` };
  const messages: AgentMessage[] = [];
  for (const [index, one] of raw.messages.entries()) {
    const read = messageFrom(one);
    if (typeof read === "string") return { problem: `message ${index + 1} ${read}` };
    messages.push(read);
  }
  const usage = isFields(raw.usage) ? usageFrom(raw.usage) : undefined;
  const costUsd = amount(raw.costUsd) ?? (isFields(raw.usage) ? amount(raw.usage.costUsd) : undefined);
  return { messages, ...(usage && { usage }), ...(costUsd !== undefined && { costUsd }) };
}

/** A message, or what is wrong with it. */
export function messageFrom(raw: unknown): AgentMessage | string {
  if (!isFields(raw)) return "is no object";
  const { role } = raw;
  if (role !== "assistant" && role !== "tool")
    return `has the role ${JSON.stringify(role ?? null).slice(0, 40)}; an agent answers as assistant or tool`;
  const text = contentOf(raw.content);
  if (text === undefined) return "has a `content` that is no text";
  if (role === "tool") {
    const { tool_call_id: id, name } = raw;
    return {
      role,
      text,
      ...(typeof id === "string" && { toolCallId: id }),
      ...(typeof name === "string" && { toolName: name }),
      ...(raw.is_error === true && { isError: true }),
    };
  }
  const calls = raw.tool_calls ?? [];
  if (!Array.isArray(calls)) return "has `tool_calls` that are no list";
  const toolCalls = calls.map(callFrom);
  if (toolCalls.includes(undefined)) return "has a tool call without `function.name`";
  return {
    role,
    text,
    ...(toolCalls.length > 0 && { toolCalls: toolCalls as AgentToolCall[] }),
  };
}

function callFrom(raw: unknown, index: number): AgentToolCall | undefined {
  const inner = isFields(raw) ? raw.function : undefined;
  if (!isFields(raw) || !isFields(inner) || typeof inner.name !== "string" || inner.name === "")
    return undefined;
  return {
    id: typeof raw.id === "string" && raw.id !== "" ? raw.id : `call_${index + 1}`,
    name: inner.name,
    args: argumentsOf(inner.arguments),
  };
}

/** What does not parse stays the string: models do write broken JSON. */
function argumentsOf(args: unknown): unknown {
  if (typeof args !== "string") return args ?? {};
  if (args.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(args);
    return isTooDeep(value) ? args : value;
  } catch {
    return args;
  }
}

/** A text, or parts with texts in them. */
function contentOf(content: unknown): string | undefined {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content
    .map((part: unknown) => (isFields(part) && typeof part.text === "string" ? part.text : ""))
    .filter((text) => text !== "")
    .join("\n");
}

/** Under OpenAI's names or ours. */
export function usageFrom(raw: object): AgentAnswer["usage"] {
  const fields = raw as Fields;
  const inputTokens = amount(fields.prompt_tokens ?? fields.inputTokens);
  const outputTokens = amount(fields.completion_tokens ?? fields.outputTokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

const amount = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= maxDepth) return true;
  return Object.values(value).some((one) => isTooDeep(one, depth + 1));
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
