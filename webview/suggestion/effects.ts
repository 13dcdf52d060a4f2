import type { ShownEffect, ShownRate, ShownSuggestion } from "../../server/protocol/index.ts";
import { beforeAfterPicture } from "../shared/before-after-picture.ts";
import { button, html, unseen } from "../shared/dom.ts";
import { scalePicture } from "../shared/interval-picture.ts";
import { fold, section } from "../shared/section.ts";
import { count, interval, percent } from "../shared/wording.ts";
import type { Page } from "./page.ts";

/** Rates that stand there before somebody asks for the rest. */
const mostShown = 8;

/** Every rate before and after, over the same held-out cases; what it was made for first. */
export function effectsSection({ effects, gate }: ShownSuggestion, page: Page): HTMLElement {
  const [first, rest] = [effects.slice(0, mostShown), effects.slice(mostShown)];
  return section(
    { id: "effects", title: "Before and after", note: "share of cases that pass, with 95 % intervals" },
    html("p", { class: "verdict-text" }, gate),
    effects.length === 0 ? html("p", { class: "faint" }, "No rate was measured.") : effectTable(first, page),
    rest.length > 0
      ? fold(page, "more-effects", [`${rest.length} more`], () => [effectTable(rest, page)])
      : undefined,
  );
}

const effectTable = (effects: readonly ShownEffect[], page: Page): HTMLElement =>
  html(
    "table",
    { class: "effects" },
    html("caption", { class: "unseen" }, "Rates before and after the edit, over the same cases"),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "col" }, "Evaluator or behavior"),
        html("th", { scope: "col", class: "interval-column" }, unseen("Pass rates, "), scalePicture()),
        html("th", { scope: "col", class: "rate-column" }, key("was", "before")),
        html("th", { scope: "col", class: "rate-column" }, key("is", "after")),
      ),
    ),
    html("tbody", {}, ...effects.map((one) => effectRow(one, page))),
  );

const key = (shape: "was" | "is", word: string): HTMLElement =>
  html("span", {}, html("span", { class: `key ${shape}`, "aria-hidden": "true" }), word);

function effectRow({ kind, id, name, isTarget, before, after }: ShownEffect, page: Page): HTMLElement {
  const label = `${name}: ${spoken(before)} before, ${spoken(after)} after`;
  return html(
    "tr",
    { class: isTarget ? "target" : undefined },
    html(
      "th",
      { scope: "row" },
      kind === "behavior"
        ? button(
            {
              ...{ key: `behavior:${id}`, look: "link" },
              act: () => page.send({ type: "openBehavior", id }),
              attributes: { title: "Open this behavior" },
            },
            name,
          )
        : name,
      " ",
      isTarget ? html("span", { class: "badge" }, "made for this") : undefined,
    ),
    html("td", { class: "interval-column" }, beforeAfterPicture(label, before, after)),
    rateCell(before),
    rateCell(after),
  );
}

const spoken = (rate: ShownRate): string =>
  `${percent(rate.rate)} (${rate.pass} of ${rate.n}, ${interval(rate)})`;

const rateCell = (rate: ShownRate): HTMLElement =>
  html(
    "td",
    { class: "rate-column", title: interval(rate) },
    html("strong", {}, percent(rate.rate)),
    html("span", { class: "counts" }, `${count(rate.pass)}/${count(rate.n)}`),
  );
