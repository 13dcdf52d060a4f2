import { type AgreementView, type ConversationToLabel, commands } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import { opener, type Page, steps } from "./page.ts";

/** From here on one sees how far evaluators agree; with fewer labels the intervals reach over most of the axis. */
const enough = 30;

/** What to do where there is nothing to compare. */
export function howToBegin(view: AgreementView, page: Page): HTMLElement {
  const { hasFolder, conversations, isBaseline, against } = view;
  if (!hasFolder || conversations === 0)
    return nothing(
      "Nothing to compare yet: there are no conversations here.",
      steps(
        page,
        { label: "Import Conversations", command: commands.importConversations },
        { label: "Open the Demo", command: commands.openDemo },
      ),
    );
  if (isBaseline)
    return nothing(
      "These figures come from the committed baseline, without conversations. Import conversations to see how far evaluators agree.",
      steps(page, { label: "Import Conversations", command: commands.importConversations }),
    );
  if (against === "outcome")
    return nothing(
      "None of the conversations that evaluators judged has a recorded outcome (a benchmark's reward, a verdict that came with the trace). Choose Labels above and say of some yourself how they went.",
      steps(page, { label: "Evaluate Conversations", command: commands.evaluate }),
    );
  const begun = view.labels > 0 ? "None of the labels can be compared yet; why stands below. " : "";
  return nothing(
    `${begun}Say of some conversations whether they went well: ${enough} are a beginning, some that failed and some that passed. Open one below, type why, and press p for pass or f for fail; beside these you may choose one evaluator's criterion in place of the whole conversation. In lists, Label as Pass and Label as Fail stand in the menu of a conversation; in a terminal: homeostat label ID fail --why "…".`,
    view.toLabel.length === 0
      ? steps(page, { label: "Evaluate Conversations", command: commands.evaluate })
      : undefined,
  );
}

const nothing = (text: string, next: HTMLElement | undefined): HTMLElement =>
  html("div", { class: "nothing instead" }, html("p", {}, text), next);

/** Conversations to begin or go on with. Undefined where none is left or labels are not what counts. */
export function toLabelSection(
  { toLabel, labels, against }: AgreementView,
  page: Page,
): HTMLElement | undefined {
  if (toLabel.length === 0 || against !== "labels") return undefined;
  const note = labels < enough ? `${labels} of the first ${enough} labels are there` : undefined;
  const list = (title: string, some: readonly ConversationToLabel[]): HTMLElement | undefined =>
    some.length === 0
      ? undefined
      : html(
          "div",
          {},
          html("h3", {}, title),
          html("ul", { class: "plain" }, ...some.map((one) => html("li", {}, item(one, page)))),
        );
  return section(
    { id: "to-label", title: "Label next", note },
    html(
      "div",
      { class: "panes" },
      list(
        "Evaluators fail them",
        toLabel.filter(({ failed }) => failed.length > 0),
      ),
      list(
        "Evaluators pass them",
        toLabel.filter(({ failed }) => failed.length === 0),
      ),
    ),
  );
}

const item = ({ id, opening, failed }: ConversationToLabel, page: Page): HTMLElement =>
  html(
    "span",
    { class: "line" },
    opener(page, { key: `label:${id}`, id }, opening || id),
    html("span", { class: "faint" }, failed.join(", ")),
  );
