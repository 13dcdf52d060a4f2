import { parse } from "yaml";
import type { Message } from "../store/index.ts";
import { makeSafe } from "./entries.ts";
import { messageFrom, messagesFrom, textOfContent, toolCallOf } from "./openai-messages.ts";
import { defined, type Fields, isFields, textOf } from "./wire-values.ts";

/** What a promptfoo result says was said: the prompt that was sent, what came back, and turns in between. A text says why there is none. */
export function messagesOf(
  raw: unknown,
  response: Fields,
  spent: Pick<Message, "costUsd" | "usage">,
): readonly Message[] | string {
  const prompt = promptMessages(raw);
  if (typeof prompt === "string") return prompt;
  const turns = turnsOf(response);
  if (turns) {
    // A simulated user plays against the prompt, which is then the agent's system text.
    const isPlain = prompt.length === 1 && prompt[0]!.role === "user";
    const system = isPlain ? [{ ...prompt[0]!, role: "system" as const }] : prompt;
    const isRepeated = turns[0]?.role === "system" || startsWith(turns, prompt);
    return withSpent(isRepeated ? turns : [...system, ...turns], spent);
  }
  const output = outputMessage(response.output);
  return output ? withSpent([...prompt, output], spent) : prompt;
}

/** A prompt is a plain text, or a chat as JSON or YAML in that text. */
function promptMessages(raw: unknown): Message[] | string {
  if (raw === undefined || raw === null || raw === "") return [];
  if (typeof raw !== "string") return chatOf(raw) ?? [{ role: "user", text: textOfContent(raw) }];
  const text = raw.trim();
  const value = /^[[{]/.test(text)
    ? parsed(text, JSON.parse)
    : /^- *role *:/.test(text)
      ? parsed(text, parse)
      : undefined;
  return chatOf(value) ?? [{ role: "user", text: raw }];
}

function parsed(text: string, by: (text: string) => unknown): unknown {
  try {
    const value = by(text);
    return makeSafe(value) === "too-deep" ? undefined : value;
  } catch {
    return undefined; // A text that only looks like a chat is a text.
  }
}

function chatOf(value: unknown): Message[] | undefined {
  const list = isFields(value) ? value.messages : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every((one) => isFields(one) && "role" in one))
    return undefined;
  const made = messagesFrom(list);
  return "reason" in made ? undefined : made.messages;
}

/** Providers that hold a whole dialogue leave its messages in the metadata. */
function turnsOf({ metadata }: Fields): Message[] | undefined {
  const turns = isFields(metadata) ? chatOf(metadata.messages) : undefined;
  return turns?.some(({ role }) => role === "assistant") ? turns : undefined;
}

const startsWith = (turns: readonly Message[], prompt: readonly Message[]): boolean =>
  prompt.every(({ role, text }, i) => turns[i]?.role === role && turns[i]?.text === text);

/** A text; a message as OpenAI has it; tool calls alone; or any other value, as its JSON. */
function outputMessage(output: unknown): Message | undefined {
  if (output === undefined || output === null) return undefined;
  if (typeof output === "string") return { role: "assistant", text: output };
  const calls = Array.isArray(output) ? output.filter(isCall) : [];
  if (calls.length > 0 && calls.length === (output as readonly unknown[]).length)
    return { role: "assistant", text: "", toolCalls: calls.map(toolCallOf) };
  if (isFields(output) && (Array.isArray(output.tool_calls) || textOf(output.content) !== undefined)) {
    const made = messageFrom({ ...output, role: "assistant" });
    if ("message" in made) return made.message;
  }
  return { role: "assistant", text: JSON.stringify(output, undefined, 2) };
}

const isCall = (value: unknown): value is Fields =>
  isFields(value) && isFields(value.function) && textOf(value.function.name) !== undefined;

/** Tokens and cost are the result's; the last answer stands for all of them. */
function withSpent(
  messages: readonly Message[],
  spent: Pick<Message, "costUsd" | "usage">,
): readonly Message[] {
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  return messages.map((message, i) => (i === last ? defined<Message>({ ...message, ...spent }) : message));
}
