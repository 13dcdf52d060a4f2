import type { CaseAnswersResult, ShownSuggestion, SuggestionPageView } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { arrangePage, KeptParts } from "../shared/kept-parts.ts";
import { section } from "../shared/section.ts";
import { casesSection, fillAnswers } from "./cases.ts";
import { type Chosen, chosenOf } from "./chosen.ts";
import { effectsSection } from "./effects.ts";
import { flagsSection } from "./flags.ts";
import { headPart } from "./head.ts";
import { costSection, historySection } from "./history.ts";
import { hunksSection } from "./hunks.ts";
import { lineageSection } from "./lineage.ts";
import { Choice, type ChoosingPage, type Page } from "./page.ts";

/** The whole page. Parts that did not change are left as they are, with what is focused and unfolded in them. */
export class SuggestionPage {
  private readonly parts = new KeptParts();
  private readonly page: ChoosingPage;
  private readonly answers = new Map<string, CaseAnswersResult>();
  private view: SuggestionPageView | undefined;

  constructor(
    private readonly root: HTMLElement,
    page: Page,
  ) {
    this.page = {
      ...{ ...page, choice: new Choice(page) },
      chosen: () => this.draw(),
      answersOf: (id) => this.answers.get(id),
    };
  }

  show(view: SuggestionPageView): void {
    if (this.view && this.view.cycle !== view.cycle) this.forget();
    this.view = view;
    this.draw();
  }

  showAnswers(answers: CaseAnswersResult): void {
    this.answers.set(answers.case, answers);
    const place = this.root.querySelector(`[data-case="${CSS.escape(answers.case)}"]`);
    if (place) fillAnswers(place, answers, this.page);
  }

  showError(message: string): void {
    this.forget();
    this.view = undefined;
    const { page } = this;
    arrangePage(this.root, [
      html(
        "div",
        { class: "nothing instead" },
        html("h1", {}, "Suggestion"),
        html("p", {}, message),
        html(
          "div",
          { class: "steps" },
          button({ key: "again", look: "primary", act: () => page.send({ type: "again" }) }, "Try Again"),
          button(
            { key: "log", act: () => page.send({ type: "run", command: "homeostat.showLog" }) },
            "Show Log",
          ),
        ),
      ),
    ]);
  }

  /** Said where it is read aloud; it goes by itself. */
  say(text: string): void {
    const place = document.getElementById("said");
    if (!place) return;
    place.textContent = text;
    setTimeout(() => {
      if (place.textContent === text) place.textContent = "";
    }, 4_000);
  }

  private forget(): void {
    this.parts.clear();
    this.answers.clear();
    this.page.choice.forget();
  }

  private draw(): void {
    const { view, page } = this;
    if (!view) return;
    const { suggestion, why, lineage, cost, history } = view;
    const chosen = suggestion && chosenOf(suggestion, page.choice);
    const part = (name: string, model: unknown, build: () => HTMLElement | undefined): HTMLElement[] => {
      const place = this.parts.part(name, model, () => build() ?? html("div", { hidden: true }));
      return place.hidden ? [] : [place];
    };
    const { title, prompt, atMs, says, canGoOn } = view;
    arrangePage(this.root, [
      ...part("head", [title, prompt, atMs, says, canGoOn, suggestion, chosen], () =>
        headPart(view, chosen, page),
      ),
      ...(suggestion && chosen ? this.decision(suggestion, chosen, part) : []),
      ...part("why", why, () => whySection(why)),
      ...(suggestion
        ? [
            ...part("hunks", suggestion, () => hunksSection(suggestion, page)),
            ...part("effects", suggestion.effects, () => effectsSection(suggestion, page)),
            ...part("cases", [suggestion.fixed, suggestion.broken], () => casesSection(suggestion, page)),
          ]
        : []),
      ...part("lineage", lineage, () => lineageSection(lineage, suggestion === undefined, page)),
      ...part("cost", cost, () => costSection(view)),
      ...part("history", history, () => historySection(view)),
    ]);
  }

  /** What has to be said before anything is accepted; nothing where nothing can be. */
  private decision(
    { acts }: ShownSuggestion,
    { flags, hunks }: Chosen,
    part: (name: string, model: unknown, build: () => HTMLElement | undefined) => HTMLElement[],
  ): HTMLElement[] {
    if (!acts.includes("accept") && !acts.includes("approve")) return [];
    // Boxes keep their ticks themselves: only other flags make them anew.
    return part("flags", [flags, hunks.length === 0], () => flagsSection({ flags, hunks }, this.page));
  }
}

const whySection = (why: readonly string[]): HTMLElement | undefined =>
  why.length === 0
    ? undefined
    : section({ id: "why", title: "Why" }, ...why.map((sentence) => html("p", {}, sentence)));
