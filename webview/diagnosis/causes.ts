import type { DiagnosedCause, DiagnosedPrompt } from "../../server/protocol/index.ts";
import { html, svg } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { percent } from "../shared/wording.ts";
import { evidenceList, type Page } from "./page.ts";

/** What the failures are put down to: one bar of all of them, its parts named below it, then what shows those that are no line. */
export function causesSection({ causes, file }: DiagnosedPrompt, id: string, page: Page): HTMLElement {
  const shown = causes.filter(({ probability }) => probability > 0);
  const words = shown.map(({ name, probability }) => `${name} ${percent(probability)}`).join(", ");
  const explained = shown.filter(({ why, evidence }) => why.length + evidence.length > 0);
  return section(
    { id: `${id}-causes`, title: "What they are put down to" },
    causesPicture(shown, `Causes of the failures of ${file}: ${words}`),
    html("ul", { class: "legend" }, ...shown.map(legendItem)),
    ...explained.map((cause) => whyFold(cause, id, page)),
  );
}

/** Parts beside each other, each with a gap behind it, so that two of one color do not run together. What is not known is hatched. */
function causesPicture(causes: readonly DiagnosedCause[], label: string): SVGSVGElement {
  let at = 0;
  const parts = causes.map(({ cause, name, probability }) => {
    const x = at;
    at += probability * 100;
    const rect = { x: `${x}%`, y: 0, width: `${probability * 100}%`, height: "100%" };
    return svg(
      "svg",
      { ...rect, class: `cause ${cause}`, "aria-hidden": "true" },
      svg("title", {}, `${name} ${percent(probability)}`),
      svg("rect", { x: 0, y: 0, width: "100%", height: "100%", class: "fill" }),
      ...(cause === "unknown" ? hatching() : []),
      svg("line", { class: "gap", x1: "100%", x2: "100%", y1: 0, y2: "100%" }),
    );
  });
  return svg("svg", { class: "causes", role: "img", "aria-label": label }, svg("title", {}, label), ...parts);
}

/** Strokes at even distances, cut off by the edge of their part; enough for a page of any width. */
const hatching = (): SVGLineElement[] =>
  Array.from({ length: 120 }, (_, index) =>
    svg("line", { class: "hatch", x1: index * 14 - 28, y1: 28, x2: index * 14, y2: 0 }),
  );

const legendItem = ({ cause, name, meaning, probability }: DiagnosedCause): HTMLElement =>
  html(
    "li",
    { class: `cause ${cause}` },
    html("span", { class: "swatch", "aria-hidden": "true" }),
    html("strong", {}, `${name} ${percent(probability)}`),
    " ",
    html("span", { class: "faint" }, meaning),
  );

const whyFold = ({ cause, name, why, evidence, next }: DiagnosedCause, id: string, page: Page): HTMLElement =>
  fold(page, `${id}:why:${cause}`, [`Why ${name}`], () => [
    html("ul", { class: "plain" }, ...why.map((sentence) => html("li", {}, sentence))),
    evidenceList(page, `${id}:cause:${cause}`, evidence),
    html("p", { class: "next" }, next),
  ]);
