import type { Message, Role, ToolCall } from "../../store/index.ts";
import { defined, type Fields, fieldOf, idOf, isFields, textOf } from "../wire-values.ts";
import { unpacked } from "./attribute-reader.ts";

/** Messages in whatever shape an instrumentation wrote them, and what the model thought aloud, which is no part of what it said. */
export interface Said {
  readonly messages: readonly Message[];
  /** The same before what an assistant says in a row is made one: the steps of an agent that tells several at once. */
  readonly steps: readonly Message[];
  readonly reasoning: readonly string[];
}

/** Roles by the names in use. A Map, since the name comes from the file. */
const ROLES = new Map<string, Role>([
  ...["system", "developer"].map((name) => [name, "system"] as const),
  ...["user", "human"].map((name) => [name, "user"] as const),
  ...["assistant", "ai", "bot", "model", "tool-call"].map((name) => [name, "assistant"] as const),
  ...["tool", "function", "tool-response"].map((name) => [name, "tool"] as const),
]);

/**
 * Messages of a list, of one message, of `{messages}` or of a plain text, said by `role` where they do not say themselves. Parts are
 * known by their shape, whoever's they are: OpenTelemetry, OpenAI (both APIs), Anthropic, Bedrock, Gemini, Vercel, LangChain. One
 * message on the wire may be several of ours: tool results that stand in a user's message are messages of the tool.
 * What an assistant says in a row is one message, since some write its texts and its calls apart and others do not.
 */
export function messagesOfWire(raw: unknown, role: Role): Said {
  const reasoning: string[] = [];
  const messages = itemsOf(raw).flatMap((item) => messagesOfItem(item, role, reasoning));
  return { messages: joined(messages), steps: messages, reasoning };
}

function itemsOf(raw: unknown): readonly unknown[] {
  if (raw === undefined || raw === null || raw === "") return [];
  // LangChain nests the messages of a batch in a list of their own.
  if (Array.isArray(raw)) return raw.length === 1 && Array.isArray(raw[0]) ? raw[0] : raw;
  if (isFields(raw) && Array.isArray(raw.messages)) return itemsOf(raw.messages);
  return [raw];
}

function messagesOfItem(item: unknown, fallback: Role, reasoning: string[]): Message[] {
  if (!isFields(item)) return [{ role: fallback, text: textOfValue(item) }];
  const raw = isFields(item.kwargs) ? { type: lastOf(item.id), ...item.kwargs } : item;
  const role = roleOf(raw, fallback);
  const calls: ToolCall[] = [];
  const results: Message[] = [];
  const texts: string[] = [];
  for (const part of partsOf(raw)) {
    const made = partOf(part);
    if (made.call) calls.push(made.call);
    else if (made.result) results.push(made.result);
    else if (made.reasoning !== undefined) reasoning.push(made.reasoning);
    else if (made.text !== undefined) texts.push(made.text);
  }
  calls.push(...callsBeside(raw, calls));
  const text = texts.join("\n");
  if (role === "tool" && results.length === 0) return [toolMessage(raw, text)];
  const isSaid = text !== "" || calls.length > 0 || results.length === 0;
  const own = isSaid
    ? [defined<Message>({ role, text, toolCalls: calls.length > 0 ? calls : undefined })]
    : [];
  return role === "assistant" ? [...own, ...results] : [...results, ...(role === "tool" ? [] : own)];
}

/** By its role, by LangChain's type, or by what it holds: an item of OpenAI's Responses API may be a bare call or result. */
function roleOf(raw: Fields, fallback: Role): Role {
  const given = ROLES.get(String(raw.role ?? "").toLowerCase());
  if (given || raw.role) return given ?? fallback;
  const type = String(raw.type ?? "").toLowerCase();
  return (
    ROLES.get(type.replace(/message(?:chunk)?$/, "")) ??
    (isCall(raw) ? "assistant" : isResult(raw) ? "tool" : fallback)
  );
}

const lastOf = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : undefined);

/** A text that a plain string cannot carry: parts written as JSON, which a user's own words that look like JSON are not. */
function partsOf(raw: Fields): readonly unknown[] {
  if (isCall(raw) || isResult(raw) || isReasoning(raw)) return [raw];
  const content = fieldOf(raw, ["parts", "content", "contents", "text", "refusal"]);
  if (typeof content === "string") {
    const blocks = /^\s*\[\s*\{/.test(content) ? unpacked(content) : undefined;
    return Array.isArray(blocks) && blocks.every(isKnownPart) ? blocks : [content];
  }
  return Array.isArray(content) ? content : content === undefined ? [] : [content];
}

const isKnownPart = (part: unknown): boolean =>
  isFields(part) &&
  (isCall(part) ||
    isResult(part) ||
    isReasoning(part) ||
    ((part.type === "text" || Object.keys(part).length === 1) && typeof part.text === "string"));

interface Part {
  readonly text?: string;
  readonly call?: ToolCall;
  readonly result?: Message;
  readonly reasoning?: string;
}

function partOf(part: unknown): Part {
  if (!isFields(part)) return { text: textOfValue(part) };
  const inner = isFields(part.message_content) ? part.message_content : part;
  if (isCall(inner)) return { call: callOf(inner) };
  if (isResult(inner)) return { result: resultOf(inner) };
  if (isReasoning(inner))
    return { reasoning: textOfValue(fieldOf(inner, ["content", "text", "thinking", "summary"])) };
  const text = fieldOf(inner, ["text", "content", "refusal"]);
  const isText = inner.type === undefined || inner.type === "refusal" || /text$/.test(String(inner.type));
  if (isText && typeof text === "string") return { text };
  // Something was there that is no text: its type shows it.
  return { text: `[${textOf(inner.type) ?? Object.keys(inner)[0] ?? "part"}]` };
}

const CALLS = new Set(["tool_call", "tool-call", "tool_use", "function_call", "server_tool_use"]);
const RESULTS = new Set(["tool_call_response", "tool-result", "tool_result", "function_call_output"]);
const THOUGHTS = new Set(["reasoning", "thinking", "redacted_thinking"]);

const isCall = (part: Fields): boolean =>
  CALLS.has(String(part.type)) ||
  isFields(part.functionCall) ||
  isFields(part.function_call) ||
  isFields(part.toolUse);
const isResult = (part: Fields): boolean =>
  RESULTS.has(String(part.type)) ||
  isFields(part.functionResponse) ||
  isFields(part.function_response) ||
  isFields(part.toolResult);
const isReasoning = (part: Fields): boolean =>
  THOUGHTS.has(String(part.type)) || part.thought === true || part.reasoningContent !== undefined;

/** A call with its parts on it, or under the name that an API puts around them. */
export function callOf(part: Fields): ToolCall {
  const inner =
    [part.functionCall, part.function_call, part.toolUse, part.tool_call, part.function].find(isFields) ??
    part;
  const deepest = isFields(inner.function) ? inner.function : inner;
  return {
    id:
      idOf(fieldOf({ ...part, ...inner }, ["call_id", "toolCallId", "toolUseId", "tool_call_id", "id"])) ??
      "",
    name: textOf(fieldOf(deepest, ["name", "toolName"])) ?? "",
    args: unpacked(fieldOf(deepest, ["arguments", "args", "input"]) ?? {}),
  };
}

function resultOf(part: Fields): Message {
  const inner = [part.functionResponse, part.function_response, part.toolResult].find(isFields) ?? part;
  return toolMessage(inner, textOfResult(fieldOf(inner, ["response", "result", "output", "content"])));
}

const toolMessage = (raw: Fields, text: string): Message =>
  defined<Message>({
    role: "tool",
    text,
    toolCallId: idOf(
      fieldOf(raw, ["tool_call_id", "call_id", "toolCallId", "tool_use_id", "toolUseId", "id"]),
    ),
    toolName: textOf(fieldOf(raw, ["name", "toolName"])),
    isError: raw.is_error === true || raw.isError === true || raw.status === "error" ? true : undefined,
  });

/** Calls that stand beside the content: `tool_calls` as OpenAI, LangChain and OpenInference have them. */
function callsBeside(raw: Fields, known: readonly ToolCall[]): ToolCall[] {
  const list = fieldOf(raw, ["tool_calls", "toolCalls"]);
  const calls = Array.isArray(list) ? list.filter(isFields).map(callOf) : [];
  // Some write a call both among the parts and beside them.
  return calls.filter((call) => call.id === "" || !known.some(({ id }) => id === call.id));
}

/** A tool's result as the model read it: a text as it is, text parts joined, anything else as JSON. */
export function textOfResult(value: unknown): string {
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((part) => isFields(part) && typeof part.text === "string")
  )
    return value.map((part) => (part as { text: string }).text).join("\n");
  // Vercel wraps a result in its type.
  if (isFields(value) && (value.type === "text" || value.type === "json") && value.value !== undefined)
    return textOfValue(value.value);
  return textOfValue(value);
}

export const textOfValue = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

function joined(messages: readonly Message[]): Message[] {
  const list: Message[] = [];
  for (const message of messages) {
    const last = list.at(-1);
    if (last?.role !== "assistant" || message.role !== "assistant") list.push(message);
    else list[list.length - 1] = joinedTwo(last, message);
  }
  return list;
}

export function joinedTwo(a: Message, b: Message): Message {
  const toolCalls = [...(a.toolCalls ?? []), ...(b.toolCalls ?? [])];
  const text = [a.text, b.text].filter((one) => one !== "").join("\n");
  return { ...a, text, ...(toolCalls.length > 0 && { toolCalls }) };
}
