import { svg } from "./dom.ts";
import { barWidth, type Estimate, estimateMarks, placeOf } from "./marks.ts";

export interface IntervalOptions extends Estimate {
  /** Read aloud, and shown while the pointer rests on it. */
  readonly label: string;
  /** Class of the marks: how it stands. */
  readonly look: string;
  /** Rates with a dashed line through all rows. */
  readonly guides: readonly number[];
  /** Needs a person: the dot is a diamond, so that color is not all that tells. */
  readonly isMarked?: boolean;
}

/** One rate: a dot on a scale from 0 to 100 %, its 95 % interval as whiskers. Rows stand below each other, so guides join. */
export function intervalPicture({
  label,
  look,
  guides,
  isMarked,
  ...estimate
}: IntervalOptions): SVGSVGElement {
  const { dot, from, to } = estimateMarks(estimate);
  const middle = "50%";
  return svg(
    "svg",
    { class: `interval ${look}`, role: "img", "aria-label": label },
    svg("title", {}, label),
    svg("line", { class: "track", x1: placeOf(0), x2: placeOf(1), y1: middle, y2: middle }),
    ...guides.map((rate) =>
      svg("line", { class: "guide", x1: placeOf(rate), x2: placeOf(rate), y1: 0, y2: "100%" }),
    ),
    svg("line", { class: "whisker", x1: from, x2: to, y1: middle, y2: middle }),
    isMarked ? diamond(dot) : svg("circle", { class: "dot", cx: dot, cy: middle, r: 4.5 }),
  );
}

/** A square on its corner: nested so that it can stand at per cents and still turn about its own middle. */
const diamond = (x: string): SVGSVGElement =>
  svg(
    "svg",
    { x, y: "50%", overflow: "visible", "aria-hidden": "true" },
    svg("rect", { class: "dot", x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)" }),
  );

/** The scale above the rows. Numbers stand in the text of every row too, so it is not read aloud. */
export const scalePicture = (): SVGSVGElement =>
  svg(
    "svg",
    { class: "scale", "aria-hidden": "true" },
    ...[0, 0.5, 1].map((rate) =>
      svg("text", { x: placeOf(rate), y: "80%", "text-anchor": "middle" }, `${rate * 100}`),
    ),
  );

export const sharePicture = (share: number, scale: number): SVGSVGElement =>
  svg(
    "svg",
    { class: "share", "aria-hidden": "true" },
    svg("rect", { class: "track", x: 0, y: 0, width: "100%", height: "100%", rx: 2 }),
    svg("rect", { class: "bar", x: 0, y: 0, width: barWidth(share, scale), height: "100%", rx: 2 }),
  );
