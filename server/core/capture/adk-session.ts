import type { Message, ToolCall, Usage } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { readDocument, readLines } from "./entries.ts";
import { draftsOf, type Format } from "./format.ts";
import {
  defined,
  type Fields,
  fieldOf,
  idOf,
  isFields,
  numberOf,
  smallAttributes,
  textOf,
  timeMsOf,
} from "./wire-values.ts";

/**
 * Sessions of Google's Agent Development Kit as JSON: `{id, app_name, user_id, events: [{author, content: {role, parts}}]}`, one or a list
 * of them, with names in snake or camel case. The session's state is left where it is: it is the application's, and often a customer's profile.
 */
export const adkSession: Format = {
  name: "adk-session",
  detect: ({ keys }) =>
    keys.has("events") &&
    ["app_name", "appName", "last_update_time", "lastUpdateTime"].some((key) => keys.has(key)),
  read: (input) =>
    draftsOf(input.shape === "lines" ? readLines(input.open()) : readDocument(input.open()), ({ value }) =>
      draftOf(value),
    ),
};

function draftOf(value: unknown): Draft | string {
  if (!isFields(value) || !Array.isArray(value.events)) return 'Not a session: it has no "events" list.';
  // Streamed pieces come again in the event that ends them.
  const events = value.events.filter(isFields).filter(({ partial }) => partial !== true);
  const messages = events.flatMap(messagesOfEvent);
  if (messages.length === 0) return "The session holds no messages.";
  const failure = events.find((event) => textOf(fieldOf(event, ["error_code", "errorCode"])));
  const agents = [
    ...new Set(events.flatMap(({ author }) => (author === "user" ? [] : (textOf(author) ?? [])))),
  ];
  return defined<Draft>({
    id: idOf(value.id),
    idPrefix: "adk-",
    messages,
    model: events
      .map((event) => textOf(fieldOf(event, ["model_version", "modelVersion"])))
      .find((one) => one !== undefined),
    status: failure ? "error" : undefined,
    endMs: timeMsOf(fieldOf(value, ["last_update_time", "lastUpdateTime"])),
    attributes: smallAttributes({
      service: textOf(fieldOf(value, ["app_name", "appName"])),
      userId: idOf(fieldOf(value, ["user_id", "userId"])),
      agent: agents[0],
      agents: agents.length > 1 ? agents : undefined,
      error:
        failure && textOf(fieldOf(failure, ["error_message", "errorMessage", "error_code", "errorCode"])),
    }),
  });
}

const CALL = ["function_call", "functionCall"];
const RESPONSE = ["function_response", "functionResponse"];

/** An event is one message of the model or the user, or the results of tools, each of which is a message. */
function messagesOfEvent(event: Fields): Message[] {
  const atMs = timeMsOf(event.timestamp);
  const content = isFields(event.content) ? event.content : {};
  const parts = (Array.isArray(content.parts) ? content.parts : []).filter(isFields);
  const results = parts.map((part) => fieldOf(part, RESPONSE)).filter(isFields);
  const messages = results.map((result) => resultMessage(result, atMs));
  const said = spokenMessage(parts, event, content.role);
  return said ? [...messages, defined<Message>({ ...said, atMs })] : messages;
}

function spokenMessage(parts: readonly Fields[], event: Fields, role: unknown): Message | undefined {
  const isThought = ({ thought }: Fields): boolean => thought === true;
  const text = parts
    .filter((part) => !isThought(part))
    .map(textOfPart)
    .join("");
  const reasoning = parts.filter(isThought).map(textOfPart).join("");
  const calls = parts.map((part) => fieldOf(part, CALL)).filter(isFields);
  if (text === "" && reasoning === "" && calls.length === 0) return undefined;
  if (event.author === "user" || (event.author === undefined && role === "user"))
    return { role: "user", text };
  return defined<Message>({
    role: "assistant",
    text,
    reasoning: reasoning === "" ? undefined : reasoning,
    toolCalls: calls.length > 0 ? calls.map(callOf) : undefined,
    usage: usageOf(fieldOf(event, ["usage_metadata", "usageMetadata"])),
  });
}

/** What is neither text nor a call leaves its name, to show that it was there. */
function textOfPart(part: Fields): string {
  if (typeof part.text === "string") return part.text;
  if (fieldOf(part, [...CALL, ...RESPONSE]) !== undefined) return "";
  const kind = Object.keys(part).find((name) => isFields(part[name]));
  return kind === undefined ? "" : `[${kind.slice(0, 40)}]`;
}

const callOf = (call: Fields): ToolCall => ({
  id: idOf(call.id) ?? "",
  name: textOf(call.name) ?? "",
  args: call.args ?? {},
});

/** A response is an object; where a plain value was put into one (`result`, `output`), that value is the text. */
function resultMessage(result: Fields, atMs: number | undefined): Message {
  const response = isFields(result.response) ? result.response : { result: result.response };
  const only = Object.keys(response).length === 1 ? fieldOf(response, ["result", "output"]) : undefined;
  const hasFailed = response.error !== undefined || response.status === "error";
  return defined<Message>({
    role: "tool",
    text: typeof only === "string" ? only : JSON.stringify(only ?? response),
    toolCallId: idOf(result.id),
    toolName: textOf(result.name),
    isError: hasFailed ? true : undefined,
    atMs,
  });
}

/** Gemini counts thoughts beside its answer; ours are among it. */
function usageOf(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const count = (...names: string[]): number | undefined => numberOf(fieldOf(value, names));
  const answer = count("candidates_token_count", "candidatesTokenCount");
  const thoughts = count("thoughts_token_count", "thoughtsTokenCount");
  const usage = defined<Usage>({
    inputTokens: count("prompt_token_count", "promptTokenCount"),
    outputTokens:
      answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
    reasoningTokens: thoughts,
    cacheReadTokens: count("cached_content_token_count", "cachedContentTokenCount"),
  });
  return Object.keys(usage).length > 0 ? usage : undefined;
}
