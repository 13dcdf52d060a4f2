import type {
  SuggestionPageIntent,
  SuggestionPageTarget,
  SuggestionPageUpdate,
} from "../server/protocol/index.ts";
import { KeptPage } from "./shared/kept-page.ts";
import { SuggestionPage } from "./suggestion/suggestion-page.ts";

const page = new KeptPage<SuggestionPageTarget, SuggestionPageIntent>();
const { send, isOpen, setOpen } = page;
const view = new SuggestionPage(document.getElementById("page")!, { send, isOpen, setOpen });

const begin = (state: SuggestionPageTarget): void => page.begin(state, ({ id }) => id !== state.id);

/** Only the extension can send here, yet what carries no known type is left alone. */
window.addEventListener("message", ({ data }: MessageEvent<SuggestionPageUpdate | undefined>) => {
  switch (data?.type) {
    case "suggestion":
      begin(data.state);
      view.show(data.view);
      return page.drawn();
    case "answers":
      return view.showAnswers(data.answers);
    case "said":
      return view.say(data.text);
    case "error":
      begin(data.state);
      return view.showError(data.message);
  }
});

page.send({ type: "ready" });
