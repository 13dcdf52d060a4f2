import type {
  DiagnosedExemplar,
  DiagnosedMechanism,
  DiagnosedPrompt,
  DiagnosedSuspect,
} from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { sharePicture } from "../shared/interval-picture.ts";
import { fold, section } from "../shared/section.ts";
import { count, percent, plural } from "../shared/wording.ts";
import { firstStepWords } from "./first-step.ts";
import { conversationButton, lineButton, type Page } from "./page.ts";

/** The ways in which it goes wrong, each a bar by its share of the failures; unfolded, its line, its conversations and what to do. */
export function mechanismsSection(
  { mechanisms, failures, file }: DiagnosedPrompt,
  id: string,
  page: Page,
): HTMLElement | undefined {
  if (mechanisms.length === 0) return undefined;
  return section(
    { id: `${id}-mechanisms`, title: "How it goes wrong", note: `share of ${plural(failures, "failure")}` },
    html(
      "div",
      { class: "mechanisms" },
      ...mechanisms.map((one, index) => mechanism(one, { id, file, isFirst: index === 0 }, page)),
    ),
  );
}

/** Names in a line; the rest is a number. */
const mostBehaviors = 4;

interface Place {
  readonly id: string;
  readonly file: string;
  readonly isFirst: boolean;
}

function mechanism(one: DiagnosedMechanism, { id, file, isFirst }: Place, page: Page): HTMLElement {
  const { conversations, title, share, cause, causeName, failing, suspects, exemplars, behaviors, next } =
    one;
  const key = `${id}:mechanism:${one.id}`;
  // The first stands open until somebody folds it.
  const folds = isFirst
    ? {
        isOpen: () => !page.isOpen(`closed:${key}`),
        setOpen: (_: string, isOpen: boolean) => page.setOpen(`closed:${key}`, !isOpen),
      }
    : page;
  const summary = [
    html("span", { class: `bar-cell cause ${cause}` }, sharePicture(share, 1)),
    html("strong", {}, percent(share)),
    html("span", { class: "title" }, title),
    html(
      "span",
      { class: `cause-name cause ${cause}` },
      html("span", { class: "swatch", "aria-hidden": "true" }),
      causeName,
    ),
  ];
  return fold(folds, key, summary, () => [
    html("p", { class: "faint" }, `${plural(failing, "failure")}, by ${one.evaluators.join(", ")}`),
    ...(cause === "prompt" ? suspects.slice(0, 2) : []).map((suspect) => suspectLine(suspect, key, page)),
    behaviors.length === 0
      ? undefined
      : html(
          "p",
          {},
          html("span", { class: "faint" }, "in "),
          ...behaviors.slice(0, mostBehaviors).flatMap(({ id: behavior, name }, index) => [
            index === 0 ? undefined : ", ",
            button(
              {
                key: `${key}:behavior:${index}`,
                look: "link",
                act: () => page.send({ type: "openBehavior", id: behavior }),
                attributes: { title: "Open this behavior" },
              },
              name,
            ),
          ]),
          behaviors.length > mostBehaviors ? ` and ${behaviors.length - mostBehaviors} more` : undefined,
        ),
    html(
      "ol",
      { class: "exemplars" },
      ...exemplars.map((exemplar, index) => exemplarItem(exemplar, `${key}:${index}`, page)),
    ),
    html("p", { class: "next" }, next),
    button(
      { key: `${key}:list`, act: () => page.send({ type: "list", file, mechanism: one.id }) },
      conversations.length === 1
        ? "List This Conversation"
        : `List All ${count(conversations.length)} Conversations`,
    ),
  ]);
}

const suspectLine = (
  { id, blame, line, said, probability }: DiagnosedSuspect,
  key: string,
  page: Page,
): HTMLElement =>
  html(
    "p",
    {},
    html("strong", {}, percent(probability)),
    " ",
    line && blame !== "missing" ? lineButton(page, `${key}:line:${id}`, line) : undefined,
    " ",
    said,
  );

/** What the evaluator said, and the step that went wrong first, where that could be told: the click goes there. */
function exemplarItem(
  { conversationId: id, evaluator, explanation, evidenceAt, firstStep, gap = [] }: DiagnosedExemplar,
  key: string,
  page: Page,
): HTMLElement {
  const message = firstStep?.messageIndex;
  const opened = message ?? evidenceAt;
  return html(
    "li",
    {},
    conversationButton(page, { key, id, evaluator, ...(opened !== undefined && { message: opened }) }, id),
    html("p", {}, html("span", { class: "faint" }, `${evaluator}: `), explanation),
    firstStep ? html("p", {}, ...firstStepWords(firstStep)) : undefined,
    ...gap.map((sentence) => html("p", {}, sentence)),
  );
}
