import type { ShownDecision, SuggestionPageView } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import { dateTime, plural } from "../shared/wording.ts";

/** What looking for it took. */
export const costSection = ({ cost }: SuggestionPageView): HTMLElement =>
  section(
    { id: "cost", title: "What it cost" },
    html(
      "dl",
      { class: "figures" },
      ...cost.map(({ name, value }) =>
        html("div", { class: "figure" }, html("dt", {}, name), html("dd", { class: "value" }, value)),
      ),
    ),
  );

/** Who decided what: as the committed file has it. */
export const historySection = ({ history, suggestion }: SuggestionPageView): HTMLElement | undefined =>
  suggestion
    ? section(
        { id: "history", title: "What was decided", note: "from homeostat/audit.jsonl" },
        history.length === 0
          ? html("p", { class: "faint" }, "Nobody has decided yet.")
          : html("ol", { class: "history" }, ...history.map((one) => html("li", {}, ...decision(one)))),
      )
    : undefined;

function decision(one: ShownDecision): (HTMLElement | string | undefined)[] {
  const { action, at, who, reason, commit, branch, hunks, confirmed = [] } = one;
  const ms = Date.parse(at);
  const parts = [
    hunks === undefined ? "" : ` ${plural(hunks, "hunk")} of it`,
    ` by ${who}, ${Number.isNaN(ms) ? at : dateTime(ms)}`,
    commit === undefined
      ? ""
      : `: commit ${commit.slice(0, 10)}${branch === undefined ? "" : ` on ${branch}`}`,
    confirmed.length === 0 ? "" : `; second yes for ${confirmed.join(", ")}`,
  ];
  return [
    html("strong", {}, `${action[0]!.toUpperCase()}${action.slice(1)}`),
    parts.join(""),
    reason === undefined ? undefined : html("q", {}, reason),
  ];
}
