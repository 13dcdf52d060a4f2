import type { OtlpSpan } from "../otlp/otlp-span.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { toolDefinitionsOf } from "./tool-definitions.ts";
import { messagesOfWire } from "./wire-messages.ts";

/**
 * The indexed attributes of OpenLLMetry, LiteLLM and early OpenTelemetry: `gen_ai.prompt.0.role`, `gen_ai.completion.0.content`, calls
 * as `gen_ai.completion.0.tool_calls.0.name`, tools as `llm.request.functions.0.name`. It also takes any span that names a model for a
 * model call where nobody else says what it is.
 */
export const genAiLegacy: Convention = {
  name: "gen_ai (indexed)",
  heads: ["gen_ai", "llm"],
  conversationIds: [],
  read: readLegacy,
};

function readLegacy(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const requestType = attributes.fields["llm.request.type"];
  const isModel =
    requestType === undefined
      ? attributes.has("gen_ai.request.model", "gen_ai.response.model", "gen_ai.completion.0.content")
      : requestType === "chat" || requestType === "completion";
  const input = messagesOfWire(attributes.list("gen_ai.prompt"), "user");
  // Several completions are choices (n > 1): the first is the one that the conversation went on with, as far as can be known.
  const output = messagesOfWire(attributes.list("gen_ai.completion").slice(0, 1), "assistant");
  return {
    kind: isModel ? "model" : undefined,
    input: input.messages,
    output: output.messages.find(({ role }) => role === "assistant"),
    finishReason: attributes.text("gen_ai.completion.0.finish_reason"),
    tools: toolDefinitionsOf(attributes.list("llm.request.functions")),
  };
}
