import { matchesPattern, type Pattern } from "../../review/index.ts";
import { quote, type Store } from "../../store/index.ts";

/**
 * Conversations with an attribute, on themselves or on a span, whose value is as one of the patterns has it. Attributes are kept as
 * JSON and have no index: the database picks the rows in which the key stands, and those are read.
 */
export async function idsWithAttribute(
  store: Store,
  key: string,
  any: readonly Pattern[],
): Promise<Set<string>> {
  const { conversations, spans } = store.tables;
  const json = JSON.stringify(key);
  const where = `\`attributes\` LIKE ${quote(`%${json.replace(/[%_\\]/g, "\\$&")}:%`)}`;
  const found = new Set<string>();
  const holds = remembering((attributes) => hasValue(attributes, key, any));
  for await (const rows of conversations.parts(["id", "attributes"], where))
    for (const { id, attributes } of rows) if (holds(attributes)) found.add(id);
  for await (const rows of spans.parts(["conversationId", "attributes"], where))
    for (const { conversationId, attributes } of rows)
      if (conversationId && !found.has(conversationId) && holds(attributes)) found.add(conversationId);
  return found;
}

/** Spans of one program have the same attributes again and again. */
function remembering(holds: (attributes: string) => boolean): (attributes: string | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (attributes = "{}") => {
    const before = known.get(attributes);
    if (before !== undefined) return before;
    const answer = holds(attributes);
    if (known.size < 10_000) known.set(attributes, answer);
    return answer;
  };
}

function hasValue(attributes: string, key: string, any: readonly Pattern[]): boolean {
  const value = (JSON.parse(attributes) as Record<string, unknown>)[key];
  return valuesOf(value).some((text) => any.some((pattern) => matchesPattern(pattern, text)));
}

/** A list has each of its items for a value; what has a structure is its JSON. */
function valuesOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  return [typeof value === "object" ? JSON.stringify(value) : String(value)];
}
