import type { ReadSpan } from "./read-span.ts";
import type { PlacedSpan } from "./span-tree.ts";

/**
 * The call that each tool's span answers. Some instrumentations do not write the id there: then it is the first open call of that
 * name with those arguments, of a model call that began before.
 */
export function callIdsOf(spans: readonly PlacedSpan[]): ReadonlyMap<ReadSpan, string> {
  const ids = new Map<ReadSpan, string>();
  const open = new Map<string, string[]>();
  for (const { span } of spans) {
    const { tool, output } = span.reading;
    for (const { id, name, args } of span.kind === "model" ? (output?.toolCalls ?? []) : []) {
      const key = JSON.stringify([name, args]);
      open.set(key, [...(open.get(key) ?? []), id]);
    }
    if (span.kind !== "tool") continue;
    const id =
      tool?.callId ??
      (open.size === 0
        ? undefined
        : open.get(JSON.stringify([tool?.name ?? span.name, tool?.args ?? {}]))?.shift());
    if (id !== undefined) ids.set(span, id);
  }
  return ids;
}
