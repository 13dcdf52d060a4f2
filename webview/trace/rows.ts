import type { TraceRow, TraceSpanKind, TraceWaterfall } from "../../server/protocol/index.ts";
import { count, plural } from "../shared/wording.ts";
import { cost, duration } from "./figures.ts";

export interface RowFilter {
  /** Empty = all. */
  readonly kinds: ReadonlySet<TraceSpanKind>;
  readonly errorsOnly: boolean;
}

export interface VisibleRow {
  /** Into the waterfall's rows. */
  readonly index: number;
  /** It is there for the rows below it alone. */
  readonly isAside: boolean;
  readonly isExpanded: boolean | undefined;
}

/** The rows to show, in their order: what is folded or filtered is left out, but never a parent of what is shown. */
export function visibleRows(
  { rows }: TraceWaterfall,
  collapsed: ReadonlySet<string>,
  { kinds, errorsOnly }: RowFilter,
): VisibleRow[] {
  const matches = rows.map(
    ({ kind, status }) => (kinds.size === 0 || kinds.has(kind)) && (!errorsOnly || status === "error"),
  );
  const holds = [...matches];
  for (let index = rows.length - 1; index >= 0; index--) {
    const { parent } = rows[index]!;
    if (holds[index] && parent !== undefined) holds[parent] = true;
  }
  const visible: VisibleRow[] = [];
  for (let index = 0; index < rows.length; index++) {
    const { id, below } = rows[index]!;
    if (!holds[index]) {
      index += below;
      continue;
    }
    const isFolded = below > 0 && collapsed.has(id);
    visible.push({ index, isAside: !matches[index], isExpanded: below > 0 ? !isFolded : undefined });
    if (isFolded) index += below;
  }
  return visible;
}

/** Where a key leads from a row: another row, or nowhere. */
export function rowByKey(
  key: string,
  at: number,
  visible: readonly VisibleRow[],
  page: number,
): number | undefined {
  const last = visible.length - 1;
  if (last < 0) return undefined;
  const within = (place: number): number => Math.max(0, Math.min(last, place));
  switch (key) {
    case "ArrowDown":
      return within(at + 1);
    case "ArrowUp":
      return within(at - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return within(at + page);
    case "PageUp":
      return within(at - page);
    default:
      return undefined;
  }
}

/** The next row whose name begins with what was typed; from the row itself while one goes on typing. */
export function rowByName(
  typed: string,
  at: number,
  visible: readonly VisibleRow[],
  rows: readonly TraceRow[],
): number | undefined {
  const wanted = typed.toLowerCase();
  const first = typed.length === 1 ? 1 : 0;
  for (let step = first; step < visible.length + first; step++) {
    const place = (at + step) % visible.length;
    if (rows[visible[place]!.index]!.name.toLowerCase().startsWith(wanted)) return place;
  }
  return undefined;
}

export const kindNames: Readonly<Record<TraceSpanKind, string>> = {
  agent: "agent",
  model: "model call",
  tool: "tool call",
  retrieval: "retrieval",
  other: "other",
};

/** A row as a screen reader reads it: what the bar shows, in words. */
export function rowLabel(row: TraceRow, unit: TraceWaterfall["unit"]): string {
  return [
    `${kindNames[row.kind]} ${row.name}`,
    row.status === "error" ? "error" : "",
    row.durationMs === undefined ? (unit === "ms" ? "no duration" : "") : duration(row.durationMs),
    unit === "ms" && row.isTimed ? `starts at ${duration(row.from)}` : "",
    row.tokens === undefined ? "" : `${count(row.tokens)} tokens`,
    row.costUsd === undefined ? "" : cost(row.costUsd),
    row.marks > 0 ? plural(row.marks, "failure or signal", "failures and signals") : "",
    row.startsTrace ? "first of another trace" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** A bar in per cent of what is zoomed to; undefined where it lies outside. */
export function barPlace(
  { from, to }: Pick<TraceRow, "from" | "to">,
  zoom: Zoom,
): { readonly left: number; readonly width: number } | undefined {
  const whole = zoom.to - zoom.from;
  if (to < zoom.from || from > zoom.to) return undefined;
  const left = (100 * (Math.max(from, zoom.from) - zoom.from)) / whole;
  return { left, width: (100 * (Math.min(to, zoom.to) - Math.max(from, zoom.from))) / whole };
}

/** A span with a little room around it; never so near that it has no width. */
export function zoomTo({ from, to }: Pick<TraceRow, "from" | "to">, length: number): Zoom {
  const room = Math.max((to - from) * 0.04, length / 100_000, 1e-6);
  return { from: Math.max(0, from - room), to: Math.min(length, to + room) };
}

/** What of the waterfall is kept while figures change, and over a reload. */
export interface WaterfallState {
  selected: string | undefined;
  readonly collapsed: Set<string>;
  readonly kinds: Set<TraceSpanKind>;
  errorsOnly: boolean;
  zoom: Zoom | undefined;
}
