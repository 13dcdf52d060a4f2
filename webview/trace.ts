import type { TraceIntent, TraceSpanKind, TraceState, TraceUpdate } from "../server/protocol/index.ts";
import { labelOfKey } from "./trace/label-bar.ts";
import type { Page } from "./trace/page.ts";
import type { WaterfallState } from "./trace/rows.ts";
import { insteadOfTrace, TracePage } from "./trace/trace-page.ts";

/** What is kept over a reload of the page: of which conversation, and how the person had it. */
interface Kept {
  readonly of?: TraceState;
  readonly opened?: readonly string[];
  readonly selected?: string;
  readonly collapsed?: readonly string[];
  readonly kinds?: readonly TraceSpanKind[];
  readonly errorsOnly?: boolean;
  readonly scrollY?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: TraceIntent): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const kept = vscode.getState() ?? {};
const root = document.getElementById("page")!;
const opened = new Set(kept.opened);
const texts = new Map<string, string>();
const state: WaterfallState = {
  selected: kept.selected,
  collapsed: new Set(kept.collapsed),
  kinds: new Set(kept.kinds),
  errorsOnly: kept.errorsOnly ?? false,
  zoom: undefined,
};
let of = kept.of;
/** Where the person was, for the first draw after a reload. */
let scrollY = kept.scrollY;

const page: Page = {
  send: (intent) => vscode.postMessage(intent),
  goToSpan: (id) => view.goToSpan(id),
  goToMessage: (index) => view.goToMessage(index),
  isOpen: (key) => opened.has(key),
  setOpen: (key, isOpen) => {
    if (isOpen) opened.add(key);
    else opened.delete(key);
    keep();
  },
  wholeText: (place) => texts.get(place),
};
const view = new TracePage(root, page, state, keep);

function keep(): void {
  vscode.setState({
    ...(of && { of }),
    opened: [...opened],
    ...(state.selected !== undefined && { selected: state.selected }),
    collapsed: [...state.collapsed],
    kinds: [...state.kinds],
    errorsOnly: state.errorsOnly,
    scrollY: window.scrollY,
  });
}

/** Another conversation begins with nothing unfolded. */
function forget(): void {
  opened.clear();
  texts.clear();
  state.collapsed.clear();
  state.kinds.clear();
  Object.assign(state, { selected: undefined, errorsOnly: false, zoom: undefined });
  scrollY = 0;
}

window.addEventListener("message", ({ data }: MessageEvent<TraceUpdate | undefined>) => {
  switch (data?.type) {
    case "trace": {
      if (of && of.id !== data.state.id) forget();
      of = data.state;
      view.show(data.trace, data.isKept);
      if (data.focus && Object.keys(data.focus).length > 0) view.goToFocus(data.focus);
      else if (scrollY !== undefined) window.scrollTo(0, scrollY);
      scrollY = undefined;
      return keep();
    }
    case "span":
      return view.showSpan(data.id, data.span);
    case "labelled":
      return view.labelled(data.id, data.outcome);
    case "text":
      texts.set(data.place, data.text ?? "This text is not in the store any more.");
      for (const block of document.querySelectorAll(`[data-place="${CSS.escape(data.place)}"]`))
        block.dispatchEvent(new CustomEvent("text-came"));
      return;
    case "gone":
      return root.replaceChildren(insteadOfTrace(page, "This conversation is not in the store any more."));
    case "error":
      return root.replaceChildren(insteadOfTrace(page, data.message));
  }
});

document.addEventListener("keydown", (event) => {
  const label = labelOfKey(event);
  if (!label) return;
  event.preventDefault();
  view.giveLabel(label);
});

let scrolling = 0;
window.addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = window.setTimeout(keep, 300);
});

vscode.postMessage({ type: "ready" });
