import type { BehaviorIntent, BehaviorState, BehaviorUpdate } from "../server/protocol/index.ts";
import { BehaviorPage } from "./behavior/behavior-page.ts";

/** What is kept over a reload of the page: of which behavior, and how the person had it. */
interface Kept {
  readonly of?: BehaviorState;
  readonly opened?: readonly string[];
  readonly scrollY?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: BehaviorIntent): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const kept = vscode.getState() ?? {};
const opened = new Set(kept.opened);
let of = kept.of;
/** Where the person was, for the first draw after a reload. */
let scrollY = kept.scrollY;

const view = new BehaviorPage(document.getElementById("page")!, {
  send: (intent) => vscode.postMessage(intent),
  isOpen: (key) => opened.has(key),
  setOpen: (key, isOpen) => {
    if (isOpen) opened.add(key);
    else opened.delete(key);
    keep();
  },
});

const keep = (): void => vscode.setState({ ...(of && { of }), opened: [...opened], scrollY: window.scrollY });

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<BehaviorUpdate | undefined>) => {
  switch (data?.type) {
    case "behavior": {
      // Another behavior begins at its head, with nothing unfolded.
      if (of && of.id !== data.state.id) {
        opened.clear();
        scrollY = 0;
      }
      of = data.state;
      view.show(data.behavior, data.isKept);
      if (scrollY !== undefined) window.scrollTo(0, scrollY);
      scrollY = undefined;
      return keep();
    }
    case "gone":
      return view.showInstead(
        "This behavior is not there any more: a newer search put its conversations elsewhere, or its figures come from a committed baseline, without conversations.",
        true,
      );
    case "error":
      return view.showInstead(data.message, false);
  }
});

let scrolling = 0;
window.addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = window.setTimeout(keep, 300);
});

vscode.postMessage({ type: "ready" });
