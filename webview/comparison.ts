import type { ComparedPair, ComparisonIntent, ComparisonUpdate } from "../server/protocol/index.ts";
import { ComparisonPage } from "./comparison/comparison-page.ts";
import { KeptPage } from "./shared/kept-page.ts";

const page = new KeptPage<ComparedPair, ComparisonIntent>();
const { send, isOpen, setOpen } = page;
const view = new ComparisonPage(document.getElementById("page")!, { send, isOpen, setOpen });

const begin = (state: ComparedPair): void =>
  page.begin(state, (before) => JSON.stringify(before) !== JSON.stringify(state));

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<ComparisonUpdate | undefined>) => {
  switch (data?.type) {
    case "comparison":
      begin(data.state);
      view.show(data.view);
      return page.drawn();
    case "working":
      begin(data.state);
      return view.showWorking(data);
    case "idle":
      begin(data.state);
      return view.showIdle(data);
    case "copied":
      return view.say("Copied");
    case "error":
      begin(data.state);
      return view.showError(data);
  }
});

page.send({ type: "ready" });
