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
 * The spans of one trace in the order in which they began, parents before children. Of those that began at once the one that ended first
 * comes first, then the one that was given less, then the smaller id: however spans arrive, they stand in one order. Spans without any
 * time keep the order of the file, as they have no other. A parent that is missing makes its child a root, and so does a circle of parents.
 */
export function placedSpans(spans: readonly ReadSpan[]): PlacedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const placed = new Map<string, PlacedSpan>();
  const place = (span: ReadSpan): PlacedSpan => {
    const known = placed.get(span.spanId);
    if (known) return known;
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
  // Where a circle of parents is broken must not depend on who comes first.
  const ordered = spans.length > 1 ? [...spans].sort(inTime) : spans;
  return ordered.map(place).sort((a, b) => startOf(a.span) - startOf(b.span) || a.depth - b.depth);
}

const startOf = ({ startMs, endMs }: ReadSpan): number => startMs ?? endMs ?? 0;

function inTime(a: ReadSpan, b: ReadSpan): number {
  const starts = startOf(a) - startOf(b);
  if (starts !== 0) return starts;
  if (startOf(a) === 0) return 0;
  const given = ({ reading }: ReadSpan): number => reading.input?.length ?? 0;
  return (
    (a.endMs ?? Infinity) - (b.endMs ?? Infinity) || given(a) - given(b) || (a.spanId < b.spanId ? -1 : 1)
  );
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
