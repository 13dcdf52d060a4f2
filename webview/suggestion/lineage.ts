import type { ShownClass, ShownGate, ShownLineage, ShownTry } from "../../server/protocol/index.ts";
import { DifferenceAxis, pointsText } from "../shared/difference-axis.ts";
import { differencePicture, differenceScale } from "../shared/difference-picture.ts";
import { button, html, unseen } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { count, plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";

/** Where it comes from: what was analysed, what was tried and gave what, what the gate compared. `isOpen`: it is all that there is. */
export function lineageSection(lineage: ShownLineage, isOpen: boolean, page: Page): HTMLElement {
  const { facts, conversations, tried, steps, gate } = lineage;
  const folds = isOpen ? openAtFirst(page) : page;
  return section(
    { id: "lineage", title: "Where it comes from" },
    html(
      "dl",
      { class: "facts" },
      ...facts.flatMap(({ name, value }) => [html("dt", {}, name), html("dd", {}, value)]),
    ),
    html(
      "div",
      { class: "steps" },
      conversations.length > 0
        ? button({ key: "list", act: () => page.send({ type: "list" }) }, "List These Conversations")
        : undefined,
      button({ key: "trace", act: () => page.send({ type: "openTrace" }) }, "Open the Cycle as a Trace"),
    ),
    tried.length > 0
      ? fold(folds, "tried", [`${plural(tried.length, "edit")} tried, and what each gave`], () => [
          triedTable(tried),
        ])
      : html("p", { class: "faint" }, "No edit was tried."),
    gate ? fold(folds, "gate", ["What the gate compared"], () => gateParts(gate)) : undefined,
    steps.length > 0
      ? fold(page, "steps", ["Step by step"], () => [
          html("ol", { class: "history" }, ...steps.map((step) => html("li", {}, step))),
        ])
      : undefined,
  );
}

/** Open until somebody folds it. */
const openAtFirst = (page: Page): Pick<Page, "isOpen" | "setOpen"> => ({
  isOpen: (key) => !page.isOpen(`closed:${key}`),
  setOpen: (key, isOpen) => page.setOpen(`closed:${key}`, !isOpen),
});

const looks = { better: "fine", worse: "failing", same: "open" } as const;

const triedTable = (tried: readonly ShownTry[]): HTMLElement =>
  html(
    "table",
    { class: "tried" },
    html("caption", { class: "unseen" }, "Edits that were tried and what each gave"),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "col", class: "operator-column" }, "Kind"),
        html("th", { scope: "col" }, "Edit"),
        html("th", { scope: "col", class: "gave-column" }, "Gave"),
      ),
    ),
    html(
      "tbody",
      {},
      ...tried.map(({ operator, text, isTaken, times, gave, look }) =>
        html(
          "tr",
          {},
          html("td", {}, operator),
          html(
            "th",
            { scope: "row" },
            text === "" ? html("span", { class: "faint" }, "takes something away") : text,
            " ",
            isTaken ? html("span", { class: "badge" }, "suggested") : undefined,
            times ? html("span", { class: "faint" }, ` proposed ${times} times`) : undefined,
          ),
          html("td", {}, html("span", { class: `standing ${looks[look]}` }, gave)),
        ),
      ),
    ),
  );

function gateParts({ says, classes, against, needs }: ShownGate): HTMLElement[] {
  const list = (sentences: readonly string[]): HTMLElement =>
    html("ul", { class: "history" }, ...sentences.map((one) => html("li", {}, one)));
  return [
    html("p", {}, says),
    ...(classes.length > 0 ? [classTable(classes)] : []),
    ...(against.length > 0 ? [html("h3", {}, "What speaks against it"), list(against)] : []),
    ...(needs.length > 0 ? [html("h3", {}, "What it would take to decide"), list(needs)] : []),
  ];
}

const states = { held: "held", worse: "worse", undecided: "undecided" } as const;

function classTable(classes: readonly ShownClass[]): HTMLElement {
  const axis = new DifferenceAxis(classes);
  return html(
    "table",
    { class: "classes" },
    html(
      "caption",
      { class: "unseen" },
      "Classes of cases under each evaluator, with the edit less without it",
    ),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "col" }, "Class, evaluator"),
        html(
          "th",
          { scope: "col", class: "interval-column" },
          unseen("Difference in points, "),
          differenceScale(axis),
        ),
        html("th", { scope: "col", class: "rate-column" }, "Points"),
        html("th", { scope: "col", class: "rate-column" }, "Runs that pass"),
        html("th", { scope: "col", class: "state-column" }, "Verdict"),
      ),
    ),
    html("tbody", {}, ...classes.map((one) => classRow(one, axis))),
  );
}

function classRow(one: ShownClass, axis: DifferenceAxis): HTMLElement {
  const { name, evaluator, state, isBetter, before, after, difference, low, high, cases } = one;
  const points = `${pointsText(difference)} points, bounds ${pointsText(low)} to ${pointsText(high)}`;
  const look = state === "worse" ? "failing" : state === "undecided" ? "short" : "fine";
  return html(
    "tr",
    {},
    html(
      "th",
      { scope: "row" },
      name,
      html("span", { class: "counts" }, `${evaluator}, ${plural(cases, "case")}`),
    ),
    html(
      "td",
      { class: "interval-column" },
      differencePicture(`${name} under ${evaluator}: ${points}`, one, axis),
    ),
    html("td", { class: "rate-column" }, html("strong", {}, pointsText(difference))),
    html(
      "td",
      { class: "rate-column" },
      `${count(before.pass)}/${count(before.n)}`,
      html("span", { class: "counts" }, `to ${count(after.pass)}/${count(after.n)}`),
    ),
    html(
      "td",
      { class: "state-column" },
      html("span", { class: `standing ${look}` }, isBetter && state === "held" ? "better" : states[state]),
    ),
  );
}
