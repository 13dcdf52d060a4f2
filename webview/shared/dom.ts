/** Attributes by name; false and undefined leave one out. Listeners are none of them: pages have no inline script. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | undefined;

/** An HTML element. Strings become text nodes, whatever stands in them: nothing here ever parses HTML. */
export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export interface ButtonOptions {
  /** What it is about, unique on the page: the focus stays on it when the page is drawn anew. */
  readonly key: string;
  readonly act: () => void;
  readonly look?: "primary" | "secondary" | "link" | "quiet";
  readonly attributes?: Attributes;
}

export function button(
  { key, act, look = "secondary", attributes = {} }: ButtonOptions,
  ...children: readonly Child[]
): HTMLButtonElement {
  const looks = attributes.class === undefined ? look : `${look} ${attributes.class}`;
  const element = html(
    "button",
    { ...attributes, type: "button", class: looks, "data-key": key },
    ...children,
  );
  element.addEventListener("click", act);
  return element;
}

/** Text for screen readers only. */
export const unseen = (text: string): HTMLElement => html("span", { class: "unseen" }, text);
