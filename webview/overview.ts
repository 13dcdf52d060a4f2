import type { WebviewIntent, WebviewUpdate } from "../server/protocol/index.ts";
import type { Order } from "./overview/figures.ts";
import { errorPage, overviewPage } from "./overview/overview-page.ts";
import type { Page } from "./overview/page.ts";

declare function acquireVsCodeApi(): { postMessage(message: WebviewIntent): void };

// The page knows nothing by itself: it says that it is ready, draws what it is sent, and sends intents. What it keeps is only what
// the person unfolded, and the place of the focus while figures change under it.
const vscode = acquireVsCodeApi();
const root = document.getElementById("page")!;
const opened = new Set<string>();
let order: Order = "failing";
let last: WebviewUpdate | undefined;

const page = (): Page => ({
  send: (intent) => vscode.postMessage(intent),
  order,
  sortBy: (wanted) => {
    order = wanted;
    draw();
  },
  isOpen: (key) => opened.has(key),
  setOpen: (key, open, redraw) => {
    if (open) opened.add(key);
    else opened.delete(key);
    if (redraw) draw();
  },
});

function draw(): void {
  if (!last) return;
  const focused = document.activeElement instanceof HTMLElement && document.activeElement.dataset.key;
  root.replaceChildren(
    ...(last.type === "error" ? errorPage(last.message, page()) : overviewPage(last.overview, page())),
  );
  root.removeAttribute("aria-busy");
  if (focused) root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<WebviewUpdate | undefined>) => {
  if (data?.type !== "overview" && data?.type !== "error") return;
  last = data;
  draw();
});

vscode.postMessage({ type: "ready" });
