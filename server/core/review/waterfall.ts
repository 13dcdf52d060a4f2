import { groupBy } from "../base/index.ts";
import type { Span } from "../store/index.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";
import { tame } from "./wording.ts";

/** What a row says beside its span. */
export interface RowNotes {
  readonly message?: number | undefined;
  readonly marks: number;
}

interface Placed {
  readonly span: Span;
  readonly depth: number;
  readonly parent: number | undefined;
  readonly startsTrace: boolean;
  below: number;
  from: number;
  to: number;
  isPlaced: boolean;
}

/**
 * All spans of a conversation as rows of a tree, traces one after the other, each with its place on one axis. Spans whose parent never
 * arrived, or is one of their own children, stand at the top of their trace: whatever was sent, every span has exactly one row.
 */
export function waterfall(spans: readonly Span[], notesOf: (span: Span) => RowNotes) {
  const rows = inTreeOrder(spans);
  const axis = timeAxis(spans);
  place(rows, axis);
  return {
    unit: axis ? ("ms" as const) : ("order" as const),
    length: axis ? axis.length : rows.length,
    pauses: axis?.pauses ?? [],
    rows: rows.map((row) => rowOf(row, notesOf(row.span), axis !== undefined)),
  };
}

function rowOf(
  { span, depth, parent, startsTrace, below, from, to }: Placed,
  { message, marks }: RowNotes,
  isTime: boolean,
) {
  const { usage } = span;
  const tokens = usage && (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  const isTimed = isTime && hasTime(span.startMs);
  return {
    id: span.id,
    depth,
    below,
    kind: span.kind,
    name: tame(span.name, 200) || span.kind,
    status: span.status,
    from,
    to,
    isTimed,
    marks,
    ...(parent !== undefined && { parent }),
    ...(isTimed && hasTime(span.endMs) && { durationMs: Math.max(0, span.endMs - span.startMs!) }),
    ...(tokens && { tokens }),
    ...(span.costUsd !== undefined && { costUsd: span.costUsd }),
    ...(span.model && { model: tame(span.model, 120) }),
    ...(span.service && { service: tame(span.service, 120) }),
    ...(message !== undefined && { message }),
    ...(startsTrace && { startsTrace }),
  };
}

/** Parents before their children, siblings in the order of the conversation. Without recursion: chains may be thousands deep. */
function inTreeOrder(spans: readonly Span[]): Placed[] {
  const rows: Placed[] = [];
  const traces = groupBy(
    [...spans].sort((a, b) => a.seq - b.seq),
    ({ traceId }) => traceId,
  );
  for (const trace of traces.values()) {
    const ids = new Set(trace.map(({ id }) => id));
    const children = groupBy(trace, ({ parentId }) =>
      parentId !== undefined && ids.has(parentId) ? parentId : "",
    );
    const seen = new Set<string>();
    let isFirst = rows.length > 0;
    const addTree = (root: Span): void => {
      const stack: { readonly span: Span; readonly parent: number | undefined }[] = [
        { span: root, parent: undefined },
      ];
      for (let next = stack.pop(); next; next = stack.pop()) {
        const { span, parent } = next;
        if (seen.has(span.id)) continue;
        seen.add(span.id);
        const index = rows.length;
        const depth = parent === undefined ? 0 : rows[parent]!.depth + 1;
        rows.push({ span, depth, parent, startsTrace: isFirst, below: 0, from: 0, to: 0, isPlaced: false });
        isFirst = false;
        stack.push(
          ...(children.get(span.id) ?? []).map((child) => ({ span: child, parent: index })).reverse(),
        );
      }
    };
    for (const root of children.get("") ?? []) addTree(root);
    // Only those that are each other's parents are left.
    for (const span of trace) if (!seen.has(span.id)) addTree(span);
  }
  for (let index = rows.length - 1; index >= 0; index--) {
    const { parent, below } = rows[index]!;
    if (parent !== undefined) rows[parent]!.below += below + 1;
  }
  return rows;
}

/** By time where there are times; a span without them lies around its children, else where the one before it ended. */
function place(rows: readonly Placed[], axis: TimeAxis | undefined): void {
  if (!axis) {
    for (const [index, row] of rows.entries()) Object.assign(row, { from: index, to: index + 1 + row.below });
    return;
  }
  for (const row of rows) {
    const { startMs, endMs } = row.span;
    if (!hasTime(startMs)) continue;
    row.from = axis.at(startMs);
    row.to = Math.max(row.from, axis.at(endMs ?? startMs));
    row.isPlaced = true;
  }
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]!;
    const parent = row.parent === undefined ? undefined : rows[row.parent]!;
    if (!row.isPlaced || !parent || hasTime(parent.span.startMs)) continue;
    parent.from = parent.isPlaced ? Math.min(parent.from, row.from) : row.from;
    parent.to = parent.isPlaced ? Math.max(parent.to, row.to) : row.to;
    parent.isPlaced = true;
  }
  let end = 0;
  for (const row of rows) {
    const parent = row.parent === undefined ? undefined : rows[row.parent]!;
    if (!row.isPlaced) row.from = row.to = Math.max(parent?.from ?? 0, Math.min(end, parent?.to ?? end));
    end = row.below > 0 ? row.from : row.to;
  }
}

const hasTime = (ms: number | undefined): ms is number => ms !== undefined && Number.isFinite(ms);
