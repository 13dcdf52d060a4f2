import type { DiagnosedInteraction, DiagnosedPrompt, DiagnosedSuspect } from "../../server/protocol/index.ts";
import { html, unseen } from "../shared/dom.ts";
import { intervalPicture, scalePicture, sharePicture } from "../shared/interval-picture.ts";
import { fold, section } from "../shared/section.ts";
import { count, percent } from "../shared/wording.ts";
import { evidenceList, lineButton, type Page } from "./page.ts";

/** Lines that stand there before somebody asks for the rest, and how probable each of them is at least: one in ten is no reason to edit. */
const mostShown = 8;
const leastShown = 0.1;

/** Lines to suspect, by how probable each is; beside it how often it fails when put to work, against otherwise. */
export function suspectsSection(
  { suspects }: DiagnosedPrompt,
  id: string,
  page: Page,
): HTMLElement | undefined {
  if (suspects.length === 0) return undefined;
  const first = suspects.filter(({ probability }) => probability >= leastShown).slice(0, mostShown);
  const rest = suspects.slice(first.length);
  return section(
    {
      id: `${id}-suspects`,
      title: "Lines to suspect",
      note: "how probable it is that it is to blame for a failure",
    },
    first.length > 0
      ? suspectTable(first, id, page)
      : html("p", { class: "faint" }, "None is likely enough to be named."),
    rest.length > 0
      ? fold(page, `${id}:more-suspects`, [`${rest.length} less likely`], () => [
          suspectTable(rest, `${id}:more`, page),
        ])
      : undefined,
  );
}

const suspectTable = (suspects: readonly DiagnosedSuspect[], id: string, page: Page): HTMLElement =>
  html(
    "table",
    { class: "suspects" },
    html(
      "caption",
      { class: "unseen" },
      "Lines to suspect, how probable each is, and how often it fails when it is put to work",
    ),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "col", class: "probability" }, "Probability"),
        html("th", { scope: "col" }, "Line"),
        html(
          "th",
          { scope: "col", class: "interval-column" },
          unseen("Failing when put to work, "),
          scalePicture(),
        ),
        html("th", { scope: "col", class: "number-column" }, "Fails"),
      ),
    ),
    html("tbody", {}, ...suspects.map((one) => suspectRow(one, id, page))),
  );

function suspectRow(suspect: DiagnosedSuspect, id: string, page: Page): HTMLElement {
  const { blame, probability, line, other, said, why, evidence, next, failing, exercised, otherwise } =
    suspect;
  const key = `${id}:suspect:${suspect.id}`;
  return html(
    "tr",
    {},
    html(
      "td",
      { class: "probability" },
      html("strong", {}, percent(probability)),
      sharePicture(probability, 1),
    ),
    html(
      "th",
      { scope: "row" },
      blame === "missing" ? html("span", { class: "badge" }, "line missing") : undefined,
      line && blame !== "missing" ? lineButton(page, `${key}:line`, line) : undefined,
      html("p", {}, said),
      blame === "missing" && line
        ? html("p", {}, html("span", { class: "faint" }, "after "), lineButton(page, `${key}:line`, line))
        : undefined,
      other
        ? html(
            "p",
            {},
            html("span", { class: "faint" }, "the other: "),
            lineButton(page, `${key}:other`, other),
          )
        : undefined,
      why.length + evidence.length > 0
        ? fold(page, key, ["Why"], () => [
            html("ul", { class: "plain" }, ...why.map((sentence) => html("li", {}, sentence))),
            evidenceList(page, `${key}:evidence`, evidence),
          ])
        : undefined,
      html("p", { class: "next" }, next),
    ),
    html("td", { class: "interval-column" }, ratePicture(suspect)),
    html(
      "td",
      { class: "number-column" },
      html("strong", {}, `${count(failing)}/${count(exercised)}`),
      otherwise.n > 0
        ? html("span", { class: "counts" }, `otherwise ${count(otherwise.failing)}/${count(otherwise.n)}`)
        : undefined,
    ),
  );
}

/** Where it fails when put to work; dashed, where it does otherwise. The whisker is the interval of the difference, laid on the dashed line. */
function ratePicture({ failing, exercised, otherwise, effect }: DiagnosedSuspect): SVGSVGElement | undefined {
  if (exercised === 0) return undefined;
  const rate = failing / exercised;
  const base = otherwise.n > 0 ? otherwise.failing / otherwise.n : undefined;
  const [low, high] =
    base === undefined
      ? [rate, rate]
      : [base + effect.low, base + effect.high].map((one) => Math.min(1, Math.max(0, one)));
  const isClear = base !== undefined && effect.low > 0;
  const points = (share: number): string => String(Math.round(share * 100)).replace("-", "−");
  const than =
    base === undefined
      ? ""
      : `, otherwise ${percent(base)}: ${points(effect.difference)} points more, 95 % interval ${points(effect.low)} to ${points(effect.high)}`;
  return intervalPicture({
    ...{ rate, low: low!, high: high!, isMarked: isClear, look: isClear ? "short" : "open" },
    guides: base === undefined ? [] : [base],
    label: `${percent(rate)} fail${than}`,
  });
}

/** Lines that fail only with a kind of request or beside another line. */
export function interactionsSection(
  { interactions }: DiagnosedPrompt,
  id: string,
  page: Page,
): HTMLElement | undefined {
  if (interactions.length === 0) return undefined;
  return section(
    { id: `${id}-interactions`, title: "Only in company", note: "lines that hold, but not there" },
    html(
      "ul",
      { class: "plain interactions" },
      ...interactions.map((one, index) => interactionItem(one, `${id}:interaction:${index}`, page)),
    ),
  );
}

const interactionItem = (
  { line, other, said, evidence }: DiagnosedInteraction,
  key: string,
  page: Page,
): HTMLElement =>
  html(
    "li",
    {},
    lineButton(page, `${key}:line`, line),
    html("p", {}, said),
    other
      ? html(
          "p",
          {},
          html("span", { class: "faint" }, "the other: "),
          lineButton(page, `${key}:other`, other),
        )
      : undefined,
    evidenceList(page, `${key}:evidence`, evidence),
  );
