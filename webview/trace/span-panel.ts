import type { TraceField, TraceSpan } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold } from "../shared/section.ts";
import { dateTime, plural } from "../shared/wording.ts";
import { kindIcon } from "./kind-icon.ts";
import { bodyOf, callsOf } from "./message.ts";
import type { Page } from "./page.ts";
import { kindNames } from "./rows.ts";
import { textBlock } from "./text-block.ts";

/** One span with all that is known of it. `message`: where it stands in the conversation. */
export function spanPanel(span: TraceSpan, message: number | undefined, page: Page): HTMLElement[] {
  const { id, name, kind, status, error } = span;
  const key = `span:${id}`;
  return [
    html(
      "header",
      {},
      kindIcon(kind),
      html("h2", { id: "span-title", tabindex: -1 }, name),
      html("span", { class: "faint" }, kindNames[kind]),
      status === "error" ? html("span", { class: "standing failing" }, "error") : undefined,
      html("span", { class: "gap" }),
      message === undefined
        ? undefined
        : button(
            { key: `${key}:message`, look: "link", act: () => page.goToMessage(message) },
            `message #${message + 1}`,
          ),
    ),
    ...(error
      ? [labelled("Error", textBlock(page, error, { key: `${key}:error`, isCode: true }), "is-error")]
      : []),
    html(
      "dl",
      { class: "facts" },
      ...span.facts.flatMap((one) => [html("dt", {}, one.name), html("dd", {}, one.value)]),
    ),
    ...toolParts(span, key, page),
    ...messageParts(span, key, page),
    ...documentParts(span, key, page),
    ...eventParts(span, key, page),
    ...(span.attributes.length > 0 ? [attributeTable(span.attributes, key, page)] : []),
  ];
}

const labelled = (title: string, body: Child, look?: string): HTMLElement =>
  html("div", { class: `labelled ${look ?? ""}`.trim() }, html("h3", {}, title), body);

function toolParts({ tool }: TraceSpan, key: string, page: Page): HTMLElement[] {
  if (!tool) return [];
  return [
    labelled("Arguments", textBlock(page, tool.args, { key: `${key}:args`, isCode: true })),
    labelled(
      "Result",
      tool.result.text === ""
        ? html("p", { class: "faint" }, "No result was recorded.")
        : textBlock(page, tool.result, { key: `${key}:result`, isCode: true }),
    ),
  ];
}

function messageParts({ input, output }: TraceSpan, key: string, page: Page): HTMLElement[] {
  const inputs = input.map((message, index) =>
    labelled(
      input.length === 1 ? `Input: ${message.role}` : `Input ${index + 1}: ${message.role}`,
      html(
        "div",
        {},
        ...bodyOf(message, `${key}:input:${index}`, page),
        ...callsOf(message, `${key}:input:${index}`, [], page),
      ),
    ),
  );
  if (!output) return inputs;
  const parts = [...bodyOf(output, `${key}:output`, page), ...callsOf(output, `${key}:output`, [], page)];
  return [...inputs, labelled("Output", html("div", {}, ...parts))];
}

const documentParts = ({ documents }: TraceSpan, key: string, page: Page): HTMLElement[] =>
  documents.length === 0
    ? []
    : [
        labelled(
          `Retrieved ${plural(documents.length, "document")}`,
          html(
            "ol",
            { class: "documents" },
            ...documents.map(({ title, score, text }, index) =>
              html(
                "li",
                {},
                html("span", {}, title),
                score === undefined
                  ? undefined
                  : html("span", { class: "faint" }, ` score ${Number(score.toPrecision(4))}`),
                textBlock(page, text, { key: `${key}:document:${index}` }),
              ),
            ),
          ),
        ),
      ];

const eventParts = ({ events }: TraceSpan, key: string, page: Page): HTMLElement[] =>
  events.length === 0
    ? []
    : [
        labelled(
          "Events",
          html(
            "ul",
            { class: "events" },
            ...events.map(({ name, atMs, fields }, index) =>
              html(
                "li",
                {},
                html("span", {}, name),
                atMs === undefined ? undefined : html("span", { class: "faint" }, ` ${dateTime(atMs)}`),
                ...fields.map((field) =>
                  labelled(
                    field.name,
                    textBlock(page, field.value, {
                      key: `${key}:event:${index}:${field.name}`,
                      isCode: true,
                    }),
                  ),
                ),
              ),
            ),
          ),
        ),
      ];

/** What no field has, by name; a box to look for a name or a value where there are many. */
function attributeTable(attributes: readonly TraceField[], key: string, page: Page): HTMLElement {
  return fold(page, "attributes", [`Attributes (${attributes.length})`], () => {
    const rows = attributes.map(({ name, value }) => ({
      words: `${name} ${value.text}`.toLowerCase(),
      element: html(
        "tr",
        {},
        html("th", { scope: "row" }, name),
        html("td", {}, textBlock(page, value, { key: `${key}:attribute:${name}`, isCode: true })),
      ),
    }));
    const found = html("p", { class: "note", role: "status" });
    const search = html("input", {
      type: "search",
      "aria-label": "Find an attribute",
      placeholder: "Find an attribute",
      "data-key": "find-attribute",
    });
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      let shown = 0;
      for (const { words, element } of rows) {
        element.hidden = !words.includes(wanted);
        if (!element.hidden) shown++;
      }
      found.textContent = wanted === "" ? "" : `${shown} of ${plural(rows.length, "attribute")}`;
    });
    return [
      rows.length > 5 ? search : undefined,
      found,
      html("table", { class: "attributes" }, html("tbody", {}, ...rows.map(({ element }) => element))),
    ];
  });
}
