import type { TraceView } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";
import { textBlock } from "./text-block.ts";

/** Implicit feedback: what somebody did that says how it went, with the words that show it. Undefined where there is none. */
export function signalsSection({ signals }: TraceView, page: Page): HTMLElement | undefined {
  if (signals.length === 0) return undefined;
  return section(
    { id: "signals", title: "Signals", note: "what was done, and says how it went" },
    quotations(
      "signal",
      signals.map(({ kind, ...place }) => ({ name: kind, ...place })),
      page,
    ),
  );
}

/** What cuts across behaviors, with the user's words that show it. Undefined where there is none. */
export function tagsSection({ tags }: TraceView, page: Page): HTMLElement | undefined {
  if (tags.length === 0) return undefined;
  return section(
    { id: "tags", title: "Tags", note: "found in what the user wrote" },
    quotations(
      "tag",
      tags.map(({ tag, ...place }) => ({ name: tag, ...place })),
      page,
    ),
  );
}

/** Names with the words behind them, each with its way to the message. */
const quotations = (
  what: string,
  list: readonly { readonly name: string; readonly message: number; readonly evidence: string }[],
  page: Page,
): HTMLElement =>
  html(
    "ul",
    { class: "signals" },
    ...list.map(({ name, message, evidence }, index) =>
      html(
        "li",
        {},
        html(
          "div",
          { class: "line" },
          html("span", { class: "standing short" }, name),
          html("span", { class: "gap" }),
          button(
            { key: `${what}:${index}`, look: "link", act: () => page.goToMessage(message) },
            `message #${message + 1}`,
          ),
        ),
        html("p", {}, evidence),
      ),
    ),
  );

/** The tools that the model was told of. Undefined where none were recorded. */
export function toolsSection({ tools }: TraceView, page: Page): HTMLElement | undefined {
  if (tools.length === 0) return undefined;
  return section(
    { id: "tools", title: "Tools", note: plural(tools.length, "definition") },
    ...tools.map(({ name, description, parameters }, index) =>
      fold(
        page,
        `tool:${index}`,
        [html("strong", {}, name), description ? ` ${description.slice(0, 120)}` : ""],
        () => [
          description ? html("p", {}, description) : undefined,
          parameters ? textBlock(page, parameters, { key: `tool:${index}`, isCode: true }) : undefined,
        ],
      ),
    ),
  );
}
