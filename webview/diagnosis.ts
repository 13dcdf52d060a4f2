import type { DiagnosisIntent, DiagnosisState, DiagnosisUpdate } from "../server/protocol/index.ts";
import { DiagnosisPage } from "./diagnosis/diagnosis-page.ts";
import { KeptPage } from "./shared/kept-page.ts";

const page = new KeptPage<DiagnosisState, DiagnosisIntent>();
const { send, isOpen, setOpen } = page;
const view = new DiagnosisPage(document.getElementById("page")!, { send, isOpen, setOpen });

const begin = (state: DiagnosisState): void =>
  page.begin(state, (before) => JSON.stringify(before) !== JSON.stringify(state));

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<DiagnosisUpdate | undefined>) => {
  switch (data?.type) {
    case "diagnosis":
      begin(data.state);
      view.show(data);
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
      return view.showError(data.message);
  }
});

page.send({ type: "ready" });
