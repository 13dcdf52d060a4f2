import type { AgreementItem, AgreementView, CountedShare } from "../../server/protocol/index.ts";
import { button, html, svg, unseen } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import { count, percent } from "../shared/wording.ts";
import { bandOf, bands, KappaAxis, type KappaEstimate, kappaNumber, kappaSentence } from "./kappa-axis.ts";
import { othersName } from "./page.ts";

/** Those that agree least come first; where nobody can tell, last. */
export const leastAgreeingFirst = (evaluators: readonly AgreementItem[]): AgreementItem[] =>
  [...evaluators].sort(
    (a, b) => (a.kappa?.value ?? 2) - (b.kappa?.value ?? 2) || (a.evaluator < b.evaluator ? -1 : 1),
  );

/** All evaluators on one axis: a dot where kappa is, its interval as whiskers; beside them what it was counted from. */
export function kappaTable({ evaluators, against }: AgreementView): HTMLElement {
  const axis = new KappaAxis(evaluators.flatMap(({ kappa }) => kappa ?? []));
  const others = othersName(against);
  return section(
    {
      id: "kappa",
      title: "How far they agree",
      note: "kappa is agreement beyond chance: 0 is guessing, 1 is all",
    },
    html(
      "table",
      { class: "kappas" },
      html(
        "caption",
        {},
        `Fail is what is looked for. Precision: of what the evaluator fails, how much ${others} fail${against === "labels" ? "" : "s"} too. Recall: of what ${others} fail${against === "labels" ? "" : "s"}, how much the evaluator finds.`,
      ),
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, "Evaluator"),
          html(
            "th",
            { scope: "col", class: "plot-column" },
            unseen("Kappa with its 95 % interval"),
            scale(axis),
          ),
          html("th", { scope: "col", class: "kappa-column" }, "Kappa"),
          ...["Agree", "Precision", "Recall"].map((name) =>
            html("th", { scope: "col", class: "share-of" }, name),
          ),
          html("th", { scope: "col", class: "f1" }, "F1"),
        ),
      ),
      html("tbody", {}, ...leastAgreeingFirst(evaluators).map((one) => row(one, axis))),
    ),
    legend(),
  );
}

function row(one: AgreementItem, axis: KappaAxis): HTMLElement {
  const { evaluator, kappa, kind, f1 } = one;
  return html(
    "tr",
    {},
    html(
      "th",
      { scope: "row" },
      button(
        {
          key: `go:${evaluator}`,
          look: "link",
          act: () => goTo(evaluator),
          attributes: { title: "Go to where it differs" },
        },
        evaluator,
      ),
      " ",
      kind === "evaluator" ? undefined : html("span", { class: "faint kind" }, kindText[kind]),
    ),
    html("td", { class: "plot-column" }, kappa ? picture(evaluator, kappa, axis) : undefined),
    html(
      "td",
      { class: "kappa-column" },
      ...(kappa
        ? [
            html("strong", {}, kappaNumber(kappa.value)),
            html("span", { class: "counts" }, bandOf(kappa.value)),
          ]
        : [html("span", { class: "counts" }, "no chance to differ")]),
    ),
    ...[one.agree, one.precision, one.recall].map((share) =>
      html("td", { class: "share-of" }, ...shareText(share)),
    ),
    html("td", { class: "f1" }, f1 === undefined ? "–" : f1.toFixed(2)),
  );
}

const kindText = { recorded: "came with the traces", outcome: "as a rater" } as const;

/** The id of an evaluator's part of the page; names may hold anything. */
export const partId = (evaluator: string): string => `of-${encodeURIComponent(evaluator)}`;

function goTo(evaluator: string): void {
  const title = document.getElementById(`${partId(evaluator)}-title`);
  title?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}

export const shareText = ({ k, n }: CountedShare): (HTMLElement | string)[] =>
  n === 0
    ? [html("span", { class: "counts" }, "no fails")]
    : [html("strong", {}, percent(k / n)), html("span", { class: "counts" }, `${count(k)}/${count(n)}`)];

/** Dot and whiskers over the bands. Where even the low end is no better than guessing, a diamond. */
function picture(evaluator: string, kappa: KappaEstimate, axis: KappaAxis): SVGSVGElement {
  const { value, low, high } = kappa;
  const isGuessing = (low ?? 1) <= 0;
  const label = `${evaluator}: kappa ${kappaSentence(kappa)}`;
  const x = `${axis.at(value)}%`;
  return svg(
    "svg",
    { class: `interval ${isGuessing ? "short" : "open"}`, role: "img", "aria-label": label },
    svg("title", {}, label),
    ...bandRects(axis),
    svg("line", { class: "zero", x1: `${axis.at(0)}%`, x2: `${axis.at(0)}%`, y1: 0, y2: "100%" }),
    low === undefined || high === undefined
      ? undefined
      : svg("line", {
          class: "whisker",
          x1: `${axis.at(low)}%`,
          x2: `${axis.at(high)}%`,
          y1: "50%",
          y2: "50%",
        }),
    isGuessing
      ? svg(
          "svg",
          { x, y: "50%", overflow: "visible", "aria-hidden": "true" },
          svg("rect", { class: "dot", x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)" }),
        )
      : svg("circle", { class: "dot", cx: x, cy: "50%", r: 4.5 }),
  );
}

/** Stripes from zero up, the higher the stronger; all rows together make columns. */
const bandRects = (axis: KappaAxis): SVGRectElement[] =>
  bands.map(({ to }, index) => {
    const [left, right] = [axis.at(bands[index - 1]?.to ?? 0), axis.at(to)];
    return svg("rect", {
      class: `band band-${index}`,
      ...{ x: `${left}%`, y: 0, width: `${right - left}%`, height: "100%" },
    });
  });

/** Numbers stand in the text of every row too, so it is not read aloud. */
const scale = (axis: KappaAxis): SVGSVGElement =>
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
        tick === 0 || tick === 1 ? String(tick) : tick.toFixed(1).replace("-", "−"),
      ),
    ),
  );

const legend = (): HTMLElement =>
  html(
    "p",
    { class: "faint legend" },
    "Stripes, as Landis and Koch name them (a convention, no test): ",
    ...bands.flatMap(({ to, name }, index) => [
      html("span", { class: `key band-${index}` }, `to ${to === 1 ? "1" : to.toFixed(1)} ${name}`),
      index < bands.length - 1 ? ", " : "; ",
    ]),
    "below 0 poor. A diamond: its interval reaches down to 0, guessing.",
  );
