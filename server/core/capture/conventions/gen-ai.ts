import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields } from "../wire-values.ts";
import { AttributeReader } from "./attribute-reader.ts";
import { type Convention, type Reading, usageReading } from "./convention.ts";
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
  const details = events
    .filter(({ name }) => name === DETAILS)
    .map((event) => new AttributeReader({ ...event.attributes, ...(isFields(event.body) && event.body) }));
  const sources = [attributes, ...details];
  const messages = (name: string, role: "user" | "assistant") =>
    sources
      .map((source) => messagesOfWire(firstChoice(source.structure(name)), role))
      .find((said) => said.messages.length > 0 || said.reasoning.length > 0);
  const output = messages("gen_ai.output.messages", "assistant");
  const system = sources
    .map((source) => systemOf(source.value("gen_ai.system_instructions")))
    .find((text) => text !== undefined);
  const promptName = attributes.text("gen_ai.prompt.name");
  return {
    kind: KINDS.get(String(attributes.fields["gen_ai.operation.name"])),
    system,
    input: messages("gen_ai.input.messages", "user")?.messages,
    output: output?.messages.findLast(({ role }) => role === "assistant"),
    steps: output?.steps,
    reasoning: output && output.reasoning.length > 0 ? output.reasoning.join("\n") : undefined,
    model: attributes.text("gen_ai.response.model") ?? attributes.text("gen_ai.request.model"),
    usage: usageReading(
      attributes.number("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
      attributes.number("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    ),
    costUsd: attributes.number("gen_ai.usage.cost", "operation.cost"),
    tool: toolOf(attributes),
    documents: documentsOf(attributes.structure("gen_ai.retrieval.documents")),
    prompt:
      promptName === undefined
        ? undefined
        : { name: promptName, version: attributes.text("gen_ai.prompt.version") },
    agent: attributes.text("gen_ai.agent.name"),
  };
}

/** Each choice has a reason why it ended; of several, the first is the one the conversation went on with, as far as can be known. */
function firstChoice(value: unknown): unknown {
  const areChoices =
    Array.isArray(value) && value.every((one) => isFields(one) && one.finish_reason !== undefined);
  return areChoices ? value.slice(0, 1) : value;
}

/** Parts like a message's, a bare text, or a list of either. */
export function systemOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const parts =
    Array.isArray(value) && !value.some((one) => isFields(one) && one.role) ? [{ parts: value }] : value;
  const text = messagesOfWire(parts, "system")
    .messages.map((message) => message.text)
    .join("\n\n");
  return text === "" ? undefined : text;
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

const documentsOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : undefined;
