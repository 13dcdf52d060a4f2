import type { Message, Role } from "../../store/index.ts";
import type { OtlpEvent, OtlpSpan } from "../otlp/otlp-span.ts";
import { type Fields, isFields } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { messagesOfWire, textOfValue } from "./wire-messages.ts";

/**
 * Messages as one event each, on the span or as log records: `gen_ai.user.message`, `gen_ai.choice` and their like; before those,
 * `gen_ai.content.prompt` and `gen_ai.content.completion`; and log records whose body is `{input: {messages}, output: {messages}}`.
 */
export const genAiEvents: Convention = { name: "gen_ai (events)", conversationIds: [], read: readEvents };

const ROLES = new Map<string, Role>([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "user"],
  ["gen_ai.assistant.message", "assistant"],
  ["gen_ai.tool.message", "tool"],
]);

function readEvents(attributes: AttributeReader, { events }: OtlpSpan): Reading {
  const input: unknown[] = [];
  const output: unknown[] = [];
  for (const event of events) {
    const content = contentOf(event);
    const role = ROLES.get(event.name);
    if (role) input.push({ role, ...content });
    // Other choices are what else the model might have said.
    else if (event.name === "gen_ai.choice" && Number(content.index ?? 0) === 0)
      output.push(choiceOf(content));
    else if (event.name === "gen_ai.content.prompt") input.push(...listOf(content["gen_ai.prompt"]));
    else if (event.name === "gen_ai.content.completion") output.push(...listOf(content["gen_ai.completion"]));
    else if (isFields(event.body) && (isFields(event.body.input) || isFields(event.body.output))) {
      input.push(...listOf(messagesIn(event.body.input)));
      output.push(...listOf(messagesIn(event.body.output)));
    }
  }
  if (attributes.fields["gen_ai.operation.name"] === "execute_tool") return toolOf(input, output);
  const said = messagesOfWire(output, "assistant");
  return {
    input: messagesOfWire(input, "user").messages,
    output: said.messages.findLast(({ role }) => role === "assistant"),
    reasoning: said.reasoning.length > 0 ? said.reasoning.join("\n") : undefined,
  };
}

/** An event's fields stand in its attributes, a log record's in its body. */
const contentOf = ({ attributes, body }: OtlpEvent): Fields => ({
  ...attributes,
  ...(isFields(body) ? body : typeof body === "string" && { content: body }),
});

function choiceOf(content: Fields): unknown {
  const message = unpacked(content.message ?? content.content);
  const base = { role: "assistant", tool_calls: unpacked(content.tool_calls) };
  return isFields(message) ? { ...base, ...message } : { ...base, content: message };
}

const messagesIn = (part: unknown): unknown => (isFields(part) ? part.messages : undefined);

const listOf = (value: unknown): readonly unknown[] => {
  const list = unpacked(value);
  return Array.isArray(list) ? list : list === undefined ? [] : [list];
};

/** On a tool's span the tool message is what it was asked and the choice what it gave. */
function toolOf(input: readonly unknown[], output: readonly unknown[]): Reading {
  const asked = input.find(isFields);
  const result = messagesOfWire(output, "tool")
    .messages.map(({ text }: Message) => text)
    .join("\n");
  const args = asked && unpacked(asked.content);
  return {
    tool: { args, result: result === "" ? undefined : textOfValue(result) },
  };
}
