/**
 * Parts of the page by key: a part whose model is as before stays as it is, with its focus, its scroll and what is unfolded in it. So a
 * conversation that grows moves nothing under the eyes of who reads it.
 */
export class KeptParts<E extends Element = HTMLElement> {
  private readonly parts = new Map<string, { readonly model: string; readonly element: E }>();

  part(key: string, model: unknown, build: () => E): E {
    const json = JSON.stringify(model) ?? "";
    const known = this.parts.get(key);
    if (known?.model === json) return known.element;
    const element = build();
    this.parts.set(key, { model: json, element });
    return element;
  }

  clear(): void {
    this.parts.clear();
  }
}

/** Makes these the children of a parent and touches only those that are not in their place. */
export function arrange(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    const there = parent.children[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  });
}

/** The same for a whole page that is there now. A part that was made anew has taken the focus with it: what stands in its place gets it. */
export function arrangePage(root: HTMLElement, children: readonly Element[]): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
  arrange(root, children);
  root.removeAttribute("aria-busy");
  if (!focused || focused.isConnected || focused.dataset.key === undefined) return;
  root
    .querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.dataset.key)}"]`)
    ?.focus({ preventScroll: true });
}
