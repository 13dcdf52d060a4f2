import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields, usageFrom } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { toolsIn } from "./tool-definitions.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/**
 * Vercel's AI SDK (`ai.*`): `ai.generateText` and its like are what the program called and stand for the agent; `….doGenerate` and
 * `….doStream` inside them are the calls of the model.
 */
export const vercelAi: Convention = {
  name: "Vercel AI SDK",
  heads: ["ai"],
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
    tools: toolsIn(attributes, "ai.prompt.tools"),
    finishReason: attributes.text("ai.response.finishReason"),
    model: attributes.text("ai.response.model") ?? attributes.text("ai.model.id"),
    usage: usageFrom({
      inputTokens: attributes.number("ai.usage.inputTokens", "ai.usage.promptTokens"),
      outputTokens: attributes.number("ai.usage.outputTokens", "ai.usage.completionTokens"),
      reasoningTokens: attributes.number(
        "ai.usage.reasoningTokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
      ),
      cacheReadTokens: attributes.number(
        "ai.usage.cachedInputTokens",
        "ai.usage.inputTokenDetails.cacheReadTokens",
      ),
      cacheWriteTokens: attributes.number("ai.usage.inputTokenDetails.cacheWriteTokens"),
    }),
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
  const reasoning = attributes.text("ai.response.reasoning");
  if (text === undefined && calls === undefined && reasoning === undefined) return undefined;
  const content = [{ type: "text", text: text ?? "" }];
  return messagesOfWire({ role: "assistant", content, tool_calls: calls, reasoning }, "assistant")
    .messages[0];
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
