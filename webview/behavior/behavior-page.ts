import { type BehaviorDetail, commands } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { arrange, KeptParts } from "../shared/kept-parts.ts";
import {
  evaluatorsSection,
  eventsSection,
  neighboursSection,
  outcomesSection,
  signalsSection,
  tagsSection,
} from "./evidence.ts";
import { head } from "./head.ts";
import { instructionsSection } from "./instructions.ts";
import type { Page } from "./page.ts";
import { exemplarsSection, failingSection, wordsSection } from "./requests.ts";
import { timelineSection } from "./timeline.ts";

/** The whole page. Parts that did not change are left as they are, with what is focused and unfolded in them. */
export class BehaviorPage {
  private readonly parts = new KeptParts();
  private readonly left = html("div", {});
  private readonly right = html("div", {});
  private readonly panes = html("div", { class: "panes" }, this.left, this.right);
  private id: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly page: Page,
  ) {}

  show(behavior: BehaviorDetail, isKept: boolean): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    if (this.id !== behavior.id) this.parts.clear();
    this.id = behavior.id;
    const { page } = this;
    const { timeline, events, failing, failure, addressedBy, nearest, prompts } = behavior;
    arrange(this.root, [
      this.parts.part("head", [facts(behavior), isKept], () => head(behavior, isKept, page)),
      ...this.part("words", behavior.words, () => wordsSection(behavior, page)),
      ...this.part("timeline", [timeline, events], () => timelineSection(behavior, page)),
      this.panes,
    ]);
    arrange(this.left, [
      ...this.part("exemplars", behavior.exemplars, () => exemplarsSection(behavior, page)),
      ...this.part("failing", [failing, failure.n], () => failingSection(behavior, page)),
    ]);
    arrange(this.right, [
      ...this.part(
        "evaluators",
        [behavior.evaluators, behavior.silent, behavior.judgedBy, failure.failed > 0],
        () => evaluatorsSection(behavior, page),
      ),
      ...this.part("instructions", [addressedBy, nearest, prompts, behavior.notAddressedReason], () =>
        instructionsSection(behavior, page),
      ),
      ...this.part("signals", behavior.signals, () => signalsSection(behavior, page)),
      ...this.part("tags", behavior.tags, () => tagsSection(behavior, page)),
      ...this.part("outcomes", behavior.outcomes, () => outcomesSection(behavior)),
      ...this.part("neighbours", behavior.neighbours, () => neighboursSection(behavior, page)),
      ...this.part("events", events, () => eventsSection(behavior, page)),
    ]);
    this.root.removeAttribute("aria-busy");
    this.focusAgain(focused);
  }

  /** What is said where there is no such behavior, or none can be had. */
  showInstead(text: string, isGone: boolean): void {
    this.id = undefined;
    this.root.removeAttribute("aria-busy");
    arrange(this.root, [insteadOfBehavior(this.page, text, isGone)]);
  }

  private part(key: string, model: unknown, build: () => HTMLElement | undefined): HTMLElement[] {
    const place = this.parts.part(key, model, () => build() ?? html("div", { hidden: true }));
    return place.hidden ? [] : [place];
  }

  /** A part that was made anew has taken the focus with it: what stands in its place gets it. */
  private focusAgain(focused: HTMLElement | undefined): void {
    if (!focused || focused.isConnected) return;
    const place = focused.id
      ? document.getElementById(focused.id)
      : this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.dataset.key ?? "")}"]`);
    place?.focus({ preventScroll: true });
  }
}

/** All that the head is drawn from. */
const facts = ({
  name,
  description,
  group,
  size,
  share,
  issue,
  issues,
  people,
  failure,
  overall,
  addressedBy,
}: BehaviorDetail) => [
  [name, description, group, size, share, issue, issues, people],
  [failure, overall],
  addressedBy.map(({ file }) => file),
];

const insteadOfBehavior = (page: Page, text: string, isGone: boolean): HTMLElement =>
  html(
    "div",
    { class: "nothing instead" },
    html("p", {}, text),
    html(
      "div",
      { class: "steps" },
      button(
        {
          key: "another",
          look: isGone ? "primary" : "secondary",
          act: () => page.send({ type: "run", command: commands.openBehavior }),
        },
        "Open Another…",
      ),
      button({ key: "log", act: () => page.send({ type: "run", command: commands.showLog }) }, "Show Log"),
    ),
  );
