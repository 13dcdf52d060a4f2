import type { Message, Role, ToolCall } from "../store/index.ts";
import { makeSafe } from "./entries.ts";
import {
  defined,
  type Fields,
  fieldOf,
  idOf,
  isFields,
  numberOf,
  textOf,
  timeMsOf,
  usageOf,
} from "./wire-values.ts";

/** A message in the shapes of OpenAI's chat API, or why it is none. */
export type MessageOrReason = { readonly message: Message } | { readonly reason: string };

/** Roles by the names in use. A Map, since the name comes from the file. */
const ROLES = new Map<string, Role>([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["bot", "assistant"],
  ["model", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
]);

/** Content null or absent is the empty text: a message that only calls tools. */
export function messageFrom(raw: unknown): MessageOrReason {
  if (!isFields(raw)) return { reason: "A message is not an object" };
  const role = ROLES.get(String(raw.role).toLowerCase());
  if (!role) return { reason: `Unknown role ${JSON.stringify(raw.role ?? null).slice(0, 60)}` };
  const toolCalls = role === "assistant" ? toolCallsOf(raw) : [];
  return {
    message: defined<Message>({
      role,
      text: textOfContent(raw.content),
      toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
      ...(role === "tool" && {
        toolCallId: idOf(raw.tool_call_id),
        toolName: textOf(raw.name),
        isError: raw.is_error === true || raw.error === true ? true : undefined,
      }),
      atMs: timeMsOf(fieldOf(raw, ["timestamp", "created_at", "at", "time"])),
      costUsd: numberOf(fieldOf(raw, ["cost_usd", "costUsd", "cost"])),
      usage: usageOf(raw.usage),
    }),
  };
}

/** Messages of a list, or the first reason why one of them is none, with its number. */
export function messagesFrom(
  list: readonly unknown[],
): { readonly messages: Message[] } | { readonly reason: string } {
  const messages: Message[] = [];
  for (const [index, raw] of list.entries()) {
    const made = messageFrom(raw);
    if ("reason" in made)
      return { reason: `${made.reason} (message ${index + 1}); the conversation was left out.` };
    messages.push(made.message);
  }
  return { messages };
}

/** Text parts are joined by line ends; a part that is no text leaves its type in brackets, to show that something was there. */
export function textOfContent(content: unknown): string {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(textOfPart).join("\n");
  return isFields(content) ? textOfPart(content) : JSON.stringify(content);
}

function textOfPart(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isFields(part)) return JSON.stringify(part) ?? "";
  const text = fieldOf(part, ["text", "refusal"]);
  return typeof text === "string" ? text : `[${textOf(part.type) ?? "part"}]`;
}

/** Calls as `tool_calls`, or as the older single `function_call`, which has no id. */
function toolCallsOf(raw: Fields): ToolCall[] {
  const calls = Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isFields).map(toolCallOf) : [];
  return calls.length === 0 && isFields(raw.function_call)
    ? [toolCallOf({ function: raw.function_call })]
    : calls;
}

/** A call with its parts under `function`, as OpenAI has it, or on the call itself, as tau2-bench does. */
export function toolCallOf(call: Fields): ToolCall {
  const inner = isFields(call.function) ? call.function : call;
  return { id: idOf(call.id) ?? "", name: textOf(inner.name) ?? "", args: argumentsOf(inner.arguments) };
}

/** Arguments come as JSON in a string; what does not parse stays the string, for models do write broken JSON. */
function argumentsOf(args: unknown): unknown {
  if (typeof args !== "string") return args ?? {};
  try {
    const value: unknown = JSON.parse(args);
    return makeSafe(value) === "too-deep" ? args : value;
  } catch {
    return args;
  }
}
