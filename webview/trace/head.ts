import type { TraceFacts, TraceView } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold } from "../shared/section.ts";
import { dateTime } from "../shared/wording.ts";
import { cost, duration, tokens } from "./figures.ts";
import type { Page } from "./page.ts";
import { promptLinks } from "./prompt-links.ts";
import { textBlock } from "./text-block.ts";

/** What the conversation was about and how it went, before anything is read of it. */
export function head(trace: TraceView, isKept: boolean, page: Page): HTMLElement {
  const { facts } = trace;
  return html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, facts.opening || "A conversation without a request"),
      html(
        "div",
        { class: "acts" },
        button(
          {
            key: "keep",
            look: "quiet",
            act: () => page.send({ type: "keep", kept: !isKept }),
            attributes: {
              "aria-pressed": String(isKept),
              title: "The next conversation opens beside this one",
            },
          },
          "Keep open",
        ),
        trace.prompts.length > 0
          ? button(
              {
                key: "replay",
                look: "quiet",
                act: () => page.send({ type: "replay" }),
                attributes: {
                  title: "Run this conversation again with its prompt as it is in the editor, saved or not",
                },
              },
              "Replay with Edited Text",
            )
          : undefined,
        trace.evaluations.some(({ label }) => label === "fail")
          ? button(
              {
                key: "suspects",
                look: "quiet",
                act: () => page.send({ type: "showSuspects" }),
                attributes: {
                  title: "Which lines of the prompt this failure points to, or what else it was",
                },
              },
              "Show Suspects",
            )
          : undefined,
        facts.isCycle
          ? undefined
          : button(
              { key: "as-text", look: "quiet", act: () => page.send({ type: "openAsText" }) },
              "Open as Text",
            ),
      ),
    ),
    html("p", { class: "standing-line" }, ...standing(facts)),
    html(
      "dl",
      { class: "flowing" },
      ...factRows(trace, page).map(([name, value]) => html("div", {}, ...row(name, value))),
    ),
    facts.attributes.length > 0
      ? fold(page, "about", [`More about it (${facts.attributes.length})`], () => [
          html(
            "dl",
            { class: "facts" },
            ...facts.attributes.flatMap(({ name, value }) =>
              row(name, textBlock(page, value, { key: `about:${name}`, isCode: true })),
            ),
          ),
        ])
      : undefined,
  );
}

const row = (name: string, value: Child): HTMLElement[] => [html("dt", {}, name), html("dd", {}, value)];

function standing({ outcome, status }: TraceFacts): Child[] {
  const words = { ok: "ended well", error: "ended with an error", unset: "" }[status];
  const look = { pass: "fine", fail: "failing", unknown: "unsure" };
  return [
    outcome && html("span", { class: `standing ${look[outcome.label]}` }, `outcome: ${outcome.label}`),
    outcome?.score === undefined ? undefined : html("span", { class: "faint" }, `score ${outcome.score}`),
    outcome?.explanation ? html("span", { class: "faint" }, outcome.explanation) : undefined,
    words ? html("span", { class: `standing ${status === "ok" ? "fine" : "failing"}` }, words) : undefined,
  ];
}

/** What was asked, in the order of asking; behind what was asked later a way to its message. */
function behaviorList(behaviors: TraceFacts["behaviors"], page: Page): Child {
  if (behaviors.length === 0) return undefined;
  return html(
    "span",
    { class: "links" },
    ...behaviors.flatMap(({ id, name, message }, index) => [
      button(
        {
          key: `behavior:${index}`,
          look: "link",
          act: () => page.send({ type: "openBehavior", id }),
          attributes: { title: "Open this behavior" },
        },
        name,
      ),
      ...(message === undefined
        ? []
        : [
            button(
              {
                key: `asked:${index}`,
                look: "link",
                act: () => page.goToMessage(message),
                attributes: { "aria-label": `Go to message ${message + 1}, which asks for ${name}` },
              },
              `message #${message + 1}`,
            ),
          ]),
    ]),
  );
}

function factRows({ id, facts, prompts, isLinked }: TraceView, page: Page): [string, Child][] {
  const {
    models,
    services,
    behaviors,
    tags,
    task,
    source,
    startMs,
    durationMs,
    costUsd,
    costIsComputed,
    usage,
  } = facts;
  const rows: [string, Child][] = [
    ["Prompt", facts.isCycle ? undefined : promptLinks(prompts, isLinked, page)],
    ["Model", models.join(", ")],
    ["Service", services.join(", ")],
    ["Started", startMs === undefined ? "" : dateTime(startMs)],
    ["Took", durationMs === undefined ? "" : duration(durationMs)],
    [
      "Cost",
      costUsd === undefined
        ? ""
        : `${cost(costUsd)}${costIsComputed ? ", computed from the price table" : ""}`,
    ],
    ["Tokens", usage ? tokens(usage) : ""],
    [behaviors.length > 1 ? "Behaviors" : "Behavior", behaviorList(behaviors, page)],
    ["Tags", tags.join(", ")],
    ["Task", task],
    ["Source", source],
    ["Id", id],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== "");
}
