import type { Row } from "../../store/index.ts";

/** A variable with more values holds texts, and no kinds of input. */
const mostValues = 8;
const longestValue = 40;

/**
 * Kinds of input by conversation: tags, tools that were called, values of the variables of one prompt. `labels`: as conversations are found by,
 * `kind=value`.
 */
export function kindsOfInput(
  labels: ReadonlyMap<string, readonly string[]>,
  links: readonly Row<"links">[],
): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map<string, string[]>();
  for (const [id, own] of labels)
    kinds.set(
      id,
      own.filter((label) => /^(?:tool|tag)=/.test(label)).map((label) => label.replace("=", " ")),
    );
  const values = new Map<string, Map<string, string[]>>();
  for (const { conversationId, variables } of links) {
    if (!conversationId || !variables) continue;
    for (const [name, value] of Object.entries(JSON.parse(variables) as Record<string, unknown>)) {
      const known = values.get(name) ?? new Map<string, string[]>();
      values.set(name, known);
      known.set(String(value), [...(known.get(String(value)) ?? []), conversationId]);
    }
  }
  for (const [name, known] of values) {
    if (known.size < 2 || known.size > mostValues) continue;
    for (const [value, ids] of known) {
      if (value.length > longestValue) continue;
      for (const id of ids) kinds.set(id, [...(kinds.get(id) ?? []), `variable ${name}: ${value}`]);
    }
  }
  return kinds;
}
