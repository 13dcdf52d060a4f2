import type {
  AgreementAgainst,
  AgreementItem,
  DisagreementItem,
  FlippedSample,
  OlderLabelItem,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { count, percent, plural } from "../shared/wording.ts";
import { kappaSentence } from "./kappa-axis.ts";
import { partId, shareText } from "./kappa-table.ts";
import { opener, othersName, type Page, verdict } from "./page.ts";

/** Disagreements that stand there before somebody asks for all. */
const firstShown = 3;

/** One evaluator: what was counted, where it and the others differ, and what of it goes by an older definition. */
export function evaluatorPart(one: AgreementItem, against: AgreementAgainst, page: Page): HTMLElement {
  const { evaluator, disagreeing, agree } = one;
  const note =
    disagreeing === 0
      ? `agrees on all ${count(agree.n)}`
      : `${plural(disagreeing, "disagreement")} on ${count(agree.n)}`;
  const notes = notesOn(one);
  return section(
    { id: partId(evaluator), title: evaluator, note },
    html(
      "div",
      { class: "part" },
      html("div", {}, tableOfBoth(one, against), figures(one)),
      html(
        "div",
        {},
        ...notes,
        ...disagreementList(one, against, page),
        ...older(one, page),
        ...changed(one, page),
      ),
    ),
  );
}

/** The four counts: the two in which they agree lie on the diagonal. */
function tableOfBoth({ evaluator, table }: AgreementItem, against: AgreementAgainst): HTMLElement {
  const [people, fail] = against === "labels" ? ["People", "fail"] : ["Outcome", "fail"];
  const cell = (n: number, isSame: boolean): HTMLElement =>
    html("td", { class: isSame ? "same" : n > 0 ? "other" : undefined }, count(n));
  return html(
    "table",
    { class: "two-by-two" },
    html("caption", { class: "unseen" }, `What ${evaluator} says, and what ${othersName(against)} say`),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("td", {}),
        html("th", { scope: "col" }, `${people}: ${fail}`),
        html("th", { scope: "col" }, `${people}: pass`),
      ),
    ),
    html(
      "tbody",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "row" }, "It: fail"),
        cell(table.bothFail, true),
        cell(table.onlyEvaluatorFails, false),
      ),
      html(
        "tr",
        {},
        html("th", { scope: "row" }, "It: pass"),
        cell(table.onlyOthersFail, false),
        cell(table.bothPass, true),
      ),
    ),
  );
}

/** Kappa with its interval in numbers; the rest is repeated where the table above has no room for it. */
const figures = ({ kappa, agree, precision, recall, f1 }: AgreementItem): HTMLElement =>
  html(
    "dl",
    { class: "own-figures" },
    ...[
      ["Kappa", [kappa ? kappaSentence(kappa) : "no chance to differ"]] as const,
      ["Agree", shareText(agree)] as const,
      ["Precision", shareText(precision)] as const,
      ["Recall", shareText(recall)] as const,
      ["F1", [f1 === undefined ? "no fails" : f1.toFixed(2)]] as const,
    ].map(([name, value]) =>
      html(
        "div",
        { class: name === "Kappa" ? undefined : "repeated" },
        html("dt", {}, name),
        html("dd", {}, ...value),
      ),
    ),
  );

function notesOn({ isOnWhole, notCounted, kind }: AgreementItem): HTMLElement[] {
  const texts = [
    isOnWhole && kind !== "outcome"
      ? "No label goes by its criterion: it is held against labels of how conversations went. On a conversation's page, choose the evaluator beside Pass and Fail to label by its criterion."
      : undefined,
    notCounted && `${notCounted[0]!.toUpperCase()}${notCounted.slice(1)}.`,
  ];
  return texts.flatMap((text) => (text ? [html("p", { class: "faint" }, text)] : []));
}

function disagreementList(one: AgreementItem, against: AgreementAgainst, page: Page): HTMLElement[] {
  const { evaluator, disagreements, disagreeing } = one;
  if (disagreeing === 0) return [];
  const key = `all:${evaluator}`;
  const isOpen = page.isOpen(key);
  const shown = isOpen ? disagreements : disagreements.slice(0, firstShown);
  const hidden = disagreements.length - firstShown;
  const rest = disagreeing - disagreements.length;
  return [
    html(
      "ol",
      { class: "disagreements" },
      ...shown.map((each) => disagreement(each, { evaluator, against, page })),
    ),
    ...(hidden > 0
      ? [
          button(
            {
              key: `more:${evaluator}`,
              look: "quiet",
              act: () => page.unfold(key, !isOpen),
              attributes: { "aria-expanded": String(isOpen) },
            },
            isOpen ? `Show the first ${firstShown}` : `Show all ${count(disagreements.length)} disagreements`,
          ),
        ]
      : []),
    ...(isOpen && rest > 0
      ? [
          html(
            "p",
            { class: "faint" },
            `${count(rest)} more: homeostat agreement --limit ${disagreeing} tells them all.`,
          ),
        ]
      : []),
  ];
}

interface Around {
  readonly evaluator: string;
  readonly against: AgreementAgainst;
  readonly page: Page;
}

function disagreement(one: DisagreementItem, { evaluator, against, page }: Around): HTMLElement {
  const { conversationId, part, opening, confidence, isSure, explanation, references } = one;
  const how = confidence === undefined ? "" : `${isSure ? "sure, " : ""}${percent(confidence)}`;
  const people: Child[] = references.map(({ who, label, why, isOlder }) =>
    said(who ?? othersName(against), label, [why, isOlder ? "under an older definition" : ""]),
  );
  return html(
    "li",
    {},
    html(
      "div",
      { class: "line" },
      opener(
        page,
        { key: `open:${evaluator}:${conversationId}:${part ?? ""}`, id: conversationId, evaluator },
        opening || conversationId,
      ),
      part === undefined ? undefined : html("span", { class: "faint" }, part),
    ),
    said(evaluator, one.evaluator, [explanation, how]),
    ...people,
  );
}

/** Who says what, and why. */
function said(
  who: string,
  label: "pass" | "fail" | "unknown",
  reasons: readonly (string | undefined)[],
): HTMLElement {
  const why = reasons.filter(Boolean).join(" · ");
  return html(
    "p",
    { class: "said-by" },
    html("span", { class: "who" }, `${who}:`),
    " ",
    verdict(label),
    why === "" ? undefined : html("span", { class: "why" }, ` ${why}`),
  );
}

/** Labels that were given before the criterion changed: they count, and may be worth giving again. */
function older({ evaluator, olderLabels }: AgreementItem, page: Page): HTMLElement[] {
  const { total, first } = olderLabels;
  if (total === 0) return [];
  return [
    fold(page, `older:${evaluator}`, [`${plural(total, "label")} given under an older definition`], () => [
      html(
        "p",
        { class: "faint" },
        "They count all the same. Look at them again if the criterion means something else now.",
      ),
      html(
        "ul",
        { class: "plain" },
        ...first.map((one, index) => olderLabel(one, index, { evaluator, page })),
      ),
      total > first.length
        ? html("p", { class: "faint" }, `and ${count(total - first.length)} more`)
        : undefined,
    ]),
  ];
}

const olderLabel = (
  { conversationId, part, opening, who, label }: OlderLabelItem,
  index: number,
  { evaluator, page }: Pick<Around, "evaluator" | "page">,
): HTMLElement =>
  html(
    "li",
    { class: "line" },
    opener(
      page,
      { key: `older:${evaluator}:${index}`, id: conversationId, evaluator },
      opening || conversationId,
    ),
    html("span", { class: "faint" }, [part, who].filter(Boolean).join(" · ")),
    verdict(label),
  );

/** What the definition was, what it is, and which verdicts that turned round. */
function changed({ evaluator, change }: AgreementItem, page: Page): HTMLElement[] {
  if (!change) return [];
  const { text, lines, flipped, moreFlipped } = change;
  return [
    fold(page, `change:${evaluator}`, [`${text[0]!.toUpperCase()}${text.slice(1)}`], () => [
      lines.length > 0
        ? html(
            "pre",
            { class: "change" },
            ...lines.map((line) => html("span", { class: lookOf(line) }, `${line}\n`)),
          )
        : html("p", { class: "faint" }, "One of both definitions was not kept."),
      flipped.length > 0
        ? html(
            "ul",
            { class: "plain" },
            ...flipped.map((one, index) => flippedSample(one, index, evaluator, page)),
          )
        : undefined,
      moreFlipped > 0 ? html("p", { class: "faint" }, `and ${count(moreFlipped)} more`) : undefined,
    ]),
  ];
}

const lookOf = (line: string): string | undefined =>
  line.startsWith("-") ? "gone" : line.startsWith("+") ? "new" : undefined;

const flippedSample = (
  { conversationId, part, to }: FlippedSample,
  index: number,
  evaluator: string,
  page: Page,
): HTMLElement =>
  html(
    "li",
    { class: "line" },
    opener(page, { key: `flipped:${evaluator}:${index}`, id: conversationId, evaluator }, conversationId),
    part === undefined ? undefined : html("span", { class: "faint" }, part),
    html("span", { class: "faint" }, "now"),
    verdict(to),
  );
