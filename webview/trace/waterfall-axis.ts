import type { TraceWaterfall } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import { duration } from "./figures.ts";
import { barPlace, type Zoom } from "./rows.ts";
import { ticksOf } from "./ticks.ts";

/** The line and the room beside it, as in the style sheet. Pixels. */
const beside = 4;

/** The head of the waterfall: times above the bars, pauses that were left out, and what the figures are. */
export class WaterfallAxis {
  readonly element: HTMLElement;
  private readonly ticks = html("div", { class: "ticks" });
  private readonly pen = document.createElement("canvas").getContext("2d");
  private shown: { readonly waterfall: TraceWaterfall; readonly zoom: Zoom } | undefined;

  constructor() {
    this.element = html(
      "div",
      { class: "axis", "aria-hidden": "true" },
      html("div"),
      this.ticks,
      html("div", { class: "number" }, "time"),
      html("div", { class: "number wide" }, "tokens"),
      html("div", { class: "number wide" }, "cost"),
    );
    // How many labels there is room for is known once it has a width, and changes with that.
    new ResizeObserver(() => this.draw()).observe(this.ticks);
  }

  show(waterfall: TraceWaterfall, zoom: Zoom): void {
    this.shown = { waterfall, zoom };
    this.draw();
  }

  private draw(): void {
    if (!this.shown) return;
    const { waterfall, zoom } = this.shown;
    const pauses = waterfall.pauses.flatMap(({ at, ms }) => {
      const place = barPlace({ from: at, to: at }, zoom);
      return place ? [{ left: place.left, ms }] : [];
    });
    this.ticks.replaceChildren(
      ...(waterfall.unit === "order" ? [] : this.marksOf(zoom, pauses)),
      ...pauses.map(({ left, ms }) => {
        const title = `Nothing ran for ${duration(ms)}: left out`;
        const mark = html("span", { class: "pause", title });
        mark.style.left = `${left}%`;
        return mark;
      }),
    );
  }

  private marksOf(zoom: Zoom, pauses: readonly { readonly left: number }[]): HTMLElement[] {
    const width = this.ticks.clientWidth;
    if (this.pen) this.pen.font = getComputedStyle(this.ticks).font;
    const ticks = ticksOf(zoom, {
      width,
      pauses: pauses.map(({ left }) => (left / 100) * width),
      widthOf: (label) => (this.pen?.measureText(label).width ?? 8 * label.length) + beside,
    });
    return ticks.map(({ left, label }) => {
      const mark = html("span", { class: "tick" }, label);
      mark.style.left = `${left}px`;
      return mark;
    });
  }
}
