import type { ShownAct, SuggestionPageView } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { dateTime, plural } from "../shared/wording.ts";
import type { Chosen } from "./chosen.ts";
import type { ChoosingPage } from "./page.ts";

/** What it does, how it stands, and what can be done with it. */
export function headPart(
  view: SuggestionPageView,
  chosen: Chosen | undefined,
  page: ChoosingPage,
): HTMLElement {
  const { suggestion, title, prompt, atMs } = view;
  return html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, title),
      html(
        "div",
        { class: "acts" },
        html("span", { id: "said", role: "status", class: "faint" }),
        button({ key: "copy", look: "quiet", act: () => page.send({ type: "copy" }) }, "Copy as Text"),
      ),
    ),
    html(
      "p",
      { class: "faint" },
      `${prompt.file}, version ${prompt.version}; found ${dateTime(atMs)}. Nothing is changed before you say so.`,
    ),
    suggestion
      ? html("p", { class: `standing ${lookOf(suggestion)}` }, suggestion.standing)
      : html("p", { class: "standing short" }, view.says),
    suggestion && chosen
      ? html(
          "div",
          { class: "steps", role: "group", "aria-label": "What to do with it" },
          ...suggestion.acts.map((act, index) => actButton(act, index === 0, chosen, page)),
        )
      : html("div", { class: "steps" }, lookAgain(view, page)),
  );
}

function lookOf({ state, isStale }: NonNullable<SuggestionPageView["suggestion"]>): string {
  if (isStale) return "short";
  return state === "approved" ? "fine" : "open";
}

const lookAgain = ({ canGoOn }: SuggestionPageView, page: ChoosingPage): HTMLElement =>
  button(
    { key: "improve", look: "primary", act: () => page.send({ type: "run", command: "homeostat.improve" }) },
    canGoOn ? "Go On with It" : "Look for an Edit Again",
  );

const titles: Readonly<Record<ShownAct, string>> = {
  accept: "Puts its edits into the text, as edits that you save or undo",
  approve: "Commits it with its evidence, on a branch",
  compare: "Opens the text and the text after in VS Code's diff editor",
  edit: "Puts its edits into the text and opens both side by side, to go on from there",
  reject: "Asks for a reason, which later searches know",
  revert: "Takes its commit back by a commit",
};

/** Which hunks are taken stands on the button that takes them. */
function labelOf(act: ShownAct, { hunks, possible }: Chosen): string {
  const some = hunks.length === possible ? "" : ` ${hunks.length} of ${plural(possible, "Hunk")}`;
  switch (act) {
    case "accept":
      return `Accept${some}`;
    case "approve":
      return `Approve${some}: Commit…`;
    case "compare":
      return "Show Side by Side";
    case "edit":
      return "Accept and Edit";
    case "reject":
      return "Reject…";
    case "revert":
      return "Revert…";
  }
}

const takesHunks: readonly ShownAct[] = ["accept", "approve", "edit"];

function actButton(act: ShownAct, isFirst: boolean, chosen: Chosen, page: ChoosingPage): HTMLElement {
  const isBlocked = takesHunks.includes(act) && (chosen.hunks.length === 0 || chosen.open.length > 0);
  const look = isFirst ? "primary" : "secondary";
  return button(
    {
      ...{ key: `act:${act}`, look },
      act: () => {
        if (isBlocked) return askFirst(chosen);
        const { hunks, confirmed } = chosen;
        page.send({ type: "act", act, hunks, confirmed });
      },
      attributes: {
        title: titles[act],
        class: isBlocked ? "blocked" : undefined,
        "aria-describedby": isBlocked ? "blocked" : undefined,
      },
    },
    labelOf(act, chosen),
  );
}

/** To what is asked for, which says why. */
function askFirst({ hunks }: Chosen): void {
  const place = hunks.length === 0 ? "input.hunk" : "input.confirm:not(:checked)";
  const box = document.querySelector<HTMLElement>(place);
  box?.scrollIntoView({ block: "center" });
  box?.focus({ preventScroll: true });
}
