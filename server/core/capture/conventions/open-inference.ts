import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields, usageFrom } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { Convention, EvaluationReading, Reading } from "./convention.ts";
import { documentsOf } from "./documents.ts";
import { evaluationOf } from "./gen-ai-evaluations.ts";
import { promptOf } from "./prompt-variables.ts";
import { toolDefinitionsOf } from "./tool-definitions.ts";
import { answeredIn, askedIn } from "./wire-exchange.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/** OpenInference, as Arize Phoenix and its instrumentations write it: flat names under `llm.`, `tool.`, `retrieval.`, `input.value`. */
export const openInference: Convention = {
  name: "OpenInference",
  heads: ["openinference", "llm", "user", "agent", "prompt", "tag", "evaluations", "trace", "session"],
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
  return {
    model: attributes.text("llm.response.model_name", "llm.model_name", "llm.request.model_name"),
    usage: usageFrom({
      inputTokens: attributes.number("llm.token_count.prompt"),
      outputTokens: attributes.number("llm.token_count.completion"),
      reasoningTokens: attributes.number("llm.token_count.completion_details.reasoning"),
      cacheReadTokens: attributes.number("llm.token_count.prompt_details.cache_read"),
      cacheWriteTokens: attributes.number("llm.token_count.prompt_details.cache_write"),
    }),
    costUsd: attributes.number("llm.cost.total"),
    finishReason: attributes.text("llm.finish_reason"),
    prompt: promptOf(attributes, PROMPT),
    evaluations: evaluationsIn(attributes),
    userId: attributes.text("user.id"),
    agent: attributes.text("agent.name"),
    tags: attributes.texts("tag.tags"),
  };
}

const PROMPT = {
  name: ["llm.prompt_template.name", "prompt.name", "prompt.id"],
  version: ["llm.prompt_template.version", "prompt.version"],
  variables: ["llm.prompt_template.variables"],
};

/** Of the span, and of its trace or session; annotations are evaluations that somebody made by hand. */
function evaluationsIn(attributes: AttributeReader): readonly EvaluationReading[] | undefined {
  const found = EVALUATIONS.flatMap(([prefix, isOfTrace]) =>
    attributes.list(prefix).flatMap((one) => {
      const inner = isFields(one) ? (one.evaluation ?? one.annotation ?? one) : undefined;
      const made = isFields(inner) ? evaluationOf(inner) : [];
      return isOfTrace ? made.map((evaluation) => ({ ...evaluation, isOfTrace: true })) : made;
    }),
  );
  return found.length > 0 ? found : undefined;
}

const EVALUATIONS = ["evaluations", "annotations"].flatMap((name) => [
  [name, false] as const,
  [`trace.${name}`, true] as const,
  [`session.${name}`, true] as const,
]);

function contentOf(kind: SpanKind, attributes: AttributeReader): Reading {
  if (kind === "tool") return { tool: toolOf(attributes) };
  if (kind === "retrieval") return { documents: retrievedIn(attributes) };
  const input = messagesOfWire(attributes.list("llm.input_messages").map(messageOf), "user").messages;
  const said = messagesOfWire(
    attributes.list("llm.output_messages").slice(0, 50).map(messageOf),
    "assistant",
  );
  const output = said.messages.findLast(({ role }) => role === "assistant");
  const tools = toolDefinitionsOf(attributes.list("llm.tools").map(definitionOf));
  // The same once more, as the API had it.
  if (input.length > 0) attributes.text("input.value");
  if (output) attributes.text("output.value");
  const asked = input.length > 0 ? { input } : askedIn(attributes.value("input.value"));
  const answered = output ? { output, steps: said.steps } : answeredIn(attributes.value("output.value"));
  return { ...asked, ...(tools && { tools }), output: answered.output, steps: answered.steps };
}

/** Flat names cannot say that there were none; the output as the API had it can. */
function retrievedIn(attributes: AttributeReader): Reading["documents"] {
  const told = [...attributes.list("retrieval.documents"), ...attributes.list("reranker.output_documents")];
  return told.length > 0 ? documentsOf(told) : documentsOf(attributes.structure("output.value"));
}

/** A tool as the JSON that the model was given. */
const definitionOf = (one: unknown): unknown => {
  const tool = isFields(one) && isFields(one.tool) ? one.tool : one;
  return isFields(tool) && tool.json_schema !== undefined ? unpacked(tool.json_schema) : tool;
};

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
