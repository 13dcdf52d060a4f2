import type { Role } from "../../store/index.ts";
import type { OtlpEvent, OtlpSpan } from "../otlp/otlp-span.ts";
import { type Fields, isFields, textOf } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { transcript } from "./wire-exchange.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

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
  if (events.length === 0) return {};
  const { input, output, finishReason } = exchangeOf(events);
  if (input.length === 0 && output.length === 0) return {};
  if (attributes.fields["gen_ai.operation.name"] === "execute_tool") return toolOf(input, output);
  const said = messagesOfWire(output, "assistant");
  return {
    input: messagesOfWire(input, "user").messages,
    output: said.messages.findLast(({ role }) => role === "assistant"),
    finishReason,
  };
}

/** Messages that were events, put apart into what was asked and what was answered. Pydantic AI has the same in an attribute. */
export function exchangeOf(events: readonly OtlpEvent[]): {
  readonly input: readonly unknown[];
  readonly output: readonly unknown[];
  readonly finishReason?: string;
} {
  const input: unknown[] = [];
  const output: unknown[] = [];
  let finishReason: string | undefined;
  for (const event of events) {
    const role = ROLES.get(event.name);
    if (role) input.push({ role, ...contentOf(event) });
    else if (event.name === "gen_ai.choice") {
      const content = contentOf(event);
      // Other choices are what else the model might have said.
      if (Number(content.index ?? 0) !== 0) continue;
      output.push(choiceOf(content));
      finishReason ??= textOf(content.finish_reason);
    } else if (event.name === "gen_ai.content.prompt")
      input.push(...promptsIn(contentOf(event)["gen_ai.prompt"]));
    else if (event.name === "gen_ai.content.completion")
      output.push(...listOf(contentOf(event)["gen_ai.completion"]));
    else if (isFields(event.body) && (isFields(event.body.input) || isFields(event.body.output))) {
      input.push(...listOf(messagesIn(event.body.input)));
      output.push(...listOf(messagesIn(event.body.output)));
    }
  }
  return { input, output, finishReason };
}

/** An event's fields stand in its attributes, with Azure's clients as JSON in one of them; a log record's in its body. */
const contentOf = ({ attributes, body }: OtlpEvent): Fields => ({
  ...attributes,
  ...fieldsIn(attributes["gen_ai.event.content"]),
  ...(isFields(body) ? body : typeof body === "string" && { content: body }),
});

function fieldsIn(value: unknown): Fields | undefined {
  const content = unpacked(value);
  if (isFields(content)) return content;
  return typeof value === "string" ? { content: value } : undefined;
}

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

const promptsIn = (value: unknown): readonly unknown[] =>
  (typeof value === "string" ? transcript(value) : undefined) ?? listOf(value);

/** On a tool's span the tool message is what it was asked and the choice what it gave. */
function toolOf(input: readonly unknown[], output: readonly unknown[]): Reading {
  const asked = input.find(isFields);
  const gave = output.find(isFields);
  const result = gave && textOfResult(unpacked(gave.content));
  return {
    tool: { args: asked && unpacked(asked.content), result: result === "" ? undefined : result },
  };
}
