import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields, textOf, usageFrom } from "../wire-values.ts";
import { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { documentsOf } from "./documents.ts";
import { evaluationsOfEvents } from "./gen-ai-evaluations.ts";
import { promptOf } from "./prompt-variables.ts";
import { systemOf } from "./system-text.ts";
import { toolsIn } from "./tool-definitions.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/**
 * OpenTelemetry's conventions for generative AI as they are now: messages in `gen_ai.input.messages` and `gen_ai.output.messages`, on
 * the span or in the event `gen_ai.client.inference.operation.details`. Tools, usage and ids are the same in the older form.
 */
export const genAi: Convention = {
  name: "gen_ai",
  conversationIds: ["gen_ai.conversation.id"],
  read: readGenAi,
};

/** The event that may hold the content instead of the span. */
const DETAILS = "gen_ai.client.inference.operation.details";

const KINDS = new Map<string, SpanKind>([
  ...["chat", "generate_content", "text_completion"].map((name) => [name, "model"] as const),
  ...["invoke_agent", "create_agent", "invoke_workflow"].map((name) => [name, "agent"] as const),
  ["execute_tool", "tool"],
  ["retrieval", "retrieval"],
  ...["embeddings", "plan"].map((name) => [name, "other"] as const),
]);

function readGenAi(attributes: AttributeReader, { events }: OtlpSpan): Reading {
  const sources = sourcesOf(attributes, events);
  const first = <T>(pick: (source: AttributeReader) => T | undefined): T | undefined => {
    for (const source of sources) {
      const value = pick(source);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const said = (name: string, role: "user" | "assistant") =>
    first((source) => {
      const value = source.structure(name);
      const made = value && messagesOfWire(firstChoice(value), role);
      return made && made.messages.length > 0 ? { ...made, value } : undefined;
    });
  const output = said("gen_ai.output.messages", "assistant");
  const kind = KINDS.get(String(attributes.fields["gen_ai.operation.name"]));
  return {
    kind,
    system: first((source) => systemOf(source.value("gen_ai.system_instructions"))),
    input: said("gen_ai.input.messages", "user")?.messages,
    output: output?.messages.findLast(({ role }) => role === "assistant"),
    steps: output?.steps,
    tools: first((source) => toolsIn(source, "gen_ai.tool.definitions", "gen_ai.request.tools")),
    model: attributes.text("gen_ai.response.model") ?? attributes.text("gen_ai.request.model"),
    usage: usageIn(attributes),
    costUsd: attributes.number("gen_ai.usage.cost", "operation.cost", "gen_ai.cost.total_cost"),
    finishReason: finishReasonIn(attributes) ?? finishReasonOf(output?.value),
    tool: kind === "model" ? undefined : toolOf(attributes),
    documents: documentsOf(attributes.structure("gen_ai.retrieval.documents")),
    evaluations: events.length > 0 ? evaluationsOfEvents(events) : undefined,
    prompt: promptOf(attributes, PROMPT),
    agent: attributes.text("gen_ai.agent.name"),
    userId: attributes.text("gen_ai.user.id", "enduser.id"),
  };
}

const PROMPT = {
  name: ["gen_ai.prompt.name"],
  version: ["gen_ai.prompt.version"],
  variable: "gen_ai.prompt.variable",
  variables: ["gen_ai.prompt.variables"],
};

function sourcesOf(attributes: AttributeReader, events: OtlpSpan["events"]): readonly AttributeReader[] {
  const sources = [attributes];
  for (const { name, attributes: own, body } of events)
    if (name === DETAILS) sources.push(new AttributeReader({ ...own, ...(isFields(body) && body) }));
  return sources;
}

function usageIn(attributes: AttributeReader): Reading["usage"] {
  const inputTokens = attributes.number("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
  const outputTokens = attributes.number("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens");
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return usageFrom({
    inputTokens,
    outputTokens,
    reasoningTokens: attributes.number(
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "gen_ai.usage.details.reasoning_tokens",
    ),
    cacheReadTokens: attributes.number(
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
      "gen_ai.usage.details.cache_read_tokens",
    ),
    cacheWriteTokens: attributes.number(
      "gen_ai.usage.cache_write.input_tokens",
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_write_input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "gen_ai.usage.details.cache_write_tokens",
    ),
  });
}

/** One for each choice; the first is the one the conversation went on with, as far as can be known. */
const finishReasonIn = (attributes: AttributeReader): string | undefined =>
  attributes.texts("gen_ai.response.finish_reasons", "gen_ai.response.finish_reason")?.[0];

function finishReasonOf(messages: unknown): string | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(0) : messages;
  return isFields(last) ? textOf(last.finish_reason) : undefined;
}

/** Each choice has a reason why it ended; of several, the first is the one the conversation went on with, as far as can be known. */
function firstChoice(value: unknown): unknown {
  const areChoices =
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((one) => isFields(one) && one.finish_reason !== undefined);
  return areChoices ? value.slice(0, 1) : value;
}

function toolOf(attributes: AttributeReader): Reading["tool"] {
  const name = attributes.text("gen_ai.tool.name");
  const callId = attributes.text("gen_ai.tool.call.id");
  if (name === undefined && callId === undefined) return undefined;
  const result = attributes.value("gen_ai.tool.call.result");
  return {
    name,
    callId,
    args: attributes.value("gen_ai.tool.call.arguments"),
    result: result === undefined ? undefined : textOfResult(result),
  };
}
