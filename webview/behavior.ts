import type { BehaviorIntent, BehaviorState, BehaviorUpdate } from "../server/protocol/index.ts";
import { BehaviorPage } from "./behavior/behavior-page.ts";
import { KeptPage } from "./shared/kept-page.ts";

const page = new KeptPage<BehaviorState, BehaviorIntent>();
const { send, isOpen, setOpen } = page;
const view = new BehaviorPage(document.getElementById("page")!, { send, isOpen, setOpen });

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<BehaviorUpdate | undefined>) => {
  switch (data?.type) {
    case "behavior": {
      page.begin(data.state, ({ id }) => id !== data.state.id);
      view.show(data.behavior, data.isKept);
      return page.drawn();
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

page.send({ type: "ready" });
