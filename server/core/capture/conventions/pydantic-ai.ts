import type { OtlpEvent, OtlpSpan } from "../otlp/otlp-span.ts";
import { type Fields, isFields, usageFrom } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { exchangeOf } from "./gen-ai-events.ts";
import { toolDefinitionsOf } from "./tool-definitions.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/**
 * Pydantic AI (and Logfire) where it differs from OpenTelemetry: an agent's run holds all its messages, as events in one attribute
 * (`all_messages_events`) or as messages (`pydantic_ai.all_messages`), from which what the user asked is what comes before the first answer;
 * its older model calls have events in an attribute, its older tools `tool_arguments` and `tool_response`.
 */
export const pydanticAi: Convention = {
  name: "Pydantic AI",
  heads: [
    "all_messages_events",
    "pydantic_ai",
    "final_result",
    "agent_name",
    "events",
    "tool_arguments",
    "tool_response",
    "model_request_parameters",
  ],
  conversationIds: [],
  read: readPydantic,
};

function readPydantic(attributes: AttributeReader, { name }: OtlpSpan): Reading {
  const tool = toolOf(attributes);
  if (tool) return { kind: "tool", tool };
  const agent = attributes.text("agent_name");
  const all = attributes.structure("pydantic_ai.all_messages") ?? attributes.structure("all_messages_events");
  if (all || (agent !== undefined && attributes.has("final_result")))
    return { kind: "agent", agent, ...runOf(attributes, all) };
  if (agent !== undefined && / run$/.test(name)) return { kind: "agent", agent };
  const events = attributes.structure("events");
  const parameters = attributes.structure("model_request_parameters");
  const tools = isFields(parameters) ? toolDefinitionsOf(parameters.function_tools) : undefined;
  return { agent, tools, ...(Array.isArray(events) && chatOf(events)) };
}

function toolOf(attributes: AttributeReader): Reading["tool"] {
  if (!attributes.has("tool_arguments", "tool_response")) return undefined;
  const result = attributes.value("tool_response");
  return {
    args: attributes.value("tool_arguments"),
    result: result === undefined ? undefined : textOfResult(result),
  };
}

/** What came before the first answer was asked; the rest are the agent's steps. */
function runOf(attributes: AttributeReader, all: unknown): Reading {
  const said = messagesOfWire(all, "user").steps;
  const index = attributes.number("pydantic_ai.new_message_index");
  const from = index !== undefined && index > 0 && index < said.length ? index : 0;
  const first = said.findIndex(({ role }, i) => i >= from && role === "assistant");
  const input = first < 0 ? said : said.slice(0, first);
  const steps = first < 0 ? [] : said.slice(first);
  const result = attributes.value("final_result");
  const final = result === undefined ? undefined : textOfResult(result);
  const last = steps.findLast(({ role }) => role === "assistant");
  const isOwn = final === undefined || final === "" || last !== undefined;
  return {
    input,
    steps,
    output: isOwn ? last : { role: "assistant", text: final },
    usage: usageFrom({
      inputTokens: attributes.number("gen_ai.aggregated_usage.input_tokens"),
      outputTokens: attributes.number("gen_ai.aggregated_usage.output_tokens"),
      cacheReadTokens: attributes.number("gen_ai.aggregated_usage.cache_read.input_tokens"),
      cacheWriteTokens: attributes.number("gen_ai.aggregated_usage.cache_creation.input_tokens"),
    }),
  };
}

/** Events that were put into one attribute: their names are a field of theirs. */
function chatOf(events: readonly unknown[]): Reading {
  const { input, output, finishReason } = exchangeOf(events.filter(isFields).map(eventOf));
  return {
    input: messagesOfWire(input, "user").messages,
    output: messagesOfWire(output, "assistant").messages.findLast(({ role }) => role === "assistant"),
    finishReason,
  };
}

const eventOf = (fields: Fields): OtlpEvent => ({ name: String(fields["event.name"]), attributes: fields });
