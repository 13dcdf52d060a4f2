import type { AgreementIntent, AgreementUpdate } from "../server/protocol/index.ts";
import { AgreementPage } from "./agreement/agreement-page.ts";
import { KeptPage } from "./shared/kept-page.ts";

const page = new KeptPage<never, AgreementIntent>();
let last: AgreementUpdate | undefined;

const view = new AgreementPage(document.getElementById("page")!, {
  send: page.send,
  isOpen: page.isOpen,
  setOpen: page.setOpen,
  unfold: (key, isOpen) => {
    page.setOpen(key, isOpen);
    if (last?.type === "agreement") view.show(last.agreement);
  },
});

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<AgreementUpdate | undefined>) => {
  switch (data?.type) {
    case "agreement":
      last = data;
      view.show(data.agreement);
      return page.drawn();
    case "copied":
      return view.say("Copied");
    case "error":
      return view.showError(data.message);
  }
});

page.send({ type: "ready" });
