import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { fieldOf, isFields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { promptOf } from "./prompt-variables.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

const OF = "traceloop.association.properties";

/**
 * OpenLLMetry's own names (`traceloop.*`): what kind of span it is, what went in and out of a workflow, agent or tool, the prompt and
 * whom the trace belongs to. Its model calls are written in OpenTelemetry's names.
 */
export const openLlmetry: Convention = {
  name: "OpenLLMetry",
  heads: ["traceloop"],
  conversationIds: ["conversation_id", "session_id", "thread_id", "chat_id"].map((name) => `${OF}.${name}`),
  read: readOpenLlmetry,
};

/** A workflow is the agent as a whole; the tasks in it are steps. */
const KINDS = new Map<string, SpanKind>([
  ["workflow", "agent"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["task", "other"],
]);

function readOpenLlmetry(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const kind = KINDS.get(String(attributes.fields["traceloop.span.kind"]));
  const common: Reading = {
    kind,
    prompt: promptOf(attributes, PROMPT),
    userId: attributes.text(`${OF}.user_id`),
  };
  const name = attributes.text("traceloop.entity.name");
  if (kind === "tool") {
    const input = attributes.value("traceloop.entity.input");
    const result = attributes.value("traceloop.entity.output");
    return {
      ...common,
      tool: { name, args: insideOf(input), result: result === undefined ? undefined : textOfResult(result) },
    };
  }
  if (kind !== "agent") return common;
  const input = messagesOfWire(insideOf(attributes.value("traceloop.entity.input")), "user").messages;
  const output = messagesOfWire(insideOf(attributes.value("traceloop.entity.output")), "assistant").messages;
  return { ...common, agent: name, input, output: output.findLast(({ role }) => role === "assistant") };
}

const PROMPT = {
  name: ["traceloop.prompt.key", "traceloop.prompt.managed.key"],
  version: ["traceloop.prompt.version", "traceloop.prompt.version_name"],
  variables: ["traceloop.prompt.template_variables"],
  variable: "traceloop.prompt.template_variables",
};

/** A decorated function's arguments: its only argument is what it was asked. */
function insideOf(value: unknown): unknown {
  if (!isFields(value)) return value;
  const args = fieldOf(value, ["inputs", "outputs"]) ?? value;
  if (!isFields(args)) return args;
  if (isFields(args.kwargs) && Object.keys(args.kwargs).length > 0) return onlyText(args.kwargs);
  return Array.isArray(args.args) && args.args.length === 1 ? args.args[0] : args;
}

function onlyText(fields: Readonly<Record<string, unknown>>): unknown {
  const values = Object.values(fields);
  return values.length === 1 && typeof values[0] === "string" ? values[0] : fields;
}
