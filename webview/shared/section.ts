import { type Child, html } from "./dom.ts";

export interface SectionOptions {
  readonly id: string;
  readonly title: string;
  readonly note?: string | undefined;
}

/** A part of the page with its heading, which can be gone to. */
export const section = ({ id, title, note }: SectionOptions, ...children: readonly Child[]): HTMLElement =>
  html(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    html(
      "header",
      {},
      html("h2", { id: `${id}-title`, tabindex: -1 }, title),
      note ? html("p", { class: "note" }, note) : undefined,
    ),
    ...children,
  );

/** A fold that stays as the person left it. */
export function fold(
  page: {
    readonly isOpen: (key: string) => boolean;
    readonly setOpen: (key: string, isOpen: boolean) => void;
  },
  key: string,
  summary: readonly Child[],
  build: () => readonly Child[],
): HTMLElement {
  const body = html("div", { class: "folded" });
  const element = html(
    "details",
    { open: page.isOpen(key) },
    html("summary", { "data-key": `fold:${key}` }, ...summary),
    body,
  );
  // What is folded is not made before somebody looks at it.
  const fill = (): void => {
    if (element.open && body.childElementCount === 0)
      body.append(...build().filter((child) => child !== undefined));
  };
  element.addEventListener("toggle", () => {
    page.setOpen(key, element.open);
    fill();
  });
  fill();
  return element;
}
