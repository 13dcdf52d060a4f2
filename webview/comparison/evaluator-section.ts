import type { ComparedEvaluator, ComparedRow } from "../../server/protocol/index.ts";
import { DifferenceAxis, isClear, pointsText } from "../shared/difference-axis.ts";
import { differencePicture, differenceScale } from "../shared/difference-picture.ts";
import { html, unseen } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import { count, percent } from "../shared/wording.ts";

const groupTitles: Readonly<Record<ComparedRow["group"], string>> = {
  all: "In all",
  apart: "What a third prompt tells apart",
  work: "Lines that differ",
  tasks: "Groups of tasks",
};

/** What one evaluator says of both: what may be put down to what differs, and all its differences on one axis. */
export function evaluatorSection(
  { evaluator, pairs, verdict, rows }: ComparedEvaluator,
  index: number,
): HTMLElement {
  const axis = new DifferenceAxis(rows);
  const groups = (["all", "apart", "work", "tasks"] as const).flatMap((group) => {
    const own = rows.filter((one) => one.group === group);
    return own.length > 0 ? [{ group, own }] : [];
  });
  return section(
    { id: `e${index}`, title: evaluator, note: pairs },
    html("p", { class: "verdict-text" }, verdict),
    html(
      "table",
      { class: "differences" },
      html("caption", { class: "unseen" }, `Differences of the pass rate of ${evaluator}`),
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, unseen("What")),
          html(
            "th",
            { scope: "col", class: "plot-column" },
            unseen("Difference, points"),
            differenceScale(axis),
          ),
          html("th", { scope: "col", class: "points-column" }, "Points"),
          html("th", { scope: "col", class: "rates-column" }, "Pass before, then"),
        ),
      ),
      ...groups.map(({ group, own }) =>
        html(
          "tbody",
          {},
          html("tr", { class: "group" }, html("th", { scope: "rowgroup", colspan: 4 }, groupTitles[group])),
          ...own.map((one) => rowOf(one, axis)),
        ),
      ),
    ),
  );
}

function rowOf(one: ComparedRow, axis: DifferenceAxis): HTMLElement {
  const { group, name, note, difference, low, high, own, other, differs } = one;
  const reach = `${pointsText(low)} to ${pointsText(high)}`;
  const label = `${pointsText(difference)} points, 95 % interval ${reach}`;
  return html(
    "tr",
    { class: isClear(one) ? "clear" : undefined },
    html(
      "th",
      { scope: "row" },
      name,
      note === undefined ? undefined : html("span", { class: "faint" }, ` ${note}`),
      differs
        ? html("span", { class: "badge" }, group === "tasks" ? "unlike the rest" : "unlike elsewhere")
        : undefined,
    ),
    html("td", { class: "plot-column" }, differencePicture(label, one, axis)),
    html(
      "td",
      { class: "points-column" },
      html("strong", {}, pointsText(difference)),
      html("span", { class: "counts" }, reach),
    ),
    html(
      "td",
      { class: "rates-column" },
      html("strong", {}, `${rate(other)} → ${rate(own)}`),
      html(
        "span",
        { class: "counts" },
        `${count(other.passes)}/${count(other.n)}, ${count(own.passes)}/${count(own.n)}`,
      ),
    ),
  );
}

const rate = ({ passes, n }: { readonly passes: number; readonly n: number }): string =>
  n === 0 ? "–" : percent(passes / n);
