import type { ReadSpan } from "./read-span.ts";

/** A span with its place among the others of its trace. */
export interface PlacedSpan {
  readonly span: ReadSpan;
  /** Steps to the topmost ancestor that is there. */
  readonly depth: number;
  /** How many agents and tools it runs inside of: a sub-agent is called by a tool of its caller. */
  readonly nesting: number;
  /** The nearest model call it runs inside of. */
  readonly insideOf?: ReadSpan;
}

/**
 * The spans of one trace in the order in which they began, parents before children; equal times keep the order of the file. A parent
 * that is missing makes its child a root, and so does a circle of parents.
 */
export function placedSpans(spans: readonly ReadSpan[]): PlacedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const placed = new Map<string, PlacedSpan>();
  const place = (span: ReadSpan): PlacedSpan => {
    const chain: ReadSpan[] = [];
    const met = new Set<string>();
    for (
      let at: ReadSpan | undefined = span;
      at && !placed.has(at.spanId) && !met.has(at.spanId);
      at = byId.get(at.parentId ?? "")
    ) {
      chain.push(at);
      met.add(at.spanId);
    }
    for (const one of chain.reverse()) placed.set(one.spanId, below(one, placed.get(one.parentId ?? "")));
    return placed.get(span.spanId)!;
  };
  const startOf = ({ span }: PlacedSpan): number => span.startMs ?? span.endMs ?? 0;
  return spans.map(place).sort((a, b) => startOf(a) - startOf(b) || a.depth - b.depth);
}

function below(span: ReadSpan, parent: PlacedSpan | undefined): PlacedSpan {
  if (!parent) return { span, depth: 0, nesting: 0 };
  const { kind } = parent.span;
  return {
    span,
    depth: parent.depth + 1,
    nesting: parent.nesting + (kind === "agent" || kind === "tool" ? 1 : 0),
    insideOf: kind === "model" ? parent.span : parent.insideOf,
  };
}
