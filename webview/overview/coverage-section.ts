import { type CoveredBehaviorItem, commands, type Overview } from "../../server/protocol/index.ts";
import { button, type Child, html, svg, unseen } from "../shared/dom.ts";
import { sharePicture } from "../shared/interval-picture.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import { firstOf, nothingYet, type Page, section } from "./page.ts";

const firstShown = 10;
/** The ink of a cell that fails always: text stays readable on it. */
const mostInk = 0.55;

type Coverage = NonNullable<Overview["coverage"]>;

/** Behaviors by evaluators: what nobody judges is empty. Undefined where it is not known. */
export function coverageSection({ coverage }: Overview, page: Page): HTMLElement | undefined {
  if (!coverage || coverage.behaviors.length === 0) return undefined;
  const { behaviors, notJudged, conversations, judged, trusted, evaluators } = coverage;
  const head = { id: "coverage", title: "Who judges what" };
  if (!evaluators.some(({ trust }) => trust !== "declared"))
    return section(
      head,
      nothingYet(
        page,
        "No evaluator reads what was said: outcome, latency and cost are recorded, whatever people ask for.",
        [{ label: "Open the Configuration", command: commands.openConfig }],
      ),
      unseenList(coverage, page),
    );
  const share = (n: number): string => percent(n / Math.max(1, conversations));
  const { shown, more } = firstOf(page, "coverage", inOrder(behaviors, page), firstShown, "behaviors");
  return section(
    {
      ...head,
      note: `${notJudged === 0 ? "every behavior is judged" : `${plural(notJudged, "behavior")} not judged`} · ${share(judged)} of conversations read by an evaluator, ${share(trusted)} by a trusted one · cells: per cent that fail`,
      controls: orderControl(page),
    },
    // What is too wide moves under the keys once it has the focus.
    html(
      "div",
      { class: "grid-box", tabindex: 0, role: "group", "aria-labelledby": "coverage-title" },
      html("table", { class: "grid" }, gridHead(coverage), gridBody(shown, coverage, page)),
    ),
    more,
    moreText(coverage),
    unseenList(coverage, page),
  );
}

/** What was not sent: all of it is told on the command line. */
function moreText({ moreBehaviors, moreEvaluators }: Coverage): HTMLElement | undefined {
  const parts = [
    moreBehaviors > 0 ? plural(moreBehaviors, "behavior") : "",
    moreEvaluators > 0 ? plural(moreEvaluators, "evaluator") : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  return html("p", { class: "faint" }, `and ${parts.join(" and ")} more: homeostat coverage --behaviors`);
}

const holesFirst = "coverage:holes";

/** By traffic, so that what is judged and what is not stand side by side; or as they come, what is not judged first. */
const inOrder = (behaviors: readonly CoveredBehaviorItem[], page: Page): readonly CoveredBehaviorItem[] =>
  page.isOpen(holesFirst)
    ? behaviors
    : [...behaviors].sort((a, b) => b.conversations - a.conversations || (a.id < b.id ? -1 : 1));

function orderControl(page: Page): HTMLElement {
  const choice = (isWanted: boolean, label: string): HTMLElement =>
    button(
      {
        key: `coverage-order:${label}`,
        look: "quiet",
        act: () => page.setOpen(holesFirst, isWanted, true),
        attributes: { "aria-pressed": String(page.isOpen(holesFirst) === isWanted) },
      },
      label,
    );
  return html(
    "div",
    { class: "choice", role: "group", "aria-label": "Order of judged behaviors" },
    choice(false, "By traffic"),
    choice(true, "Not judged first"),
  );
}

const gridHead = ({ evaluators }: Coverage): HTMLElement =>
  html(
    "thead",
    {},
    html(
      "tr",
      {},
      html("th", { scope: "col", class: "name-column" }, "Behavior"),
      html("th", { scope: "col", class: "judged-column" }, "Judged"),
      ...evaluators.map(({ name, trust }) =>
        html(
          "th",
          {
            scope: "col",
            class: "cell-column",
            title: `${name} (${trust === "declared" ? "recorded" : trust})`,
          },
          html("span", { class: trust === "declared" ? "name recorded" : "name" }, name),
        ),
      ),
    ),
  );

const gridBody = (rows: readonly CoveredBehaviorItem[], { evaluators }: Coverage, page: Page): HTMLElement =>
  html(
    "tbody",
    {},
    ...rows.map((one) =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, rowName(one, page)),
        html("td", { class: "judged-column" }, ...judgedCell(one)),
        ...evaluators.map(({ name }, index) => cell(one, name, index)),
      ),
    ),
  );

function rowName({ id, name, share }: CoveredBehaviorItem, page: Page): HTMLElement {
  const open = button(
    {
      key: `covered:${id}`,
      look: "link",
      act: () => page.send({ type: "openBehavior", id }),
      attributes: { title: "Open this behavior" },
    },
    name,
  );
  return html("span", { class: "line" }, open, html("span", { class: "counts" }, percent(share)));
}

const judgedCell = ({ judged, conversations, hole }: CoveredBehaviorItem): Child[] => [
  sharePicture(conversations === 0 ? 0 : judged / conversations, 1),
  html(
    "span",
    { class: hole === "not-judged" ? "number short" : "number" },
    `${count(judged)}/${count(conversations)}`,
  ),
];

/** The per cent that fail, on ink of that strength; an empty cell is an evaluator that says nothing of it. */
function cell(
  { cells, name: behavior }: CoveredBehaviorItem,
  evaluator: string,
  column: number,
): HTMLElement {
  const found = cells.find((one) => one.evaluator === column);
  if (!found)
    return html(
      "td",
      { class: "cell-column none" },
      html("span", { "aria-hidden": "true" }, "·"),
      unseen("no verdict"),
    );
  const { failed, n, low, high } = found;
  const rate = failed / n;
  const label = `${evaluator} on ${behavior}: ${percent(rate)} fail (${count(failed)} of ${count(n)}; ${interval({ low, high })})`;
  return html(
    "td",
    { class: "cell-column", title: label },
    svg(
      "svg",
      { class: "ink", "aria-hidden": "true" },
      svg("rect", { class: "judged", width: "100%", height: "100%", rx: 3 }),
      svg("rect", {
        class: "fails",
        width: "100%",
        height: "100%",
        rx: 3,
        "fill-opacity": Math.round(rate * mostInk * 100) / 100,
      }),
    ),
    html("span", { class: "rate" }, percent(rate).replace(" %", ""), unseen(` % of ${count(n)} fail`)),
  );
}

function unseenList({ unseen: failures }: Coverage, page: Page): HTMLElement | undefined {
  if (failures.length === 0) return undefined;
  return html(
    "div",
    { class: "unseen-failures" },
    html("h3", {}, "Failures that no evaluator sees"),
    html(
      "ul",
      {},
      ...failures.map(({ text, behaviorId }) =>
        html(
          "li",
          {},
          behaviorId === undefined
            ? text
            : button(
                {
                  key: `unseen:${text}`,
                  look: "link",
                  act: () => page.send({ type: "openBehavior", id: behaviorId }),
                  attributes: { title: "Open this behavior" },
                },
                text,
              ),
        ),
      ),
    ),
  );
}
