import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { type Fields, fieldOf, isFields, numberOf, textOf, usageFrom } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { Convention, EvaluationReading, Reading } from "./convention.ts";
import { documentsOf } from "./documents.ts";
import { evaluationOf } from "./gen-ai-evaluations.ts";
import { promptOf } from "./prompt-variables.ts";
import { toolsIn } from "./tool-definitions.ts";
import { answeredIn, askedIn, transcript } from "./wire-exchange.ts";
import { textOfResult } from "./wire-messages.ts";

/** Langfuse's own attributes: an observation's input and output in one value each, its prompt, and the trace's session, user and tags. */
export const langfuse: Convention = {
  name: "Langfuse",
  heads: ["langfuse", "user"],
  conversationIds: ["langfuse.session.id"],
  read: readLangfuse,
};

const KINDS = new Map<string, SpanKind>([
  ["generation", "model"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["retriever", "retrieval"],
  ...["span", "event", "chain", "embedding", "evaluator", "guardrail"].map(
    (name) => [name, "other"] as const,
  ),
]);

function readLangfuse(attributes: AttributeReader, { parentId }: OtlpSpan): Reading {
  const kind = kindOf(attributes, parentId);
  return {
    kind,
    model: attributes.text("langfuse.observation.model.name", "langfuse.observation.model"),
    usage: usageOf(attributes.structure("langfuse.observation.usage_details")),
    costUsd: costOf(attributes.structure("langfuse.observation.cost_details")),
    prompt: promptOf(attributes, PROMPT),
    status: attributes.text("langfuse.observation.level") === "ERROR" ? "error" : undefined,
    error: attributes.text("langfuse.observation.status_message"),
    evaluations: [
      ...scoresOf(attributes.structure("langfuse.observation.scores"), false),
      ...scoresOf(attributes.structure("langfuse.trace.scores"), true),
    ],
    userId: attributes.text("langfuse.user.id", "user.id"),
    tags: attributes.texts("langfuse.trace.tags"),
    ...(kind && contentOf(kind, attributes)),
  };
}

const PROMPT = {
  name: ["langfuse.observation.prompt.name", "langfuse.prompt.name"],
  version: ["langfuse.observation.prompt.version", "langfuse.prompt.version"],
  variables: ["langfuse.observation.prompt.variables"],
};

/** What LangGraph's callback calls a span is the graph where it is outermost, and a tool where it gives a tool's message. */
function kindOf(attributes: AttributeReader, parentId: string | undefined): SpanKind | undefined {
  const word = String(attributes.fields["langfuse.observation.type"]).toLowerCase();
  const kind = KINDS.get(word);
  if (kind !== "other") return kind;
  const output = unpacked(attributes.fields["langfuse.observation.output"]);
  if (isToolMessage(output)) return "tool";
  const isTold = attributes.has("langfuse.observation.input", "langfuse.observation.output");
  return parentId === undefined && isTold && (word === "span" || word === "chain") ? "agent" : kind;
}

const isToolMessage = (value: unknown): value is Fields =>
  isFields(value) && value.type === "tool" && typeof value.tool_call_id === "string";

function usageOf(details: unknown): Reading["usage"] {
  if (!isFields(details)) return undefined;
  const count = (...names: readonly string[]): number | undefined => numberOf(fieldOf(details, names));
  return usageFrom({
    inputTokens: count("input", "input_tokens", "prompt_tokens", "inputTokens"),
    outputTokens: count("output", "output_tokens", "completion_tokens", "outputTokens"),
    reasoningTokens: count("output_reasoning", "output_reasoning_tokens", "completion_details.reasoning"),
    cacheReadTokens: count(
      "input_cache_read",
      "input_cached_tokens",
      "cache_read_input_tokens",
      "prompt_details.cache_read",
    ),
    cacheWriteTokens: count(
      "input_cache_creation",
      "cache_creation_input_tokens",
      "prompt_details.cache_write",
    ),
  });
}

const costOf = (details: unknown): number | undefined =>
  isFields(details) ? numberOf(details.total) : undefined;

/** Scores as an export lists them beside the trace and its observations. */
function scoresOf(list: unknown, isOfTrace: boolean): readonly EvaluationReading[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isFields).flatMap((score) => {
    const isNumeric = score.dataType === undefined || score.dataType === null || score.dataType === "NUMERIC";
    const label = textOf(score.stringValue) ?? (score.dataType === "BOOLEAN" ? score.value === 1 : undefined);
    const made = evaluationOf({
      name: score.name,
      score: isNumeric || score.dataType === "BOOLEAN" ? score.value : undefined,
      label: typeof label === "string" ? label.toLowerCase() : label,
      explanation: score.comment,
    });
    return isOfTrace ? made.map((one) => ({ ...one, isOfTrace: true })) : made;
  });
}

function contentOf(kind: SpanKind, attributes: AttributeReader): Reading {
  const asked = attributes.value("langfuse.observation.input");
  const answered = attributes.value("langfuse.observation.output");
  if (kind === "tool") return { tool: toolOf(asked, answered) };
  if (kind === "retrieval") return { documents: documentsOf(answered) };
  const lines = kind === "model" && typeof asked === "string" ? transcript(asked) : undefined;
  const { system, input, tools } = askedIn(lines ?? asked);
  const said = answeredIn(lines && answered === "None" ? undefined : answered);
  return {
    input,
    output: said.output,
    steps: said.steps,
    system: system ?? said.system,
    finishReason: said.finishReason,
    tools: toolsIn(attributes, "langfuse.observation.tool_definitions") ?? tools ?? said.tools,
  };
}

function toolOf(asked: unknown, answered: unknown): Reading["tool"] {
  const args =
    isFields(asked) && Object.keys(asked).length === 1 && isFields(asked.input) ? asked.input : asked;
  if (isToolMessage(answered)) {
    const content = answered.content;
    return {
      args,
      callId: textOf(answered.tool_call_id),
      name: textOf(answered.name),
      result: textOfResult(content),
    };
  }
  return { args, result: answered === undefined ? undefined : textOfResult(answered) };
}
