import type { Span } from "../store/index.ts";

/**
 * The spans whose tokens or money make up the conversation's: the model calls that tell any, sub-agents' too. Of a call that two
 * instrumentations recorded, one inside of the other, the inner counts, being nearer to the API. Agents sum up their calls, so that one
 * counts only where no call says anything.
 */
export function countedSpans(spans: readonly Span[], isTold: (span: Span) => boolean): readonly Span[] {
  const models = spans.filter((span) => span.kind === "model" && isTold(span));
  if (models.length === 0) return spans.filter((span) => span.kind === "agent" && isTold(span)).slice(0, 1);
  const byId = new Map(spans.map((span) => [span.id, span]));
  const outer = new Set<string>();
  for (const { id, parentId } of models) {
    const met = new Set([id]);
    for (let at = byId.get(parentId ?? ""); at && !met.has(at.id); at = byId.get(at.parentId ?? "")) {
      met.add(at.id);
      if (at.kind === "model") outer.add(at.id);
    }
  }
  return outer.size === 0 ? models : models.filter(({ id }) => !outer.has(id));
}
