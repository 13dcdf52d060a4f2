import type { TraceSpanKind } from "../../server/protocol/index.ts";
import { svg } from "../shared/dom.ts";

/** One shape for each kind of span, so that color is not all that tells them apart. */
const shapes: Readonly<Record<TraceSpanKind, string>> = {
  agent: "M8 1.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM2.5 14.5a5.5 5.5 0 0 1 11 0Z",
  model: "M8 1 9.9 6.1 15 8 9.9 9.9 8 15 6.1 9.9 1 8 6.1 6.1Z",
  tool: "M5 2h6l3.4 6L11 14H5L1.6 8ZM8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2Z",
  retrieval:
    "M7 1.8a5 5 0 1 0 2.9 9.1l3.3 3.3 1.3-1.3-3.3-3.3A5 5 0 0 0 7 1.8Zm0 1.7a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6Z",
  other: "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
};

export const kindIcon = (kind: TraceSpanKind): SVGSVGElement =>
  svg(
    "svg",
    { class: `kind ${kind}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: shapes[kind], "fill-rule": "evenodd" }),
  );
