import { conventions } from "../conventions/conventions.ts";
import type { Signal } from "./checked.ts";

/** What the attributes of a service's spans were seen to tell; whoever connects an agent is told what is missing. */
export interface Signs {
  /** Texts of messages or tool calls. */
  readonly content: boolean;
  /** To which conversation a span belongs. */
  readonly conversation: boolean;
  /** Which prompt, in which version, was used. */
  readonly prompt: boolean;
}

export const noSigns: Signs = { content: false, conversation: false, prompt: false };
export const isComplete = ({ content, conversation, prompt }: Signs): boolean =>
  content && conversation && prompt;
export const bothSigns = (a: Signs, b: Signs): Signs => ({
  content: a.content || b.content,
  conversation: a.conversation || b.conversation,
  prompt: a.prompt || b.prompt,
});

const content =
  /^(?:gen_ai\.(?:input\.messages|output\.messages|system_instructions|(?:prompt|completion)(?:\.\d|$)|tool\.call\.(?:arguments|result)|content)|llm\.(?:(?:input|output)_messages|prompts|completions)|(?:input|output)\.value|traceloop\.entity\.(?:input|output)|ai\.(?:prompt|response\.text|response\.object|toolCall\.(?:args|result))|langfuse\.(?:observation|trace)\.(?:input|output)|(?:all_messages_events|pydantic_ai\.all_messages|events|prompt|response|completion)$)/;
const prompt =
  /^(?:gen_ai\.prompt\.(?:name|version|id|template)|llm\.prompt_template\.|prompt\.(?:name|version|id)|langfuse\.(?:observation\.)?prompt\.|traceloop\.prompt\.)/;
const conversationIds = new Set(conventions.flatMap(({ conversationIds }) => conversationIds));
/** Events that are one message each, and what of it their attributes are: names that mean something only there. */
const messageEvent = /^gen_ai\.(?:(?:system|user|assistant|tool)\.message|choice)$/;
const inMessageEvent = new Set(["content", "message", "tool_calls"]);

const known = { traces: new Map<string, Signs>(), logs: new Map<string, Signs>() };
/** Attribute names are few; a sender that makes up new ones all the time must not fill the memory with them. */
const mostKnown = 20_000;

/** What the name of an attribute tells. Log records that speak of a model call are there for its content. */
export function signsOf(key: string, signal: Signal): Signs {
  const found = known[signal].get(key);
  if (found) return found;
  const made = {
    content: content.test(key) || (signal === "logs" && key.startsWith("gen_ai.")),
    conversation: conversationIds.has(key),
    prompt: prompt.test(key),
  };
  if (known[signal].size < mostKnown) known[signal].set(key, made);
  return made;
}

/** The same of an attribute of a span's event: older instrumentations put all contents there. */
export function signsOfEvent(event: string, key: string): Signs {
  const signs = signsOf(key, "traces");
  return inMessageEvent.has(key) && messageEvent.test(event) ? { ...signs, content: true } : signs;
}
