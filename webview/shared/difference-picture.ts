import { type DifferenceAxis, type DifferenceEstimate, isClear, pointsText } from "./difference-axis.ts";
import { svg } from "./dom.ts";

/** Dot and whiskers about a line at zero. A diamond where zero is ruled out, so that color is not all that tells. */
export function differencePicture(
  label: string,
  estimate: DifferenceEstimate,
  axis: DifferenceAxis,
): SVGSVGElement {
  const { difference, low, high } = estimate;
  const [x, from, to] = [difference, Math.min(low, difference), Math.max(high, difference)].map(
    (one) => `${axis.at(one)}%`,
  ) as [string, string, string];
  const look = !isClear(estimate) ? "open" : difference > 0 ? "fine" : "failing";
  const zero = `${axis.at(0)}%`;
  return svg(
    "svg",
    { class: `interval ${look}`, role: "img", "aria-label": label },
    svg("title", {}, label),
    svg("line", { class: "zero", x1: zero, x2: zero, y1: 0, y2: "100%" }),
    svg("line", { class: "whisker", x1: from, x2: to, y1: "50%", y2: "50%" }),
    isClear(estimate)
      ? svg(
          "svg",
          { x, y: "50%", overflow: "visible", "aria-hidden": "true" },
          svg("rect", { class: "dot", x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)" }),
        )
      : svg("circle", { class: "dot", cx: x, cy: "50%", r: 4.5 }),
  );
}

/** Numbers stand in the text of every row too, so it is not read aloud. */
export const differenceScale = (axis: DifferenceAxis): SVGSVGElement =>
  svg(
    "svg",
    { class: "scale", "aria-hidden": "true" },
    ...axis.ticks.map((tick) =>
      svg(
        "text",
        {
          x: `${axis.at(tick)}%`,
          y: "80%",
          "text-anchor": "middle",
          class: tick === 0 ? "at-zero" : undefined,
        },
        tick === 0 ? "0" : pointsText(tick).replace(/\.0$/, ""),
      ),
    ),
  );
