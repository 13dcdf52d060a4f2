import {
  type BehaviorItem,
  commands,
  issueKinds,
  issueWords,
  type Overview,
} from "../../server/protocol/index.ts";
import { button, html, unseen } from "../shared/dom.ts";
import { intervalPicture, scalePicture, sharePicture } from "../shared/interval-picture.ts";
import { shareScale } from "../shared/marks.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import { failureOf, type Order, ranked, unmuted } from "./figures.ts";
import { firstOf, nothingYet, type Page, section } from "./page.ts";
import { sparkline } from "./sparkline.ts";

const firstShown = 8;

/** What people ask for, how much of the traffic it is, and how often it fails. */
export function behaviorsSection({ behaviors, outliers }: Overview, page: Page): HTMLElement {
  const head = { id: "behaviors", title: "What people ask for" };
  if (behaviors.length === 0)
    return section(
      head,
      nothingYet(page, "No behaviors yet: like requests have not been put together.", [
        { label: "Find Behaviors", command: commands.findBehaviors },
      ]),
    );
  const all = failureOf(behaviors);
  const scale = shareScale(unmuted(behaviors).map(({ share }) => share));
  const { shown, more } = firstOf(page, "behaviors", ranked(behaviors, page.order), firstShown, "behaviors");
  const notes = [
    `${plural(behaviors.length, "behavior")}${outliers > 0 ? `, ${plural(outliers, "conversation")} in none` : ""}`,
    all && `dashed: all conversations, ${percent(all.rate)} fail`,
  ];
  return section(
    { ...head, note: notes.filter(Boolean).join(" · "), controls: orderControl(page) },
    html(
      "table",
      { class: "behaviors" },
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, "Behavior"),
          html("th", { scope: "col", class: "share-column" }, "Share"),
          html("th", { scope: "col", class: "interval-column" }, unseen("Failure rate, "), scalePicture()),
          html("th", { scope: "col", class: "number-column" }, "Fail"),
        ),
      ),
      html("tbody", {}, ...shown.map((one) => behaviorRow(one, scale, all ? [all.rate] : [], page))),
    ),
    more,
    ...mutedNote(behaviors),
  );
}

/** Which behaviors are left out, and why. */
function mutedNote(behaviors: readonly BehaviorItem[]): HTMLElement[] {
  const muted = behaviors.filter(({ decision }) => decision?.muted);
  if (muted.length === 0) return [];
  const texts = muted.map(({ name, decision }) => `${name} (${decision!.muted!.reason})`);
  return [html("p", { class: "faint muted" }, `Muted: ${texts.join(", ")}`)];
}

function orderControl(page: Page): HTMLElement {
  const choice = (order: Order, label: string): HTMLElement =>
    button(
      {
        key: `order:${order}`,
        look: "quiet",
        act: () => page.sortBy(order),
        attributes: { "aria-pressed": String(page.order === order) },
      },
      label,
    );
  return html(
    "div",
    { class: "choice", role: "group", "aria-label": "Order of behaviors" },
    choice("failing", "Most failing"),
    choice("asked", "Most asked"),
  );
}

function behaviorRow(
  behavior: BehaviorItem,
  scale: number,
  guides: readonly number[],
  page: Page,
): HTMLElement {
  const { id, name, share, size, issue } = behavior;
  const show = button(
    {
      key: `behavior:${id}`,
      look: "link",
      act: () => page.send({ type: "openBehavior", id }),
      attributes: { title: "Open this behavior" },
    },
    name,
  );
  return html(
    "tr",
    { class: issue ? "is-issue" : undefined },
    html(
      "th",
      { scope: "row" },
      html(
        "span",
        { class: "line" },
        show,
        ...badges(behavior),
        behavior.decision?.pinned ? html("span", { class: "counts" }, "pinned") : undefined,
      ),
      ...issueSentences(behavior),
      quote(behavior, page),
    ),
    html(
      "td",
      { class: "share-column" },
      sharePicture(share, scale),
      html("span", { class: "number" }, percent(share), unseen(`, ${plural(size, "conversation")}`)),
    ),
    ...failureCells(behavior, guides),
  );
}

/** A word for each kind of issue; what it says in full stands below, and is shown while the pointer rests on it. */
const badges = ({ issues }: BehaviorItem): HTMLElement[] =>
  issueKinds(issues).map((kind) =>
    html(
      "span",
      {
        class: "badge",
        title: issues
          .filter((one) => one.kind === kind)
          .map(({ text }) => text)
          .join(" "),
      },
      kind === "rising" ? `↑ ${issueWords.rising}` : issueWords[kind],
    ),
  );

/** For those who hear the page: a rate and an interval are read from their cells already, the rest is nowhere else. */
const issueSentences = ({ issues }: BehaviorItem): HTMLElement[] =>
  issues.filter(({ kind }) => kind !== "high").map(({ text }) => unseen(` ${text}`));

/** The most typical request, in the user's own words. */
function quote({ exemplars }: BehaviorItem, page: Page): HTMLElement | undefined {
  const first = exemplars[0];
  return (
    first &&
    button(
      {
        key: `conversation:${first.conversationId}`,
        look: "quiet",
        act: () => page.send({ type: "openConversation", id: first.conversationId }),
        attributes: { class: "quote", title: "Open this conversation" },
      },
      `“${first.text}”`,
    )
  );
}

function failureCells(
  { judged, failed, low, high, issue, name, trend }: BehaviorItem,
  guides: readonly number[],
): HTMLElement[] {
  if (judged === 0)
    return [
      html("td", { class: "interval-column" }),
      html("td", { class: "number-column faint" }, "not judged"),
    ];
  const rate = failed / judged;
  const label = `${name}: ${percent(rate)} fail, ${interval({ low, high })}`;
  return [
    html(
      "td",
      { class: "interval-column" },
      intervalPicture({ rate, low, high, label, guides, look: issue ? "failing" : "open", isMarked: issue }),
    ),
    html(
      "td",
      { class: "number-column" },
      html("strong", {}, percent(rate)),
      html("span", { class: "counts" }, `${count(failed)}/${count(judged)}`),
      sparkline(name, trend),
    ),
  ];
}
