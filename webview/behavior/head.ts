import { type BehaviorDetail, commands, issueKinds, issueWords } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { intervalPicture } from "../shared/interval-picture.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";

/** What users ask for, how often, and how it goes. */
export const head = (behavior: BehaviorDetail, isKept: boolean, page: Page): HTMLElement =>
  html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, behavior.name || "A behavior without a name"),
      html(
        "div",
        { class: "acts" },
        behavior.failure.failed > 0
          ? button(
              {
                key: "diagnose",
                look: "quiet",
                act: () => page.send({ type: "diagnose" }),
                attributes: {
                  title: "Which lines of the prompts its failures point to, or what else it was",
                },
              },
              "Diagnose Failures",
            )
          : undefined,
        behavior.failure.failed > 0
          ? button(
              {
                key: "improve",
                look: "quiet",
                act: () => page.send({ type: "improve" }),
                attributes: {
                  title: "Look for an edit that mends its failures. You see first what that takes",
                },
              },
              "Improve…",
            )
          : undefined,
        button(
          {
            key: "keep",
            look: "quiet",
            act: () => page.send({ type: "keep", kept: !isKept }),
            attributes: { "aria-pressed": String(isKept), title: "The next behavior opens beside this one" },
          },
          "Keep open",
        ),
        button(
          {
            key: "another",
            look: "quiet",
            act: () => page.send({ type: "run", command: commands.openBehavior }),
          },
          "Open Another…",
        ),
      ),
    ),
    html("p", { class: "standing-line" }, ...standing(behavior)),
    behavior.description ? html("p", { class: "description" }, behavior.description) : undefined,
    issues(behavior),
    figures(behavior, page),
  );

/** What is the matter with it, a sentence each. */
const issues = ({ issues: all }: BehaviorDetail): HTMLElement | undefined =>
  all.length === 0
    ? undefined
    : html("ul", { class: "issues", "aria-label": "Issues" }, ...all.map(({ text }) => html("li", {}, text)));

const standing = ({ issues: all, issue, people, group }: BehaviorDetail): Child[] => [
  ...issueKinds(all).map((kind) =>
    html("span", { class: `standing ${issue ? "failing" : "open"}` }, issueWords[kind]),
  ),
  people > 0 ? html("span", {}, `${plural(people, "person", "people")} hit`) : undefined,
  group ? html("span", { class: "faint" }, `in the group ${group}`) : undefined,
];

function figures(behavior: BehaviorDetail, page: Page): HTMLElement {
  const { size, share, addressedBy, notAddressed } = behavior;
  return html(
    "dl",
    { class: "figures" },
    figure(
      "Conversations",
      button(
        {
          key: "list:all",
          look: "link",
          act: () => page.send({ type: "list", list: { of: "all" } }),
          attributes: { title: "List them all" },
        },
        count(size),
      ),
      html("span", { class: "faint" }, `${percent(share)} of all with a request`),
    ),
    failing(behavior),
    figure(
      "Addressed by",
      notAddressed ? "none" : plural(addressedBy.length, "line"),
      html(
        "span",
        { class: notAddressed ? "alarm" : "faint" },
        notAddressed
          ? "no condition is for it"
          : `of ${plural(new Set(addressedBy.map(({ file }) => file)).size, "prompt")}`,
      ),
    ),
  );
}

const figure = (name: string, value: Child, note: Child): HTMLElement =>
  html(
    "div",
    { class: "figure" },
    html("dt", {}, name),
    html("dd", { class: "value" }, value),
    html("dd", {}, note),
  );

/** The rate with its interval, as the overview draws it. */
function failing({ failure, overall, issue, name }: BehaviorDetail): HTMLElement {
  const { failed, n, low, high } = failure;
  if (n === 0) return figure("Failing", "–", html("span", { class: "faint" }, "not judged yet"));
  const rate = failed / n;
  const all = overall && overall.failed / overall.n;
  return html(
    "div",
    { class: "figure wide" },
    html("dt", {}, "Failing"),
    html("dd", { class: issue ? "value alarm" : "value" }, percent(rate)),
    html(
      "dd",
      { class: "picture" },
      intervalPicture({
        rate,
        low,
        high,
        label: `${name}: ${percent(rate)} fail, ${interval({ low, high })}`,
        look: issue ? "failing" : "open",
        guides: all === undefined ? [] : [all],
        isMarked: issue,
      }),
    ),
    html(
      "dd",
      { class: "faint" },
      `${count(failed)} of ${count(n)} judged · ${interval({ low, high })}${all === undefined ? "" : ` · dashed: all conversations, ${percent(all)}`}`,
    ),
  );
}
