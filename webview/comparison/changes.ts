import type { ComparedChange } from "../../server/protocol/index.ts";
import { button, type Child, html, unseen } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";

/** Changes that stand there before somebody asks for the rest. */
const mostShown = 8;

/** What differs between the two texts, in the order of the text. */
export function changesSection(changes: readonly ComparedChange[], page: Page): HTMLElement {
  const list = (from: number, to: number): HTMLElement =>
    html(
      "ul",
      { class: "changes" },
      ...changes.slice(from, to).map((one, index) => changeItem(one, `change:${from + index}`, page)),
    );
  const rest = changes.length - mostShown;
  return section(
    { id: "changes", title: "What differs", note: plural(changes.length, "change") },
    changes.length === 0 ? html("p", { class: "faint" }, "The two texts are the same.") : list(0, mostShown),
    rest > 0
      ? fold(page, "more-changes", [`${rest} more`], () => [list(mostShown, changes.length)])
      : undefined,
  );
}

/** By sign and by word: `+` is read aloud by nobody. */
const signs: Readonly<Record<ComparedChange["kind"], { readonly sign: string; readonly word: string }>> = {
  added: { sign: "+", word: "added" },
  removed: { sign: "−", word: "removed" },
  changed: { sign: "~", word: "re-worded" },
  context: { sign: "…", word: "context" },
  text: { sign: "…", word: "text" },
};

function changeItem(
  { kind, text, before, side, place }: ComparedChange,
  key: string,
  page: Page,
): HTMLElement {
  const { sign, word } = signs[kind];
  const which = kind === "context" ? (side === "other" ? "context no more: " : "context: ") : "";
  const shown: Child = place
    ? button(
        {
          key,
          look: "link",
          act: () => page.send({ type: "openLine", file: place.file, key: place.key }),
          attributes: { title: `Open ${place.file}:${place.line + 1}` },
        },
        text,
      )
    : html("span", {}, text);
  return html(
    "li",
    { class: `change ${kind}` },
    html("span", { class: "sign", "aria-hidden": "true" }, sign),
    unseen(`${word}: `),
    html(
      "div",
      {},
      which === "" ? undefined : html("span", { class: "faint" }, which),
      shown,
      place ? html("span", { class: "faint place" }, ` ${place.file}:${place.line + 1}`) : undefined,
      before === undefined ? undefined : html("p", { class: "faint" }, "was: ", html("q", {}, before)),
    ),
  );
}
