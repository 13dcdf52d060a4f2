import type { Message, Role, ToolDefinition, Usage } from "../../store/index.ts";
import { type Fields, fieldOf, isFields, textOf, usageOf } from "../wire-values.ts";
import { unpacked } from "./attribute-reader.ts";
import { systemOf } from "./system-text.ts";
import { toolDefinitionsOf } from "./tool-definitions.ts";
import { messagesOfWire } from "./wire-messages.ts";

/** What was asked, where an instrumentation puts the whole of it into one value. */
export interface Asked {
  readonly system?: string;
  readonly input: readonly Message[];
  readonly tools?: readonly ToolDefinition[];
}

/** What was answered, likewise; an API repeats some of what it was asked. */
export interface Answered {
  readonly output?: Message;
  readonly steps: readonly Message[];
  readonly finishReason?: string;
  readonly system?: string;
  readonly tools?: readonly ToolDefinition[];
  readonly usage?: Usage;
}

/**
 * A request to a model or to an agent: messages as such, the body of a request of OpenAI, Anthropic, Gemini or Bedrock, the state of a
 * graph, the arguments of a function that hold a question, or a text.
 */
export function askedIn(value: unknown): Asked {
  const body = isFields(value) ? bodyOf(value) : undefined;
  if (!body) return askedOf(messagesOfWire(isFields(value) ? (questionIn(value) ?? value) : value, "user"));
  const { system, tools, messages } = body;
  const said = messagesOfWire(messages, "user");
  return { ...askedOf(said, tools), system: systemOf(unpacked(system)) };
}

function askedOf(
  { messages, tools: among }: ReturnType<typeof messagesOfWire>,
  beside?: unknown,
): Pick<Asked, "input" | "tools"> {
  return { input: messages, tools: toolDefinitionsOf(beside) ?? toolDefinitionsOf(among) };
}

interface Body {
  readonly messages: unknown;
  readonly system?: unknown;
  readonly tools?: unknown;
}

function bodyOf(value: Fields): Body | undefined {
  const config = isFields(value.config) ? value.config : {};
  const inner = isFields(value.kwargs) && Array.isArray(value.kwargs.messages) ? value.kwargs : value;
  const system = fieldOf({ ...config, ...inner }, [
    "system",
    "system_instruction",
    "systemInstruction",
    "instructions",
  ]);
  const toolConfig = isFields(inner.toolConfig) ? inner.toolConfig.tools : undefined;
  const tools = inner.tools ?? config.tools ?? toolConfig;
  const messages = fieldOf(inner, ["messages", "contents", "new_message", "newMessage"]);
  if (messages !== undefined && (Array.isArray(messages) || isFields(messages)))
    return { messages, system, tools };
  if (value.role !== undefined || value.content !== undefined) return undefined;
  const prompt = fieldOf(inner, ["prompt", "input"]);
  const isPrompt = typeof prompt === "string" || (Array.isArray(prompt) && prompt.every(isFields));
  return isPrompt && (system !== undefined || value.prompt !== undefined || tools !== undefined)
    ? { messages: prompt, system, tools }
    : undefined;
}

/** An object that holds the question of an agent or a chain under one of the usual names. */
function questionIn(value: Fields): unknown {
  if (value.role !== undefined || value.content !== undefined || value.parts !== undefined) return undefined;
  return fieldOf(value, ["task", "input", "question", "query", "prompt", "message", "text"]);
}

/** Says what was answered by itself: an answer of OpenAI (both APIs), Anthropic, Gemini or Bedrock, of LangChain, of an agent, or a text. */
export function answeredIn(value: unknown, role: Role = "assistant"): Answered {
  const { items, ...more } = isFields(value) ? answerOf(value) : { items: value };
  const { messages, steps } = messagesOfWire(items, role);
  return { ...more, steps, output: messages.findLast((message) => message.role === "assistant") };
}

type AnswerItems = Omit<Answered, "output" | "steps"> & { readonly items: unknown };

function answerOf(value: Fields): AnswerItems {
  const usage = usageOf(value.usage) ?? usageOf(value.usage_metadata);
  const finishReason = textOf(fieldOf(value, ["finish_reason", "finishReason", "stop_reason", "stopReason"]));
  const common = { usage, finishReason };
  if (Array.isArray(value.messages)) return { ...common, items: value.messages };
  if (Array.isArray(value.choices)) return { ...common, ...choiceOf(value.choices[0]) };
  if (Array.isArray(value.candidates)) return { ...common, ...choiceOf(value.candidates[0]) };
  if (Array.isArray(value.generations)) return { ...common, ...choiceOf(value.generations.flat()[0]) };
  if (Array.isArray(value.output))
    return {
      ...common,
      items: value.output,
      system: systemOf(value.instructions),
      tools: toolDefinitionsOf(value.tools),
    };
  const isMessage = [value.role, value.parts, value.message, value.tool_calls, value.kwargs].some(Boolean);
  if (isMessage || (value.content !== undefined && !isTyped(value))) return { ...common, items: value };
  const inner = fieldOf(value, ["output", "answer", "response", "result", "text", "raw", "content"]);
  return { ...common, items: isFields(inner) && isFields(inner.message) ? inner.message : (inner ?? value) };
}

/** What an agent's program says of its answer beside it: agno's `content_type`. */
const isTyped = (value: Fields): boolean =>
  value.content_type !== undefined && typeof value.content === "string";

function choiceOf(choice: unknown): { readonly items: unknown; readonly finishReason?: string } {
  if (!isFields(choice)) return { items: choice };
  const finishReason = textOf(fieldOf(choice, ["finish_reason", "finishReason"]));
  const items = fieldOf(choice, ["message", "content", "text"]) ?? choice;
  return finishReason === undefined ? { items } : { items, finishReason };
}

const LINE = /^(system|developer|user|assistant|tool): ?/;

/**
 * Messages that an instrumentation (OpenLIT) wrote one after the other into one text, each behind its role: `system: …\nuser: …`.
 * Undefined where the text does not begin so.
 */
export function transcript(text: string): readonly Fields[] | undefined {
  if (!LINE.test(text)) return undefined;
  const said: { role: string; content: string }[] = [];
  for (const line of text.split("\n")) {
    const role = LINE.exec(line);
    if (role) said.push({ role: role[1]!, content: line.slice(role[0].length) });
    else said.at(-1)!.content += `\n${line}`;
  }
  // Python's word for nothing: the message only called tools.
  return said.map(({ role, content }) => ({ role, content: content === "None" ? "" : content }));
}
