import type { PageCommand, WebviewIntent } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import type { Order } from "./figures.ts";

/** What sections are given beside the figures: the way out, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: WebviewIntent) => void;
  readonly order: Order;
  readonly sortBy: (order: Order) => void;
  readonly isOpen: (key: string) => boolean;
  /** Remembers it; `redraw` where more has to be drawn for it. */
  readonly setOpen: (key: string, open: boolean, redraw?: boolean) => void;
}

export interface SectionOptions {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly controls?: Child;
}

export function section(
  { id, title, note, controls }: SectionOptions,
  ...children: readonly Child[]
): HTMLElement {
  return html(
    "section",
    { "aria-labelledby": `${id}-title`, id },
    html(
      "header",
      {},
      html("h2", { id: `${id}-title` }, title),
      note === undefined ? undefined : html("p", { class: "note" }, note),
      controls,
    ),
    ...children,
  );
}

export interface Step {
  readonly label: string;
  readonly command: PageCommand;
}

/** What to say where there is nothing to show: why, and what to do next; the first step is the likely one. */
export function nothingYet(page: Page, text: string, steps: readonly Step[]): HTMLElement {
  const buttons = steps.map(({ label, command }, index) =>
    button(
      {
        key: `step:${text}:${command}`,
        look: index === 0 ? "primary" : "secondary",
        act: () => page.send({ type: "run", command }),
      },
      label,
    ),
  );
  return html(
    "div",
    { class: "nothing" },
    html("p", {}, text),
    buttons.length > 0 ? html("div", { class: "steps" }, ...buttons) : undefined,
  );
}

/** The first rows, and a button for the rest. */
export function firstOf<T>(
  page: Page,
  key: string,
  rows: readonly T[],
  atMost: number,
  what: string,
): { readonly shown: readonly T[]; readonly more?: HTMLElement } {
  if (rows.length <= atMost + 1) return { shown: rows };
  const isOpen = page.isOpen(key);
  const more = button(
    {
      key: `more:${key}`,
      look: "quiet",
      act: () => page.setOpen(key, !isOpen, true),
      attributes: { "aria-expanded": String(isOpen) },
    },
    isOpen ? `Show the first ${atMost}` : `Show all ${rows.length} ${what}`,
  );
  return { shown: isOpen ? rows : rows.slice(0, atMost), more };
}
