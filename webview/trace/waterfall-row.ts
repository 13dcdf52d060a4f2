import type { TraceRow, TraceWaterfall } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import { count } from "../shared/wording.ts";
import { cost, duration } from "./figures.ts";
import { kindIcon } from "./kind-icon.ts";
import { barPlace, kindNames, rowLabel, type VisibleRow, type Zoom } from "./rows.ts";

/** Deeper ones are indented no further: their level is read aloud, and their names need the room. */
const deepest = 12;

export const rowId = (place: number): string => `span-row-${place}`;

/** One span: its name in the tree, its bar and its figures. `place`: among the rows that are shown. */
export function rowElement(
  place: number,
  { index, isAside, isExpanded }: VisibleRow,
  { rows, unit }: TraceWaterfall,
  zoom: Zoom,
): HTMLElement {
  const row = rows[index]!;
  const isGuessed = !row.isTimed && unit !== "order";
  return html(
    "div",
    {
      class: `row ${row.kind}${row.status === "error" ? " is-error" : ""}${isAside ? " is-aside" : ""}${row.startsTrace ? " starts-trace" : ""}`,
      role: "row",
      id: rowId(place),
      "data-place": place,
      "aria-level": row.depth + 1,
      "aria-rowindex": place + 1,
      "aria-label": rowLabel(row, unit),
      ...(isExpanded !== undefined && { "aria-expanded": String(isExpanded) }),
    },
    nameCell(row, isExpanded),
    html("div", { class: "bar-cell", role: "gridcell" }, bar(row, isGuessed, zoom)),
    number("number", row.durationMs === undefined ? "" : duration(row.durationMs)),
    number("number wide", row.tokens === undefined ? "" : count(row.tokens)),
    number("number wide", row.costUsd === undefined ? "" : cost(row.costUsd)),
  );
}

const number = (look: string, text: string): HTMLElement =>
  html("div", { class: look, role: "gridcell" }, text);

function bar(row: TraceRow, isGuessed: boolean, zoom: Zoom): HTMLElement | undefined {
  const at = barPlace(row, zoom);
  if (!at) return undefined;
  const element = html("div", { class: isGuessed ? "bar is-guessed" : "bar" });
  element.style.left = `${at.left}%`;
  element.style.width = `${at.width}%`;
  return element;
}

function nameCell(row: TraceRow, isExpanded: boolean | undefined): HTMLElement {
  const twisty = isExpanded === undefined ? "" : isExpanded ? "▾" : "▸";
  const cell = html(
    "div",
    { class: "name-cell", role: "gridcell" },
    html("span", { class: "twisty", "aria-hidden": "true" }, twisty),
    kindIcon(row.kind),
    html("span", { class: "name" }, row.name),
    row.status === "error" ? html("span", { class: "error-mark" }, "error") : undefined,
    row.marks > 0
      ? html("span", { class: "mark-count", title: "Failed evaluations and signals" }, `⚑ ${row.marks}`)
      : undefined,
    html("span", { class: "kind-name" }, kindNames[row.kind]),
  );
  cell.style.paddingInlineStart = `${4 + Math.min(row.depth, deepest) * 14}px`;
  return cell;
}
