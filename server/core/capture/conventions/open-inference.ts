import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { type Fields, fieldOf, isFields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import { type Convention, type Reading, usageReading } from "./convention.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/** OpenInference, as Arize Phoenix and its instrumentations write it: flat names under `llm.`, `tool.`, `retrieval.`, `input.value`. */
export const openInference: Convention = {
  name: "OpenInference",
  conversationIds: ["session.id"],
  read: readOpenInference,
};

const KINDS = new Map<string, SpanKind>([
  ["LLM", "model"],
  ["AGENT", "agent"],
  ["TOOL", "tool"],
  ["RETRIEVER", "retrieval"],
  ["RERANKER", "retrieval"],
  ...["CHAIN", "EMBEDDING", "GUARDRAIL", "EVALUATOR", "PROMPT"].map((name) => [name, "other"] as const),
]);

function readOpenInference(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const word = attributes.fields["openinference.span.kind"];
  const kind =
    KINDS.get(String(word).toUpperCase()) ?? (attributes.has("llm.model_name") ? "model" : undefined);
  if (kind === undefined) return common(attributes);
  return { kind, ...common(attributes), ...contentOf(kind, attributes) };
}

function common(attributes: AttributeReader): Reading {
  const promptName = attributes.text("llm.prompt_template.name", "prompt.name");
  return {
    model: attributes.text("llm.model_name"),
    usage: usageReading(
      attributes.number("llm.token_count.prompt"),
      attributes.number("llm.token_count.completion"),
    ),
    costUsd: attributes.number("llm.cost.total"),
    prompt:
      promptName === undefined
        ? undefined
        : { name: promptName, version: attributes.text("llm.prompt_template.version", "prompt.version") },
    userId: attributes.text("user.id"),
    agent: attributes.text("agent.name"),
  };
}

function contentOf(kind: SpanKind, attributes: AttributeReader): Reading {
  if (kind === "tool") return { tool: toolOf(attributes) };
  if (kind === "retrieval")
    return {
      documents: [
        ...attributes.list("retrieval.documents"),
        ...attributes.list("reranker.output_documents"),
      ].map((one) => (isFields(one) && isFields(one.document) ? one.document : one)),
    };
  const input = messagesOfWire(attributes.list("llm.input_messages").map(messageOf), "user").messages;
  const said = messagesOfWire(
    attributes.list("llm.output_messages").slice(0, 50).map(messageOf),
    "assistant",
  );
  const output = said.messages.findLast(({ role }) => role === "assistant");
  // The same once more, as the API had it.
  if (input.length > 0) attributes.text("input.value");
  if (output) attributes.text("output.value");
  return {
    steps: said.steps,
    input: input.length > 0 ? input : messagesOfWire(askedIn(attributes), "user").messages,
    output:
      output ??
      messagesOfWire(answeredIn(attributes), "assistant").messages.findLast(
        ({ role }) => role === "assistant",
      ),
    reasoning: said.reasoning.length > 0 ? said.reasoning.join("\n") : undefined,
  };
}

/** A message in OpenInference's wrappers as the plain message inside them. */
function messageOf(one: unknown): unknown {
  const raw = isFields(one) && isFields(one.message) ? one.message : one;
  if (!isFields(raw)) return raw;
  const calls = Array.isArray(raw.tool_calls)
    ? raw.tool_calls.map((call) => (isFields(call) && isFields(call.tool_call) ? call.tool_call : call))
    : undefined;
  const legacy =
    raw.function_call_name === undefined
      ? undefined
      : [{ name: raw.function_call_name, arguments: raw.function_call_arguments_json }];
  return { ...raw, content: raw.contents ?? raw.content, tool_calls: calls ?? legacy };
}

/** Where no messages are spelt out, the input stands in one value: messages, or an object that holds the question, or a text. */
function askedIn(attributes: AttributeReader): unknown {
  const value = attributes.value("input.value");
  if (!isFields(value) || Array.isArray(value.messages)) return value;
  return fieldOf(value, ["role", "content"]) === undefined ? (questionIn(value) ?? value) : value;
}

const questionIn = (value: Fields): unknown =>
  fieldOf(value, ["task", "input", "question", "query", "prompt", "message", "text"]);

function answeredIn(attributes: AttributeReader): unknown {
  const value = attributes.value("output.value");
  if (!isFields(value) || Array.isArray(value.messages) || value.role !== undefined) return value;
  return fieldOf(value, ["output", "answer", "response", "result", "text", "content"]) ?? value;
}

function toolOf(attributes: AttributeReader): Reading["tool"] {
  const result = attributes.value("output.value");
  const input = attributes.value("input.value");
  return {
    name: attributes.text("tool.name"),
    callId: attributes.text("tool.id", "tool_call.id"),
    // smolagents wraps what was passed by name.
    args:
      isFields(input) && isFields(input.kwargs) && Object.keys(input.kwargs).length > 0
        ? input.kwargs
        : input,
    result: result === undefined ? undefined : textOfResult(result),
  };
}
