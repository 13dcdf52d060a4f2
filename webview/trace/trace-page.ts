import {
  commands,
  type LabelOutcome,
  type TraceFocus,
  type TraceSpan,
  type TraceView,
} from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { arrange, KeptParts } from "../shared/kept-parts.ts";
import { section } from "../shared/section.ts";
import { count } from "../shared/wording.ts";
import { evaluationsSection } from "./evaluations.ts";
import { head } from "./head.ts";
import { LabelBar } from "./label-bar.ts";
import { type MessageModel, messageElement, messageModels } from "./message.ts";
import { signalsSection, tagsSection, toolsSection } from "./more-sections.ts";
import type { Page } from "./page.ts";
import { promptSection } from "./prompt-lines.ts";
import type { WaterfallState } from "./rows.ts";
import { spanPanel } from "./span-panel.ts";
import { WaterfallGrid } from "./waterfall-grid.ts";

/** Messages made at once; the rest follow when one comes near them. */
const messagesAtOnce = 60;
/** While one runs through the rows with a key held down, contents are not asked for. Milliseconds. */
const settledMs = 120;

/** The whole page. Parts that did not change are left as they are. */
export class TracePage {
  private readonly parts = new KeptParts();
  private readonly waterfall: WaterfallGrid;
  private readonly spans = section({ id: "spans", title: "Spans" });
  private readonly span = html("section", {
    id: "span",
    "aria-labelledby": "span-title",
    class: "span-panel",
  });
  private readonly list = html("div", { class: "message-list" });
  /** Comes near the window when more messages are wanted; a button for those who go by keyboard. */
  private readonly more = button(
    { key: "more-messages", look: "quiet", act: () => this.addMessages() },
    "Show more messages",
  );
  private readonly messages = section({ id: "messages", title: "Conversation" }, this.list, this.more);
  private readonly labels: LabelBar;
  private readonly panes: HTMLElement;
  private readonly right = html("div", { class: "right" });
  private trace: TraceView | undefined;
  private models: readonly MessageModel[] = [];
  private made = 0;
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly page: Page,
    private readonly state: WaterfallState,
    onState: () => void,
  ) {
    this.labels = new LabelBar(page);
    this.waterfall = new WaterfallGrid(state, {
      onSelect: (id, isFinal) => this.askForSpan(id, isFinal),
      onState,
    });
    this.spans.append(this.waterfall.element);
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting) && !this.more.hidden) {
          this.addMessages();
          // It may still be near: observed anew, it is looked at anew.
          observer.unobserve(this.more);
          observer.observe(this.more);
        }
      },
      { rootMargin: "1500px" },
    );
    observer.observe(this.more);
    this.panes = html(
      "div",
      { class: "panes" },
      html("div", { class: "left" }, this.spans, this.span),
      this.right,
    );
  }

  show(trace: TraceView, isKept: boolean): void {
    const isOther = this.trace?.id !== trace.id;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    if (isOther) this.parts.clear();
    if (isOther) this.labels.forget();
    this.labels.show(trace);
    const before = this.rowOf(this.state.selected);
    this.trace = trace;
    const { page } = this;
    this.models = messageModels(trace);
    const found = [trace.prompts, trace.isLinked];
    const isFailing = trace.evaluations.some(({ label }) => label === "fail");
    const headElement = this.parts.part("head", [trace.facts, found, isKept, isFailing], () =>
      head(trace, isKept, page),
    );
    const nav = this.parts.part("nav", countsOf(trace), () => this.navigation(countsOf(trace)));
    const { isCycle } = trace.facts;
    // Nobody judges a cycle, labels it or asks which lines it had: it is read.
    arrange(this.root, [headElement, ...(isCycle ? [] : [this.labels.element]), nav, this.panes]);
    arrange(
      this.right,
      [
        isCycle
          ? undefined
          : this.parts.part("evaluations", [trace.evaluations, trace.lines], () =>
              evaluationsSection(trace, page),
            ),
        this.messages,
        trace.signals.length > 0
          ? this.parts.part("signals", trace.signals, () => signalsSection(trace, page)!)
          : undefined,
        trace.tags.length > 0
          ? this.parts.part("tags", trace.tags, () => tagsSection(trace, page)!)
          : undefined,
        isCycle
          ? undefined
          : this.parts.part("prompt", [found, trace.lines, trace.systemTexts], () =>
              promptSection(trace, page),
            ),
        trace.tools.length > 0
          ? this.parts.part("tools", trace.tools, () => toolsSection(trace, page)!)
          : undefined,
      ].filter((part) => part !== undefined),
    );
    this.root.removeAttribute("aria-busy");
    this.waterfall.show(trace.waterfall);
    this.drawMessages(isOther ? messagesAtOnce : Math.max(messagesAtOnce, this.made));
    const { selected } = this.state;
    if (selected === undefined) this.span.replaceChildren(...nothingSelected());
    else if (isOther || JSON.stringify(this.rowOf(selected)) !== JSON.stringify(before))
      this.askForSpan(selected, true);
    this.focusAgain(focused);
  }

  giveLabel(label: "pass" | "fail"): void {
    if (this.trace && this.labels.element.isConnected) this.labels.give(label);
  }

  labelled(id: string, outcome: LabelOutcome): void {
    if (id === this.trace?.id) this.labels.settle(outcome);
  }

  showSpan(id: string, span: TraceSpan | undefined): void {
    if (id !== this.state.selected) return;
    const message = this.rowOf(id)?.message;
    const panel = this.parts.part(`span`, [id, span, message], () =>
      html(
        "div",
        {},
        ...(span
          ? spanPanel(span, message, this.page)
          : [html("p", {}, "This span is not in the store any more.")]),
      ),
    );
    const hadFocus =
      this.span.contains(document.activeElement) && (document.activeElement as HTMLElement).dataset.key;
    arrange(this.span, [panel]);
    if (hadFocus) this.span.querySelector<HTMLElement>(`[data-key="${CSS.escape(hadFocus)}"]`)?.focus();
  }

  /** A part that was made anew has taken the focus with it: what stands in its place gets it. */
  private focusAgain(focused: HTMLElement | undefined): void {
    if (!focused || focused.isConnected) return;
    const { key } = focused.dataset;
    const place = focused.id
      ? document.getElementById(focused.id)
      : this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key ?? "")}"]`);
    place?.focus({ preventScroll: true });
  }

  goToSpan(id: string): void {
    this.waterfall.reveal(id);
    this.askForSpan(id, true);
    this.spans.scrollIntoView({ block: "nearest" });
    this.waterfall.element.querySelector<HTMLElement>("[role=treegrid]")?.focus({ preventScroll: true });
  }

  goToMessage(index: number): void {
    while (this.made < this.models.length && !this.hasMessage(index)) this.addMessages();
    const element = document.getElementById(`message-${index}`);
    if (!element) return;
    for (const other of this.list.querySelectorAll(".is-target")) other.classList.remove("is-target");
    element.classList.add("is-target");
    element.scrollIntoView({ block: "start" });
    element.focus({ preventScroll: true });
    const spanId = this.trace?.messages[index]?.spanId;
    if (spanId === undefined) return;
    this.waterfall.reveal(spanId);
    this.askForSpan(spanId, true);
  }

  /** To the evidence that the conversation was opened for, else to the verdict itself. */
  goToFocus({ message, evaluator, instructions }: TraceFocus): void {
    const { evaluations = [], lines = [] } = this.trace ?? {};
    if (message !== undefined) {
      this.goToMessage(message);
      return;
    }
    if (evaluator === undefined && !instructions) return;
    const keys = new Set(instructions);
    const wanted = evaluations.filter(
      (one) =>
        one.label === "fail" &&
        (one.evaluator === evaluator || one.lines.some((index) => keys.has(lines[index]?.key ?? ""))),
    );
    const found = wanted.find((one) => one.message !== undefined) ?? wanted[0];
    if (found?.message !== undefined) {
      this.goToMessage(found.message);
      return;
    }
    const item = found && document.getElementById(`evaluation-${evaluations.indexOf(found)}`);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }

  private hasMessage(index: number): boolean {
    return this.models.slice(0, this.made).some((model) => holds(model, index));
  }

  private rowOf(id: string | undefined): TraceView["waterfall"]["rows"][number] | undefined {
    return id === undefined ? undefined : this.trace?.waterfall.rows.find((row) => row.id === id);
  }

  private askForSpan(id: string, isFinal: boolean): void {
    clearTimeout(this.timer);
    const ask = (): void => this.page.send({ type: "span", id });
    if (isFinal) ask();
    else this.timer = window.setTimeout(ask, settledMs);
  }

  /** The first messages; what is drawn already and as before stays. */
  private drawMessages(upTo: number): void {
    this.made = Math.min(upTo, this.models.length);
    const drawn = this.models.slice(0, this.made).map((model) => this.messagePart(model));
    arrange(this.list, drawn.length > 0 ? drawn : [nothingSaid(this.page)]);
    this.more.hidden = this.made === this.models.length;
  }

  private addMessages(): void {
    const next = this.models.slice(this.made, this.made + messagesAtOnce);
    this.made += next.length;
    this.list.append(...next.map((model) => this.messagePart(model)));
    this.more.hidden = this.made === this.models.length;
  }

  private messagePart(model: MessageModel): HTMLElement {
    return this.parts.part(`message:${model.index}`, model, () => messageElement(model, this.page));
  }

  private navigation(counts: readonly (readonly [id: string, label: string])[]): HTMLElement {
    return html(
      "nav",
      { "aria-label": "Parts of the page" },
      ...counts.map(([id, label]) =>
        button({ key: `nav:${id}`, look: "quiet", act: () => goToSection(id) }, label),
      ),
    );
  }
}

const holds = ({ index, answers }: MessageModel, wanted: number): boolean =>
  index === wanted || answers.some((answer) => holds(answer, wanted));

const countsOf = (trace: TraceView): [string, string][] =>
  (
    [
      ["spans", "Spans", trace.waterfall.rows.length],
      ["evaluations", "Evaluations", trace.evaluations.length],
      ["messages", trace.facts.isCycle ? "What came of it" : "Conversation", trace.messages.length],
      ["signals", "Signals", trace.signals.length],
      ["tags", "Tags", trace.tags.length],
      ["prompt", "Prompt lines", trace.lines.length],
      ["tools", "Tools", trace.tools.length],
    ] as const
  )
    .filter(([id, , n]) => n > 0 || id === "messages" || (id === "prompt" && !trace.facts.isCycle))
    .map(([id, label, n]) => [id, `${label} ${count(n)}`]);

function goToSection(id: string): void {
  const title = document.getElementById(`${id}-title`);
  title?.scrollIntoView({ block: "start" });
  title?.focus({ preventScroll: true });
}

const nothingSelected = (): HTMLElement[] => [
  html(
    "p",
    { class: "faint" },
    html("span", { id: "span-title" }, "Select a span"),
    " to see its input, output and attributes.",
  ),
];

const nothingSaid = (page: Page): HTMLElement =>
  html(
    "div",
    { class: "nothing" },
    html(
      "p",
      {},
      "No message was recorded. Most instrumentations leave contents out unless told otherwise; how yours is told stands in the lines that connect it.",
    ),
    html(
      "div",
      { class: "steps" },
      button(
        { key: "connect", act: () => page.send({ type: "run", command: commands.connect }) },
        "Connect an Agent",
      ),
    ),
  );

/** What is shown where there is no conversation, with a way on. */
export function insteadOfTrace(page: Page, text: string): HTMLElement {
  return html(
    "div",
    { class: "nothing" },
    html("p", {}, text),
    html(
      "div",
      { class: "steps" },
      button(
        { key: "log", look: "primary", act: () => page.send({ type: "run", command: commands.showLog }) },
        "Show Log",
      ),
      button(
        { key: "import", act: () => page.send({ type: "run", command: commands.importConversations }) },
        "Import Conversations",
      ),
    ),
  );
}
