import type { ComparedPair, ComparisonUpdate, ComparisonView } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { arrangePage, KeptParts } from "../shared/kept-parts.ts";
import { changesSection } from "./changes.ts";
import { evaluatorSection } from "./evaluator-section.ts";
import { type Page, shortName } from "./page.ts";

type Of<T extends ComparisonUpdate["type"]> = Extract<ComparisonUpdate, { type: T }>;

/** The whole page. Parts that did not change are left as they are, with what is focused and unfolded in them. */
export class ComparisonPage {
  private readonly parts = new KeptParts();

  constructor(
    private readonly root: HTMLElement,
    private readonly page: Page,
  ) {}

  show({ own, other, changes, evaluators }: ComparisonView): void {
    const { page, parts } = this;
    arrangePage(this.root, [
      parts.part("head", [own, other], () => head(own, other, page)),
      parts.part("changes", changes, () => changesSection(changes, page)),
      ...evaluators.map((one, index) => parts.part(`e${index}`, one, () => evaluatorSection(one, index))),
    ]);
  }

  /** While it is being made: how far it is, and a way to stop it. */
  showWorking({ message, percent, state }: Of<"working">): void {
    // The button stays the same while the figure runs, so that it can be hit.
    const place = this.parts.part("working", state, () =>
      instead(
        "Comparing",
        html("p", {}, pairText(state)),
        html("p", { class: "how-far", role: "status" }),
        html("progress", { max: 100, "aria-label": "How far it is" }),
        steps(button({ key: "cancel", act: () => this.page.send({ type: "cancel" }) }, "Cancel")),
      ),
    );
    place.querySelector(".how-far")!.textContent = message;
    const bar = place.querySelector("progress")!;
    if (percent === undefined) bar.removeAttribute("value");
    else bar.value = percent;
    arrangePage(this.root, [place]);
  }

  showIdle({ isCancelled, state }: Of<"idle">): void {
    const why = isCancelled
      ? "It was cancelled before it was made."
      : "A comparison reads every judged conversation of both, so it is made when somebody asks for it.";
    this.showInstead(pairText(state), why, act("again", "Compare", this.page, "primary"));
  }

  showError({ message, state }: Of<"error">): void {
    this.showInstead(
      pairText(state),
      message,
      act("choose", "Compare Others…", this.page, "primary"),
      act("again", "Try Again", this.page),
    );
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

  private showInstead(title: string, text: string, ...buttons: readonly Child[]): void {
    this.parts.clear();
    arrangePage(this.root, [instead(title, html("p", {}, text), steps(...buttons))]);
  }
}

const pairText = ({ own, other }: ComparedPair): string => `From ${shortName(other)} to ${shortName(own)}`;

const head = (own: string, other: string, page: Page): HTMLElement =>
  html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, `From ${other} to ${own}`),
      html(
        "div",
        { class: "acts" },
        html("span", { id: "said", role: "status", class: "faint" }),
        act("copy", "Copy as Text", page),
        act("swap", "Swap", page),
        act("choose", "Compare Others…", page),
        act("again", "Compare Again", page),
      ),
    ),
    html(
      "p",
      { class: "faint" },
      "Points of the pass rate, with 95 % intervals. To the right of the line the later prompt passes more. A diamond: zero is ruled out.",
    ),
  );

const act = (
  type: "again" | "swap" | "choose" | "copy",
  label: string,
  page: Page,
  look: "primary" | "secondary" = "secondary",
): HTMLButtonElement => button({ key: type, look, act: () => page.send({ type }) }, label);

const instead = (title: string, ...children: readonly Child[]): HTMLElement =>
  html("div", { class: "nothing instead" }, html("h1", {}, title), ...children);

const steps = (...buttons: readonly Child[]): HTMLElement => html("div", { class: "steps" }, ...buttons);
