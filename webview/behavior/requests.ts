import { type BehaviorDetail, commands, type FailingConversation } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { count, dateTime, plural } from "../shared/wording.ts";
import { link, nothingYet, type Page } from "./page.ts";

/** Each word finds the conversations of the behavior that hold it. */
export function wordsSection({ words }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (words.length === 0) return undefined;
  return section(
    { id: "words", title: "In their words" },
    html(
      "ul",
      { class: "chips" },
      ...words.map(({ text }) =>
        html(
          "li",
          {},
          button(
            {
              key: `word:${text}`,
              look: "quiet",
              act: () => page.send({ type: "list", list: { of: "word", word: text } }),
              attributes: { class: "chip", title: `List its conversations in which the user says “${text}”` },
            },
            text,
          ),
        ),
      ),
    ),
  );
}

/** The most typical requests, as they were made. */
export function exemplarsSection({ exemplars }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (exemplars.length === 0) return undefined;
  return section(
    { id: "exemplars", title: "What users said", note: "the most typical requests" },
    html(
      "ul",
      { class: "quotes" },
      ...exemplars.map(({ conversationId, text }, index) =>
        html(
          "li",
          {},
          link(
            page,
            {
              key: `exemplar:${index}`,
              title: "Open this conversation",
              intent: { type: "openConversation", id: conversationId },
              clamp: true,
            },
            `“${text}”`,
          ),
        ),
      ),
    ),
  );
}

/** Failing conversations shown before the rest of the newest is unfolded. */
const firstShown = 8;

/** The newest that failed, each with what was said of it. */
export function failingSection({ failing, failure }: BehaviorDetail, page: Page): HTMLElement {
  const head = { id: "failing", title: "Failing conversations" };
  const { total, conversations } = failing;
  if (failure.n === 0)
    return section(
      head,
      nothingYet(page, "None of its conversations is judged yet. Say what a good answer is, then evaluate.", [
        { label: "Evaluate Conversations", command: commands.evaluate },
        { label: "Open the Configuration", command: commands.openConfig },
      ]),
    );
  if (total === 0)
    return section(head, nothingYet(page, `None of ${count(failure.n)} judged conversations failed.`, []));
  return section(
    {
      ...head,
      note:
        total > conversations.length
          ? `the newest ${conversations.length} of ${count(total)}`
          : "newest first",
    },
    failingList(conversations.slice(0, firstShown), page),
    conversations.length > firstShown
      ? fold(page, "more-failing", [`${conversations.length - firstShown} more`], () => [
          failingList(conversations.slice(firstShown), page),
        ])
      : undefined,
    button(
      { key: "list:failing", act: () => page.send({ type: "list", list: { of: "failing" } }) },
      `List ${total === 1 ? "it" : `all ${plural(total, "failing conversation")}`}`,
    ),
  );
}

const failingList = (conversations: readonly FailingConversation[], page: Page): HTMLElement =>
  html("ul", { class: "failing-list" }, ...conversations.map((one) => failingItem(one, page)));

const failingItem = ({ id, opening, startMs, failed }: FailingConversation, page: Page): HTMLElement =>
  html(
    "li",
    {},
    html(
      "div",
      { class: "line" },
      link(
        page,
        {
          key: `failing:${id}`,
          title: "Open this conversation",
          intent: { type: "openConversation", id },
          clamp: true,
        },
        opening || id,
      ),
      startMs === undefined
        ? undefined
        : html("span", { class: "faint when" }, dateTime(startMs).slice(0, 10)),
    ),
    ...failed.map(({ evaluator, explanation }) =>
      html(
        "p",
        { class: "verdict clamp", title: explanation },
        html("span", { class: "standing failing" }, evaluator),
        html("span", { class: "faint" }, ` ${explanation}`),
      ),
    ),
  );
