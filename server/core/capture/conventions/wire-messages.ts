import type { Media, Message, Role, ToolCall } from "../../store/index.ts";
import { defined, type Fields, fieldOf, idOf, isFields, textOf } from "../wire-values.ts";
import { unpacked } from "./attribute-reader.ts";
import { mediaOf } from "./media.ts";
import { isToolDefinition } from "./tool-definitions.ts";

/** Messages in whatever shape an instrumentation wrote them. */
export interface Said {
  readonly messages: readonly Message[];
  /** The same before what an assistant says in a row is made one: the steps of an agent that tells several at once. */
  readonly steps: readonly Message[];
  /** Tools that stood among the messages, as they stood there. */
  readonly tools: readonly unknown[];
}

const nothing: Said = { messages: [], steps: [], tools: [] };

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
  const items = itemsOf(raw);
  if (items.length === 0) return nothing;
  const messages: Message[] = [];
  const tools: unknown[] = [];
  for (const item of items) {
    if (isFields(item) && isToolDefinition(item.content)) tools.push(item.content);
    else if (isFields(item) && isFieldName(item)) continue;
    else for (const message of messagesOfItem(item, role)) messages.push(message);
  }
  const steps = withThoughts(messages);
  return { messages: joined(steps), steps, tools };
}

/** LangSmith's wrapper of Claude's agent SDK leaves of each message in a history the name of its last field. */
const isFieldName = (item: Fields): boolean =>
  item.role === undefined && item.content === "role" && Object.keys(item).length === 1;

function itemsOf(raw: unknown): readonly unknown[] {
  if (raw === undefined || raw === null || raw === "") return [];
  // LangChain nests the messages of a batch in a list of their own.
  if (Array.isArray(raw)) return raw.length === 1 && Array.isArray(raw[0]) ? raw[0] : raw;
  if (isFields(raw) && Array.isArray(raw.messages)) return itemsOf(raw.messages);
  return [raw];
}

function messagesOfItem(item: unknown, fallback: Role): Message[] {
  if (!isFields(item)) return [{ role: fallback, text: textOfValue(item) }];
  const raw = insideOf(item);
  const said = readParts(raw);
  const given = roleOf(raw, fallback);
  // Strands writes what a tool is asked as if the tool had said it.
  const role = given === "tool" && said.calls.length > 0 && said.texts.length === 0 ? "assistant" : given;
  const { calls, results, media } = said;
  for (const call of callsBeside(raw, calls)) calls.push(call);
  const text = said.texts.join("\n");
  if (role === "tool" && results.length === 0) return [toolMessage(raw, text, media)];
  const isSaid = text !== "" || calls.length > 0 || results.length === 0;
  if (role === "tool" || !isSaid) return results;
  const thought = [...said.thoughts, thoughtBeside(raw)].filter(Boolean).join("\n");
  const own = messageWith({
    role,
    text,
    toolCalls: calls.length > 0 ? calls : undefined,
    reasoning: thought === "" ? undefined : thought,
    media: media.length > 0 ? media : undefined,
  });
  if (results.length === 0) return [own];
  return role === "assistant" ? [own, ...results] : [...results, own];
}

const messageWith = defined<Message>;

/** What the parts of one message are, each kind by itself. */
interface Parts {
  readonly texts: string[];
  readonly calls: ToolCall[];
  readonly results: Message[];
  readonly thoughts: string[];
  readonly media: Media[];
}

function readParts(raw: Fields): Parts {
  const parts: Parts = { texts: [], calls: [], results: [], thoughts: [], media: [] };
  for (const part of partsOf(raw)) {
    const made = partOf(part);
    if (made.call) parts.calls.push(made.call);
    else if (made.result) parts.results.push(made.result);
    else if (made.reasoning !== undefined) parts.thoughts.push(made.reasoning);
    else if (made.text !== undefined) parts.texts.push(made.text);
    if (made.media) parts.media.push(made.media);
  }
  return parts;
}

/** LangChain's dumps and the choices of an API put the message into something else. */
function insideOf(item: Fields): Fields {
  if (isFields(item.kwargs)) return { type: lastOf(item.id), ...item.kwargs };
  if (item.role !== undefined || item.content !== undefined) return unwrapped(item);
  if (isFields(item.message)) return { ...item.message };
  return isFields(item.data) && typeof item.type === "string" ? { type: item.type, ...item.data } : item;
}

/** Google's ADK has a whole message as the content of an answer. */
const unwrapped = (item: Fields): Fields =>
  item.role === undefined && isFields(item.content) && Array.isArray(item.content.parts)
    ? { role: "assistant", ...item.content }
    : item;

/** By its role, by LangChain's type, or by what it holds: an item of OpenAI's Responses API may be a bare call or result. */
function roleOf(raw: Fields, fallback: Role): Role {
  if (raw.role) return ROLES.get(String(raw.role).toLowerCase()) ?? fallback;
  const type = String(raw.type ?? "").toLowerCase();
  return (
    ROLES.get(type.replace(/message(?:chunk)?$/, "")) ??
    (isCall(raw) || isReasoning(raw) ? "assistant" : isResult(raw) ? "tool" : fallback)
  );
}

const lastOf = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : undefined);

const CONTENT = ["parts", "content", "contents", "text", "refusal"];

/** A text that a plain string cannot carry: parts written as JSON, which a user's own words that look like JSON are not. */
function partsOf(raw: Fields): readonly unknown[] {
  if (isCall(raw) || isResult(raw) || isReasoning(raw)) return [raw];
  const content = fieldOf(raw, CONTENT);
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
  readonly media?: Media;
}

function partOf(part: unknown): Part {
  if (!isFields(part)) return { text: textOfValue(part) };
  const inner = isFields(part.message_content) ? part.message_content : part;
  if (inner.type === "text" && typeof inner.content === "string") return { text: inner.content };
  if (isCall(inner)) return { call: callOf(inner) };
  if (isResult(inner)) return { result: resultOf(inner) };
  if (isReasoning(inner)) return { reasoning: thoughtOf(inner) };
  const text = fieldOf(inner, ["text", "content", "refusal"]);
  const isText = inner.type === undefined || inner.type === "refusal" || /text$/.test(String(inner.type));
  if (isText && typeof text === "string") return { text };
  // Something was there that is no text: its type shows it.
  return { text: markOf(inner), media: mediaOf(inner) };
}

const markOf = (part: Fields): string => `[${textOf(part.type) ?? Object.keys(part)[0] ?? "part"}]`;

const CALLS = new Set(["tool_call", "tool-call", "tool_use", "function_call", "server_tool_use"]);
const RESULTS = new Set(["tool_call_response", "tool-result", "tool_result", "function_call_output"]);
const THOUGHTS = new Set(["reasoning", "thinking", "redacted_thinking"]);

/** A call of Vercel's AI SDK has no type where it stands by itself. */
const isCall = (part: Fields): boolean =>
  (typeof part.type === "string" && CALLS.has(part.type)) ||
  isFields(part.functionCall) ||
  isFields(part.function_call) ||
  isFields(part.toolUse) ||
  (part.type === undefined && typeof part.toolCallId === "string" && part.input !== undefined);
const isResult = (part: Fields): boolean =>
  (typeof part.type === "string" && RESULTS.has(part.type)) ||
  isFields(part.functionResponse) ||
  isFields(part.function_response) ||
  isFields(part.toolResult);
const isReasoning = (part: Fields): boolean =>
  (typeof part.type === "string" && THOUGHTS.has(part.type)) ||
  part.thought === true ||
  part.reasoningContent !== undefined;

/** What was thought, as far as it can be read: some providers give it encrypted. */
function thoughtOf(part: Fields): string {
  const inner = isFields(part.reasoningContent) ? part.reasoningContent : part;
  const value = fieldOf(inner, ["content", "text", "thinking", "summary", "reasoningText"]);
  return textOfThought(value);
}

function textOfThought(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOfThought).filter(Boolean).join("\n");
  if (isFields(value)) return textOf(fieldOf(value, ["text", "content"])) ?? "";
  return textOfValue(value);
}

/** Providers that speak OpenAI's API have the thoughts beside the content. */
function thoughtBeside(raw: Fields): string {
  const extra = isFields(raw.additional_kwargs) ? raw.additional_kwargs : {};
  const value = fieldOf(raw, ["reasoning_content", "reasoning"]) ?? extra.reasoning_content;
  return typeof value === "string" ? value : "";
}

/** A call with its parts on it, or under the name that an API puts around them. */
export function callOf(part: Fields): ToolCall {
  const inner =
    [part.functionCall, part.function_call, part.toolUse, part.tool_call, part.function].find(isFields) ??
    part;
  const deepest = isFields(inner.function) ? inner.function : inner;
  return {
    id: idOf(fieldOf(inner, CALL_IDS) ?? fieldOf(part, CALL_IDS)) ?? "",
    name: textOf(fieldOf(deepest, ["name", "toolName"])) ?? "",
    args: unpacked(fieldOf(deepest, ["arguments", "args", "input"]) ?? {}),
  };
}
const CALL_IDS = ["call_id", "toolCallId", "toolUseId", "tool_call_id", "id"];

function resultOf(part: Fields): Message {
  const inner = [part.functionResponse, part.function_response, part.toolResult].find(isFields) ?? part;
  const value = fieldOf(inner, ["response", "result", "output", "content"]);
  return toolMessage(inner, textOfResult(value), mediaIn(value));
}

const toolMessage = (raw: Fields, text: string, media: readonly Media[]): Message =>
  defined<Message>({
    role: "tool",
    text,
    toolCallId: idOf(
      fieldOf(raw, ["tool_call_id", "call_id", "toolCallId", "tool_use_id", "toolUseId", "id"]),
    ),
    toolName: textOf(fieldOf(raw, ["name", "toolName"])),
    isError: raw.is_error === true || raw.isError === true || raw.status === "error" ? true : undefined,
    media: media.length > 0 ? media : undefined,
  });

/** Calls that stand beside the content: `tool_calls` as OpenAI, LangChain and OpenInference have them. */
function callsBeside(raw: Fields, known: readonly ToolCall[]): ToolCall[] {
  const own = fieldOf(raw, ["tool_calls", "toolCalls"]);
  const extra = isFields(raw.additional_kwargs) ? raw.additional_kwargs.tool_calls : undefined;
  const list = Array.isArray(own) && own.length > 0 ? own : extra;
  if (!Array.isArray(list)) return [];
  // Some write a call both among the parts and beside them.
  return list
    .filter(isFields)
    .map(callOf)
    .filter((call) => call.id === "" || !known.some(({ id }) => id === call.id));
}

/** A tool's result as the model read it: a text as it is, parts joined, anything else as JSON. */
export function textOfResult(value: unknown): string {
  if (isPartList(value)) return value.map((part) => textOf(part.text) ?? markOf(part)).join("\n");
  // Vercel wraps a result in its type.
  if (isFields(value) && (value.type === "text" || value.type === "json") && value.value !== undefined)
    return textOfValue(value.value);
  // An MCP server's answer.
  if (isFields(value) && isPartList(value.content) && Object.keys(value).every((name) => MCP.has(name)))
    return textOfResult(value.content);
  return textOfValue(value);
}
const MCP = new Set(["content", "isError", "is_error", "structuredContent", "_meta"]);

/** Texts, and things that are none but known as such: their bytes are not the model's words. */
const isPartList = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (part) =>
      isFields(part) && (typeof part.text === "string" || (isTyped(part) && mediaOf(part) !== undefined)),
  );
const isTyped = (part: Fields): boolean => typeof part.type === "string" || Object.keys(part).length === 1;

const mediaIn = (value: unknown): readonly Media[] =>
  isPartList(value)
    ? value.flatMap((part) => (typeof part.text === "string" ? [] : (mediaOf(part) ?? [])))
    : [];

export const textOfValue = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

/** Thoughts that are a message of their own belong to what the model said after them. */
function withThoughts(messages: readonly Message[]): readonly Message[] {
  if (!messages.some(({ reasoning }) => reasoning !== undefined)) return messages;
  const list: Message[] = [];
  for (const message of messages) {
    const last = list.at(-1);
    const isThought = last?.reasoning !== undefined && last.text === "" && !last.toolCalls && !last.media;
    if (isThought && message.role === "assistant") list[list.length - 1] = joinedTwo(last, message);
    else list.push(message);
  }
  return list;
}

function joined(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
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
  const media = [...(a.media ?? []), ...(b.media ?? [])];
  const lines = (one: string | undefined, other: string | undefined): string =>
    [one, other].filter(Boolean).join("\n");
  const reasoning = lines(a.reasoning, b.reasoning);
  return {
    ...a,
    text: lines(a.text, b.text),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(media.length > 0 && { media }),
    ...(reasoning !== "" && { reasoning }),
  };
}
