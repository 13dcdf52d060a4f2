import type { Message } from "../store/index.ts";
import type { ShownText, Texts } from "./shown-text.ts";
import { tame } from "./wording.ts";

/** A message wherever it stands; its calls are without their answers. */
export function shownMessage(message: Message, place: string, texts: Texts) {
  const { role, text, reasoning, toolName, isError, atMs, costUsd, usage } = message;
  return {
    role,
    text: texts.shown(`${place}:text`, text),
    calls: (message.toolCalls ?? []).map((call, nth) => ({
      id: tame(call.id, 120),
      name: tame(call.name, 120),
      args: texts.value(`${place}:call:${nth}`, call.args),
    })),
    media: (message.media ?? []).map(({ kind, mimeType, name, uri, bytes }) => ({
      kind,
      ...(mimeType && { mimeType: tame(mimeType, 80) }),
      ...(name && { name: tame(name, 120) }),
      ...(uri && { uri: tame(uri, 300) }),
      ...(bytes !== undefined && { bytes }),
    })),
    ...(reasoning && { reasoning: texts.shown(`${place}:reasoning`, reasoning) }),
    ...(toolName && { toolName: tame(toolName, 120) }),
    ...(isError && { isError }),
    ...(atMs !== undefined && { atMs }),
    ...(costUsd && { costUsd }),
    ...(usage && { usage }),
  };
}

const mostFields = 100;

/** Attributes by name. */
export const fieldsOf = (
  place: string,
  attributes: Readonly<Record<string, unknown>>,
  texts: Texts,
): { readonly name: string; readonly value: ShownText }[] =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostFields)
    .map(([name, value]) => ({ name: tame(name, 256), value: texts.value(`${place}:${name}`, value) }));
