import type { AgreementIntent, AgreementUpdate } from "../server/protocol/index.ts";
import { AgreementPage } from "./agreement/agreement-page.ts";

/** How the person had it, over a reload of the page. */
interface Kept {
  readonly opened?: readonly string[];
  readonly scrollY?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: AgreementIntent): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const kept = vscode.getState() ?? {};
const opened = new Set(kept.opened);
/** Where the person was, for the first draw after a reload. */
let scrollY = kept.scrollY;
let last: AgreementUpdate | undefined;

const setOpen = (key: string, isOpen: boolean): void => {
  if (isOpen) opened.add(key);
  else opened.delete(key);
  keep();
};
const view = new AgreementPage(document.getElementById("page")!, {
  send: (intent) => vscode.postMessage(intent),
  isOpen: (key) => opened.has(key),
  setOpen,
  unfold: (key, isOpen) => {
    setOpen(key, isOpen);
    if (last?.type === "agreement") view.show(last.agreement);
  },
});

const keep = (): void => vscode.setState({ opened: [...opened], scrollY: window.scrollY });

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<AgreementUpdate | undefined>) => {
  switch (data?.type) {
    case "agreement":
      last = data;
      view.show(data.agreement);
      if (scrollY !== undefined) window.scrollTo(0, scrollY);
      scrollY = undefined;
      return;
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
