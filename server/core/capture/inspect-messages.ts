import type { Message, Role, ToolCall, Usage } from "../store/index.ts";
import { defined, type Fields, idOf, isFields, numberOf, textOf, timeMsOf } from "./wire-values.ts";

/** What an event of a sample says about the call that made a message. */
export interface RecordedCall {
  readonly usage?: Usage;
  readonly atMs?: number;
}

const ROLES: ReadonlySet<unknown> = new Set<Role>(["system", "user", "assistant", "tool"]);

/** The messages of a sample, or why there are none. Long texts may stand in `attachments` and are named where they belong. */
export function sayingsOf(
  { messages, attachments }: Fields,
  { byMessage }: { readonly byMessage: ReadonlyMap<string, RecordedCall> },
): { readonly messages: readonly Message[] } | { readonly reason: string } {
  const kept = isFields(attachments) ? attachments : {};
  const made: Message[] = [];
  for (const [index, raw] of (Array.isArray(messages) ? messages : []).entries()) {
    if (!isFields(raw) || !ROLES.has(raw.role))
      return { reason: `Message ${index + 1} has no role that is known; the sample was left out.` };
    const role = raw.role as Role;
    const { text, reasoning } = contentOf(raw.content, kept);
    const toolCalls =
      role === "assistant" && Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isFields) : [];
    const call = role === "assistant" ? byMessage.get(String(raw.id)) : undefined;
    const failure = isFields(raw.error) ? (textOf(raw.error.message) ?? "") : undefined;
    made.push(
      defined<Message>({
        role,
        text: text || (failure ?? ""),
        reasoning,
        toolCalls: toolCalls.length > 0 ? toolCalls.map(callOf) : undefined,
        ...(role === "tool" && {
          toolCallId: idOf(raw.tool_call_id),
          toolName: textOf(raw.function),
          isError: failure === undefined ? undefined : true,
        }),
        ...call,
      }),
    );
  }
  return { messages: made };
}

const callOf = (call: Fields): ToolCall => ({
  id: idOf(call.id) ?? "",
  name: textOf(call.function) ?? "",
  args: call.arguments ?? {},
});

/** A text, or parts: texts are joined, what the model thought is kept apart, and of anything else its type is left to show that it was there. */
function contentOf(
  content: unknown,
  attachments: Fields,
): { readonly text: string; readonly reasoning?: string } {
  if (!Array.isArray(content)) return { text: attached(content, attachments) };
  const thoughts: string[] = [];
  const texts: string[] = [];
  for (const part of content) {
    if (!isFields(part)) texts.push(attached(part, attachments));
    else if (part.type === "reasoning") thoughts.push(attached(part.reasoning, attachments));
    else
      texts.push(
        part.type === "text" ? attached(part.text, attachments) : `[${textOf(part.type) ?? "part"}]`,
      );
  }
  const reasoning = thoughts.filter((thought) => thought !== "").join("\n");
  return defined({ text: texts.join("\n"), reasoning: reasoning === "" ? undefined : reasoning });
}

function attached(value: unknown, attachments: Fields): string {
  if (typeof value !== "string") return "";
  const name = value.startsWith("attachment://") ? value.slice("attachment://".length) : undefined;
  return name !== undefined && Object.hasOwn(attachments, name) ? String(attachments[name]) : value;
}

/** The model calls among a sample's events, by the message that each gave, and when the first event was. */
export function modelCallsOf(events: unknown): {
  readonly byMessage: ReadonlyMap<string, RecordedCall>;
  readonly startMs?: number;
} {
  const byMessage = new Map<string, RecordedCall>();
  const list = (Array.isArray(events) ? events : []).filter(isFields);
  for (const { event, output, completed, timestamp } of list) {
    if (event !== "model" || !isFields(output)) continue;
    const [choice] = Array.isArray(output.choices) ? output.choices : [];
    const id = isFields(choice) && isFields(choice.message) ? idOf(choice.message.id) : undefined;
    if (id !== undefined)
      byMessage.set(
        id,
        defined({ usage: usageOfInspect(output.usage), atMs: timeMsOf(completed) ?? timeMsOf(timestamp) }),
      );
  }
  return defined({ byMessage, startMs: timeMsOf(list[0]?.timestamp) });
}

/**
 * Inspect counts tokens of the cache beside the input with some providers and among it with others; the total tells which, and ours
 * are always among it.
 */
export function usageOfInspect(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const [input, output] = [numberOf(value.input_tokens), numberOf(value.output_tokens)];
  if (input === undefined && output === undefined) return undefined;
  const read = numberOf(value.input_tokens_cache_read);
  const written = numberOf(value.input_tokens_cache_write);
  const cached = (read ?? 0) + (written ?? 0);
  const isBeside = cached > 0 && numberOf(value.total_tokens) === (input ?? 0) + cached + (output ?? 0);
  return defined<Usage>({
    inputTokens: isBeside ? (input ?? 0) + cached : input,
    outputTokens: output,
    reasoningTokens: numberOf(value.reasoning_tokens),
    cacheReadTokens: read,
    cacheWriteTokens: written,
  });
}
