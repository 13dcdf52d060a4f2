import type { DiagnosisIntent, DiagnosisState, DiagnosisUpdate } from "../server/protocol/index.ts";
import { DiagnosisPage } from "./diagnosis/diagnosis-page.ts";

/** What is kept over a reload of the page: of what, and how the person had it. */
interface Kept {
  readonly of?: DiagnosisState;
  readonly opened?: readonly string[];
  readonly scrollY?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: DiagnosisIntent): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const kept = vscode.getState() ?? {};
const opened = new Set(kept.opened);
let of = kept.of;
/** Where the person was, for the first draw after a reload. */
let scrollY = kept.scrollY;

const view = new DiagnosisPage(document.getElementById("page")!, {
  send: (intent) => vscode.postMessage(intent),
  isOpen: (key) => opened.has(key),
  setOpen: (key, isOpen) => {
    if (isOpen) opened.add(key);
    else opened.delete(key);
    keep();
  },
});

const keep = (): void => vscode.setState({ ...(of && { of }), opened: [...opened], scrollY: window.scrollY });

/** Another subject begins at its head, with nothing unfolded. */
function begin(state: DiagnosisState): void {
  if (of && JSON.stringify(of) !== JSON.stringify(state)) {
    opened.clear();
    scrollY = 0;
  }
  of = state;
  keep();
}

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<DiagnosisUpdate | undefined>) => {
  switch (data?.type) {
    case "diagnosis":
      begin(data.state);
      view.show(data);
      if (scrollY !== undefined) window.scrollTo(0, scrollY);
      scrollY = undefined;
      return keep();
    case "working":
      begin(data.state);
      return view.showWorking(data);
    case "idle":
      begin(data.state);
      return view.showIdle(data);
    case "copied":
      return view.say("Copied");
    case "error":
      return view.showError(data.message);
  }
});

let scrolling = 0;
window.addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = window.setTimeout(keep, 300);
});

vscode.postMessage({ type: "ready" });
