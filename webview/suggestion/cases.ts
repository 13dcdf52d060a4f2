import type { CaseAnswersResult, ShownCase, ShownSuggestion } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { ChoosingPage } from "./page.ts";

/** Cases that stand there before somebody asks for the rest. */
const mostShown = 6;

/** Cases whose outcome changed. Those that broke come first: they are what speaks against it. */
export function casesSection({ fixed, broken }: ShownSuggestion, page: ChoosingPage): HTMLElement {
  return section(
    {
      id: "cases",
      title: "Cases whose outcome changed",
      note: "held-out ones, and those that had to go on passing",
    },
    broken.length === 0
      ? html("p", { class: "standing fine" }, "No case that passed before fails now.")
      : caseList("broken", broken, page),
    fixed.length === 0
      ? html("p", { class: "faint" }, "No case that failed before passes now.")
      : caseList("fixed", fixed, page),
  );
}

function caseList(way: "fixed" | "broken", cases: readonly ShownCase[], page: ChoosingPage): HTMLElement {
  const [first, rest] = [cases.slice(0, mostShown), cases.slice(mostShown)];
  return html(
    "div",
    { class: way },
    html(
      "h3",
      { class: `standing ${way === "fixed" ? "fine" : "failing"}` },
      `${plural(cases.length, "case")} ${way === "fixed" ? "fixed" : "broken"}`,
    ),
    html("ul", { class: "cases" }, ...first.map((one) => caseItem(one, way, page))),
    rest.length > 0
      ? fold(page, `more:${way}`, [`${rest.length} more`], () => [
          html("ul", { class: "cases" }, ...rest.map((one) => caseItem(one, way, page))),
        ])
      : undefined,
  );
}

function caseItem(
  { case: id, conversationId, behavior, evaluators }: ShownCase,
  way: string,
  page: ChoosingPage,
): HTMLElement {
  const [evaluator] = evaluators;
  const by = [behavior, evaluators.join(", ")].filter((one) => one !== undefined && one !== "").join(" · ");
  return html(
    "li",
    {},
    html(
      "div",
      { class: "line" },
      conversationId === undefined
        ? html("span", {}, `made-up case ${id.slice(0, 12)}`)
        : button(
            {
              ...{ key: `case:${way}:${id}`, look: "link" },
              act: () =>
                page.send({
                  ...{ type: "openConversation", id: conversationId },
                  ...(evaluator !== undefined && { evaluator }),
                }),
              attributes: { title: "Open this conversation" },
            },
            conversationId,
          ),
      html("span", { class: "faint" }, by),
    ),
    answersFold(id, page),
  );
}

/** What was said with either text; asked for when somebody looks. */
function answersFold(id: string, page: ChoosingPage): HTMLElement {
  const place = html("div", { class: "answers", "data-case": id });
  return fold(page, `answers:${id}`, ["Answers before and after"], () => {
    const known = page.answersOf(id);
    if (known) fillAnswers(place, known, page);
    else {
      place.replaceChildren(html("p", { class: "faint" }, "Reading…"));
      page.send({ type: "answers", case: id });
    }
    return [place];
  });
}

export function fillAnswers(place: Element, answers: CaseAnswersResult, page: ChoosingPage): void {
  const { before, after, reason, documents } = answers;
  const side = (word: string, shape: string, text: string | undefined): HTMLElement =>
    html(
      "div",
      {},
      html("p", { class: "faint" }, html("span", { class: `key ${shape}`, "aria-hidden": "true" }), word),
      html("blockquote", {}, text ?? "No answer is kept."),
    );
  place.replaceChildren(
    ...(reason === undefined
      ? [
          html("div", { class: "sides" }, side("before", "was", before), side("after", "is", after)),
          ...(documents
            ? [
                button(
                  {
                    key: `compare:${answers.case}`,
                    act: () => page.send({ type: "compareAnswers", case: answers.case }),
                  },
                  "Compare the Whole Conversations",
                ),
              ]
            : []),
        ]
      : [html("p", { class: "faint" }, reason)]),
  );
}
