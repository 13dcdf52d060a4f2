import type { TraceRow, TraceWaterfall } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import {
  type RowFilter,
  rowByKey,
  rowByName,
  type VisibleRow,
  visibleRows,
  type WaterfallState,
  type Zoom,
  zoomTo,
} from "./rows.ts";
import { WaterfallAxis } from "./waterfall-axis.ts";
import { rowElement, rowId } from "./waterfall-row.ts";
import { WaterfallTools } from "./waterfall-tools.ts";

const rowHeight = 24;
/** Rows drawn above and below those in sight. */
const spare = 12;
/** Letters typed within this time belong to one name. Milliseconds. */
const typingMs = 800;

export interface WaterfallActs {
  /** A span was selected; `isFinal` where the person means to read it, and is not passing by. */
  readonly onSelect: (id: string, isFinal: boolean) => void;
  readonly onState: () => void;
}

/**
 * The waterfall: a tree of spans with their bars. Only the rows in sight are elements, so that thousands of spans stay smooth. The focus
 * stays on the grid itself and the row at hand is named by it, so no redraw can lose it.
 */
export class WaterfallGrid {
  readonly element: HTMLElement;
  private readonly rows = html("div", { class: "rows", role: "rowgroup" });
  private readonly grid = html("div", {
    class: "grid",
    role: "treegrid",
    tabindex: 0,
    "aria-label": "Spans",
    "data-key": "waterfall",
  });
  private readonly axis = new WaterfallAxis();
  private readonly tools: WaterfallTools;
  private readonly drawn = new Map<number, HTMLElement>();
  private waterfall: TraceWaterfall = { unit: "order", length: 1, pauses: [], rows: [] };
  private visible: VisibleRow[] = [];
  private typed = "";
  private typedMs = 0;
  private frame = 0;

  constructor(
    private readonly state: WaterfallState,
    private readonly acts: WaterfallActs,
  ) {
    this.grid.append(this.rows);
    this.tools = new WaterfallTools(state, {
      onFilter: () => this.redraw(),
      zoomToSelection: () => this.zoomToSelection(),
      showAll: () => this.setZoom(undefined),
      fold: (isFolded) => this.fold(isFolded),
    });
    const { tools, axis } = this;
    this.element = html("div", { class: "waterfall" }, tools.element, tools.note, axis.element, this.grid);
    this.grid.addEventListener("scroll", () => this.later());
    this.grid.addEventListener("keydown", (event) => this.onKey(event));
    this.grid.addEventListener("click", (event) => this.onClick(event));
    this.grid.addEventListener("dblclick", () => this.zoomToSelection());
    new ResizeObserver(() => this.later()).observe(this.grid);
  }

  show(waterfall: TraceWaterfall): void {
    this.waterfall = waterfall;
    const hasFigures = waterfall.rows.some(
      ({ tokens, costUsd }) => tokens !== undefined || costUsd !== undefined,
    );
    this.element.classList.toggle("has-figures", hasFigures);
    if (!waterfall.rows.some(({ id }) => id === this.state.selected)) this.state.selected = undefined;
    this.redraw();
  }

  /** Unfolds what hides it, selects it and brings it into sight. */
  reveal(id: string): void {
    const { rows } = this.waterfall;
    let row = rows.find((one) => one.id === id);
    if (!row) return;
    this.state.selected = id;
    while (row?.parent !== undefined) {
      row = rows[row.parent];
      if (row) this.state.collapsed.delete(row.id);
    }
    this.redraw();
    if (this.place() < 0) {
      this.state.kinds.clear();
      this.state.errorsOnly = false;
      this.redraw();
    }
    this.scrollToSelection();
  }

  private redraw(): void {
    const filter: RowFilter = this.state;
    this.visible = visibleRows(this.waterfall, this.state.collapsed, filter);
    this.drawn.clear();
    this.rows.replaceChildren();
    this.rows.style.height = `${this.visible.length * rowHeight}px`;
    this.grid.style.setProperty("--rows", String(Math.max(2, this.visible.length)));
    this.grid.setAttribute("aria-rowcount", String(this.visible.length));
    this.tools.show(this.waterfall, this.visible.length);
    this.axis.show(this.waterfall, this.zoom);
    this.drawRows();
    this.acts.onState();
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawRows());
  }

  /** The rows in sight, and the one at hand wherever it is: the grid names it. */
  private drawRows(): void {
    const first = Math.max(0, Math.floor(this.grid.scrollTop / rowHeight) - spare);
    const last = Math.min(
      this.visible.length - 1,
      Math.ceil((this.grid.scrollTop + this.grid.clientHeight) / rowHeight) + spare,
    );
    const at = this.place();
    for (const [place, element] of this.drawn)
      if ((place < first || place > last) && place !== at) {
        element.remove();
        this.drawn.delete(place);
      }
    const fresh = document.createDocumentFragment();
    for (let place = first; place <= last; place++)
      if (!this.drawn.has(place)) fresh.append(this.drawRow(place));
    if (at >= 0 && !this.drawn.has(at)) fresh.append(this.drawRow(at));
    this.rows.append(fresh);
    this.markSelection();
  }

  private markSelection(): void {
    const at = this.place();
    for (const [place, element] of this.drawn) element.setAttribute("aria-selected", String(place === at));
    if (at >= 0) this.grid.setAttribute("aria-activedescendant", rowId(at));
    else this.grid.removeAttribute("aria-activedescendant");
  }

  private drawRow(place: number): HTMLElement {
    const element = rowElement(place, this.visible[place]!, this.waterfall, this.zoom);
    element.style.top = `${place * rowHeight}px`;
    this.drawn.set(place, element);
    return element;
  }

  private get zoom(): Zoom {
    return this.state.zoom ?? { from: 0, to: this.waterfall.length };
  }

  private fold(isFolded: boolean): void {
    this.state.collapsed.clear();
    if (isFolded)
      for (const { id, below, depth } of this.waterfall.rows)
        if (below > 0 && depth > 0) this.state.collapsed.add(id);
    // A tree of one level folds into its tops.
    if (isFolded && this.state.collapsed.size === 0)
      for (const { id, below } of this.waterfall.rows) if (below > 0) this.state.collapsed.add(id);
    this.redraw();
  }

  private zoomToSelection(): void {
    const row = this.selectedRow();
    if (row) this.setZoom(zoomTo(row, this.waterfall.length));
  }

  private setZoom(zoom: Zoom | undefined): void {
    this.state.zoom = zoom;
    this.redraw();
  }

  private selectedRow(): TraceRow | undefined {
    return this.waterfall.rows.find(({ id }) => id === this.state.selected);
  }

  /** Where the selected row stands among those that are shown; -1 = nowhere. */
  private place(): number {
    const { selected } = this.state;
    return selected === undefined
      ? -1
      : this.visible.findIndex(({ index }) => this.waterfall.rows[index]!.id === selected);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = Math.max(0, this.place());
    const page = Math.max(1, Math.floor(this.grid.clientHeight / rowHeight) - 1);
    const moved = rowByKey(
      event.key,
      this.place() < 0 && event.key === "ArrowDown" ? -1 : at,
      this.visible,
      page,
    );
    if (moved !== undefined) this.select(moved, false);
    else if (event.key === "ArrowRight") this.unfold(at);
    else if (event.key === "ArrowLeft") this.foldOrLeave(at);
    else if (event.key === "Enter" || event.key === " ") this.select(at, true);
    else if (event.key === "+") this.zoomToSelection();
    else if (event.key === "-") this.setZoom(undefined);
    else if (event.key.length === 1) this.typeAhead(event.key, at);
    else return;
    event.preventDefault();
  }

  private unfold(at: number): void {
    const row = this.visible[at];
    if (row?.isExpanded) this.select(at + 1, false);
    else if (row?.isExpanded === false) this.setFolded(row, false);
  }

  private foldOrLeave(at: number): void {
    const row = this.visible[at];
    if (!row) return;
    const { parent } = this.waterfall.rows[row.index]!;
    if (row.isExpanded) this.setFolded(row, true);
    else if (parent !== undefined)
      this.select(
        this.visible.findIndex(({ index }) => index === parent),
        false,
      );
  }

  private setFolded({ index }: VisibleRow, isFolded: boolean): void {
    const { id } = this.waterfall.rows[index]!;
    if (isFolded) this.state.collapsed.add(id);
    else this.state.collapsed.delete(id);
    this.redraw();
    this.scrollToSelection();
  }

  private typeAhead(key: string, at: number): void {
    const now = performance.now();
    this.typed = now - this.typedMs < typingMs ? this.typed + key : key;
    this.typedMs = now;
    let found = rowByName(this.typed, at, this.visible, this.waterfall.rows);
    if (found === undefined) {
      // No name goes on like this: another one begins, or the same letter is to lead to the next row.
      this.typed = key;
      found = rowByName(key, at, this.visible, this.waterfall.rows);
    }
    if (found !== undefined) this.select(found, false);
  }

  private onClick(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (!element) return;
    const place = Number(element.dataset.place);
    const row = this.visible[place];
    if (!row) return;
    if ((event.target as Element).closest(".twisty") && row.isExpanded !== undefined)
      this.setFolded(row, row.isExpanded);
    else this.select(place, true);
  }

  private select(place: number, isFinal: boolean): void {
    const row = this.visible[place];
    if (!row) return;
    const { id } = this.waterfall.rows[row.index]!;
    const isSame = this.state.selected === id;
    this.state.selected = id;
    this.scrollToSelection();
    this.drawRows();
    if (!isSame || isFinal) this.acts.onSelect(id, isFinal);
  }

  private scrollToSelection(): void {
    const place = this.place();
    if (place < 0) return;
    const top = place * rowHeight;
    const { scrollTop, clientHeight } = this.grid;
    if (top < scrollTop) this.grid.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.grid.scrollTop = top + rowHeight - clientHeight;
    this.drawRows();
  }
}
