import type { BehaviorTrendItem } from "../../server/protocol/index.ts";
import { svg } from "../shared/dom.ts";
import { percent, plural } from "../shared/wording.ts";

const width = 60;
const height = 16;
const margin = 2;

/** Failure rate over time, from 0 to 100 %, a dot for each stretch with a verdict. Undefined where fewer than two have one. */
export function sparkline(name: string, trend: readonly BehaviorTrendItem[] = []): SVGSVGElement | undefined {
  const judged = trend.filter(({ judged: n }) => n > 0);
  if (judged.length < 2) return undefined;
  const points = sparklinePoints(trend);
  const label = sparklineLabel(name, judged);
  const last = points.at(-1)!;
  return svg(
    "svg",
    { class: "sparkline", role: "img", "aria-label": label, viewBox: `0 0 ${width} ${height}` },
    svg("title", {}, label),
    svg("line", { class: "track", x1: 0, x2: width, y1: height - margin, y2: height - margin }),
    svg("polyline", { class: "course", points: points.map(({ x, y }) => `${x},${y}`).join(" ") }),
    svg("circle", { class: "dot", cx: last.x, cy: last.y, r: 2 }),
  );
}

/** Where the stretches with a verdict lie in the picture; time goes on evenly, also where nothing was judged. */
export const sparklinePoints = (trend: readonly BehaviorTrendItem[]): { x: number; y: number }[] =>
  trend.flatMap(({ judged, failed }, i) =>
    judged === 0
      ? []
      : [
          {
            x: round(margin + (i * (width - 2 * margin)) / Math.max(1, trend.length - 1)),
            y: round(height - margin - (failed / judged) * (height - 2 * margin)),
          },
        ],
  );

/** "money back over time, in 3 parts: 25 % (1 of 4) fail from 2026-01-01 on, 95 % (19 of 20) until 2026-01-04" */
function sparklineLabel(name: string, judged: readonly BehaviorTrendItem[]): string {
  const [first, last] = [judged[0]!, judged.at(-1)!];
  const share = ({ failed, judged: n }: BehaviorTrendItem): string =>
    `${percent(failed / n)} (${failed} of ${n})`;
  return `${name} over time, in ${plural(judged.length, "part")}: ${share(first)} fail from ${day(first.fromMs)} on, ${share(last)} until ${day(last.toMs - 1)}`;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const round = (value: number): number => Math.round(value * 10) / 10;
