import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import { type Convention, type Reading, usageReading } from "./convention.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/**
 * Vercel's AI SDK (`ai.*`): `ai.generateText` and its like are what the program called and stand for the agent; `….doGenerate` and
 * `….doStream` inside them are the calls of the model.
 */
export const vercelAi: Convention = {
  name: "Vercel AI SDK",
  conversationIds: ["sessionId", "session_id", "conversationId", "threadId", "chatId"].map(
    (name) => `ai.telemetry.metadata.${name}`,
  ),
  read: readVercel,
};

function readVercel(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const operation = attributes.text("ai.operationId");
  if (operation === undefined) return {};
  const common: Reading = {
    userId: attributes.text("ai.telemetry.metadata.userId"),
  };
  if (operation === "ai.toolCall") return { ...common, kind: "tool", tool: toolOf(attributes) };
  if (/^ai\.embed/.test(operation)) return { ...common, kind: "other" };
  return {
    ...common,
    kind: /\.do[A-Z]/.test(operation) ? "model" : "agent",
    agent: attributes.text("ai.telemetry.functionId"),
    ...promptOf(attributes),
    output: answerOf(attributes),
    reasoning: attributes.text("ai.response.reasoning"),
    model: attributes.text("ai.response.model") ?? attributes.text("ai.model.id"),
    usage: usageReading(
      attributes.number("ai.usage.inputTokens", "ai.usage.promptTokens"),
      attributes.number("ai.usage.outputTokens", "ai.usage.completionTokens"),
    ),
  };
}

function promptOf(attributes: AttributeReader): Pick<Reading, "input" | "system"> {
  const messages = attributes.structure("ai.prompt.messages");
  if (messages) return { input: messagesOfWire(messages, "user").messages };
  const prompt = attributes.value("ai.prompt");
  if (!isFields(prompt)) return { input: messagesOfWire(prompt, "user").messages };
  const system = typeof prompt.system === "string" && prompt.system !== "" ? prompt.system : undefined;
  return { system, input: messagesOfWire(prompt.messages ?? prompt.prompt, "user").messages };
}

function answerOf(attributes: AttributeReader): Reading["output"] {
  const text = attributes.text("ai.response.text", "ai.response.object");
  const calls = attributes.structure("ai.response.toolCalls");
  if (text === undefined && calls === undefined) return undefined;
  return messagesOfWire(
    { role: "assistant", content: [{ type: "text", text: text ?? "" }], tool_calls: calls },
    "assistant",
  ).messages[0];
}

function toolOf(attributes: AttributeReader): Reading["tool"] {
  const result = attributes.value("ai.toolCall.result");
  return {
    name: attributes.text("ai.toolCall.name"),
    callId: attributes.text("ai.toolCall.id"),
    args: attributes.value("ai.toolCall.args"),
    result: result === undefined ? undefined : textOfResult(result),
  };
}
