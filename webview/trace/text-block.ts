import type { ShownText } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { count } from "../shared/wording.ts";
import type { Page } from "./page.ts";

/** So much of a text is shown before one asks for the rest. */
const fewCharacters = 1_500;
const fewLines = 24;

export interface TextBlockOptions {
  /** Unique on the page. */
  readonly key: string;
  /** Of machines, not of people: JSON, tables. */
  readonly isCode?: boolean;
}

/** A text as it is, never taken for markup: its beginning, and all of it on request. */
export function textBlock(page: Page, shown: ShownText, { key, isCode }: TextBlockOptions): HTMLElement {
  const body = html("pre", { class: isCode ? "text code" : "text" });
  const start = beginning(shown.text);
  if (start === shown.text && !shown.cut) {
    body.textContent = shown.text;
    return html("div", { class: "text-block" }, body);
  }
  const length = shown.cut?.length ?? shown.text.length;
  const open = `text:${key}`;
  const toggle = button(
    { key: open, look: "quiet", act: () => setOpen(toggle.getAttribute("aria-expanded") !== "true") },
    "",
  );
  const block = html(
    "div",
    { class: "text-block", ...(shown.cut && { "data-place": shown.cut.place }) },
    body,
    toggle,
  );
  const draw = (): void => {
    const isOpen = page.isOpen(open);
    const whole = shown.cut ? page.wholeText(shown.cut.place) : shown.text;
    body.textContent = isOpen ? (whole ?? shown.text) : start;
    const isComing = isOpen && whole === undefined;
    toggle.textContent = isComing
      ? "Reading…"
      : isOpen
        ? "Show less"
        : `Show all ${count(length)} characters`;
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  const setOpen = (isOpen: boolean): void => {
    page.setOpen(open, isOpen);
    if (isOpen && shown.cut && page.wholeText(shown.cut.place) === undefined)
      page.send({ type: "text", place: shown.cut.place });
    draw();
  };
  // The whole came from the extension: whoever waits for it draws itself anew.
  block.addEventListener("text-came", draw);
  draw();
  if (shown.cut && page.isOpen(open) && page.wholeText(shown.cut.place) === undefined)
    page.send({ type: "text", place: shown.cut.place });
  return block;
}

function beginning(text: string): string {
  let end = Math.min(text.length, fewCharacters);
  let from = 0;
  for (let line = 0; line < fewLines; line++) {
    const next = text.indexOf("\n", from);
    if (next < 0 || next >= end) break;
    from = next + 1;
    if (line === fewLines - 1) end = next;
  }
  // A little over is not worth a click.
  if (text.length <= end * 1.2) return text;
  return `${text.slice(0, end).replace(/[\ud800-\udbff]$/, "")}…`;
}
