import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields, numberOf, usageOf } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

/** Langfuse's own attributes: an observation's input and output in one value each, its prompt, and the trace's session, user and tags. */
export const langfuse: Convention = {
  name: "Langfuse",
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

function readLangfuse(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const kind = KINDS.get(String(attributes.fields["langfuse.observation.type"]).toLowerCase());
  const promptName = attributes.text("langfuse.observation.prompt.name", "langfuse.prompt.name");
  const cost = attributes.structure("langfuse.observation.cost_details");
  const details = attributes.structure("langfuse.observation.usage_details");
  const tags = attributes.value("langfuse.trace.tags");
  return {
    kind,
    model: attributes.text("langfuse.observation.model.name", "langfuse.observation.model"),
    usage: isFields(details)
      ? usageOf({
          ...details,
          input_tokens: details.input_tokens ?? details.input,
          output_tokens: details.output_tokens ?? details.output,
        })
      : undefined,
    costUsd: isFields(cost) ? numberOf(cost.total) : undefined,
    prompt:
      promptName === undefined
        ? undefined
        : {
            name: promptName,
            version: attributes.text("langfuse.observation.prompt.version", "langfuse.prompt.version"),
          },
    userId: attributes.text("langfuse.user.id", "user.id"),
    tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : undefined,
    ...(kind && contentOf(kind, attributes)),
  };
}

function contentOf(kind: SpanKind, attributes: AttributeReader): Reading {
  const input = attributes.value("langfuse.observation.input");
  const output = attributes.value("langfuse.observation.output");
  if (kind === "tool")
    return { tool: { args: input, result: output === undefined ? undefined : textOfResult(output) } };
  if (kind === "retrieval") return { documents: Array.isArray(output) ? output : undefined };
  return {
    input: messagesOfWire(input, "user").messages,
    output: messagesOfWire(output, "assistant").messages.findLast(({ role }) => role === "assistant"),
  };
}
