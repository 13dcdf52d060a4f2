import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { messagesOfWire } from "./wire-messages.ts";

/**
 * AWS Strands Agents where they differ from OpenTelemetry, whose names they use: a tool's span holds its call and its result as messages
 * of details, whether it failed stands in an attribute of its own, and a cycle of the agent's loop says again what its model call says.
 */
export const strands: Convention = {
  name: "Strands Agents",
  heads: ["gen_ai"],
  conversationIds: [],
  read: readStrands,
};

const DETAILS = "gen_ai.client.inference.operation.details";

function readStrands(attributes: AttributeReader, span: OtlpSpan): Reading {
  const { fields } = attributes;
  const isStrands = [fields["gen_ai.system"], fields["gen_ai.provider.name"]].includes("strands-agents");
  if (!isStrands) return {};
  const operation = fields["gen_ai.operation.name"];
  if (operation === "execute_event_loop_cycle" || span.name === "execute_event_loop_cycle")
    return { kind: "other" };
  if (operation === "invoke_graph" || operation === "invoke_swarm") return { kind: "agent" };
  if (operation !== "execute_tool") return {};
  const isFailed = attributes.text("gen_ai.tool.status") === "error";
  return { kind: "tool", status: isFailed ? "error" : undefined, tool: toolOf(attributes, span) };
}

function toolOf(attributes: AttributeReader, { events }: OtlpSpan): Reading["tool"] {
  const sources = [
    attributes.fields,
    ...events.filter(({ name }) => name === DETAILS).map((event) => event.attributes),
  ];
  const said = (name: string) =>
    sources.flatMap((source) => {
      const value = unpacked(source[name]);
      return Array.isArray(value) || isFields(value) ? messagesOfWire(value, "tool").messages : [];
    });
  const call = said("gen_ai.input.messages").find(({ toolCalls }) => toolCalls)?.toolCalls?.[0];
  const result = said("gen_ai.output.messages").find(({ role }) => role === "tool")?.text;
  return call || result !== undefined
    ? { callId: call?.id || undefined, args: call?.args, result }
    : undefined;
}
