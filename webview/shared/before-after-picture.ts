import { svg } from "./dom.ts";
import { type Estimate, estimateMarks, placeOf } from "./marks.ts";

/** Two rates of the same cases on one scale: before, a ring above; after, a diamond below, each with its 95 % interval as whiskers. */
export function beforeAfterPicture(label: string, before: Estimate, after: Estimate): SVGSVGElement {
  const look = after.rate > before.rate ? "fine" : after.rate < before.rate ? "failing" : "open";
  const [was, is] = [estimateMarks(before), estimateMarks(after)];
  const [above, below] = ["32%", "68%"];
  return svg(
    "svg",
    { class: `interval ${look}`, role: "img", "aria-label": label },
    svg("title", {}, label),
    svg("line", { class: "track", x1: placeOf(0), x2: placeOf(1), y1: "50%", y2: "50%" }),
    svg("line", { class: "whisker was", x1: was.from, x2: was.to, y1: above, y2: above }),
    svg("circle", { class: "dot was", cx: was.dot, cy: above, r: 4 }),
    svg("line", { class: "whisker", x1: is.from, x2: is.to, y1: below, y2: below }),
    svg(
      "svg",
      { x: is.dot, y: below, overflow: "visible", "aria-hidden": "true" },
      svg("rect", { class: "dot", x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)" }),
    ),
  );
}
