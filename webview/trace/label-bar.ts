import type { LabelOutcome, TraceView } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { dateTime } from "../shared/wording.ts";
import type { Page } from "./page.ts";

const marks = { fail: "✗", unknown: "?", pass: "✓" } as const;
const looks = { fail: "failing", unknown: "unsure", pass: "fine" } as const;
type Word = keyof typeof marks;
const settled: Readonly<Record<LabelOutcome, string>> = {
  given: "",
  same: "It had this label already.",
  failed: "The label was not kept.",
};

/** What a label is about: how the conversation went, or an evaluator's criterion in the conversation or a part of it. */
interface About {
  readonly text: string;
  readonly evaluator?: string;
  readonly sample?: string;
}

/** Where a person says whether it went well, by button or by the keys p and f, with what people said before. Its fields stay as they were left. */
export class LabelBar {
  private readonly about = html("select", {
    id: "label-about",
    "aria-label": "What the label is about",
    "data-key": "label-about",
  });
  private readonly why = html("input", {
    id: "label-why",
    type: "text",
    maxlength: 2_000,
    "aria-label": "Why",
    placeholder: "Why (optional)",
    "data-key": "label-why",
  });
  private readonly said = html("p", { role: "status", class: "faint" });
  private readonly list = html("ul", { class: "labels" });
  private abouts: readonly About[] = [];
  /** The reason of a label that is being given; undefined while none is. */
  private given: string | undefined;
  readonly element: HTMLElement;

  constructor(private readonly page: Page) {
    this.element = html(
      "section",
      { id: "label", "aria-labelledby": "label-title", class: "label-bar" },
      html(
        "div",
        { class: "line" },
        html("h2", { id: "label-title", tabindex: -1 }, "Label"),
        this.button("pass", "Pass", "p"),
        this.button("fail", "Fail", "f"),
        this.about,
        this.why,
      ),
      this.list,
      this.said,
    );
    this.why.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.why.blur();
    });
  }

  /** Another conversation begins with an empty reason. */
  forget(): void {
    this.why.value = "";
    this.said.textContent = "";
    this.given = undefined;
  }

  show({ labels, evaluations }: TraceView): void {
    const before = this.abouts[this.about.selectedIndex];
    this.abouts = aboutsOf(evaluations);
    this.about.replaceChildren(...this.abouts.map(({ text }) => html("option", {}, text)));
    this.about.selectedIndex = Math.max(
      0,
      this.abouts.findIndex((about) => before && placeOf(about) === placeOf(before)),
    );
    this.list.replaceChildren(...labels.map((label, index) => this.item(label, index)));
    this.list.hidden = labels.length === 0;
  }

  /** Says what became of a label; the reason is gone where it was kept, unless another was typed meanwhile. */
  settle(outcome: LabelOutcome): void {
    if (this.given === undefined) return;
    if (outcome === "given" && this.why.value.trim() === this.given) this.why.value = "";
    this.said.textContent = settled[outcome];
    this.given = undefined;
  }

  give(label: Word): void {
    const { evaluator, sample } = this.abouts[this.about.selectedIndex] ?? {};
    const why = this.why.value.trim();
    this.given = why;
    this.said.textContent = `Labelling ${label}…`;
    this.page.send({
      type: "label",
      label,
      ...(why !== "" && { why }),
      ...(evaluator !== undefined && { evaluator }),
      ...(sample !== undefined && { sample }),
    });
  }

  private button(label: "pass" | "fail", text: string, key: string): HTMLButtonElement {
    return button(
      {
        key: `label:${label}`,
        act: () => this.give(label),
        attributes: { "aria-keyshortcuts": key, title: `Label it ${label} (${key})` },
      },
      html("span", { "aria-hidden": "true" }, `${marks[label]} `),
      text,
    );
  }

  private item(
    {
      label,
      who,
      why,
      atMs,
      sample,
      part,
      evaluator,
      names = { who, evaluator },
    }: TraceView["labels"][number],
    index: number,
  ): HTMLElement {
    const about = [part, evaluator === undefined ? undefined : `by ${evaluator}`].filter(Boolean).join(", ");
    return html(
      "li",
      { class: `line evaluation ${looks[label]}` },
      html("span", { class: "verdict" }, html("span", { "aria-hidden": "true" }, `${marks[label]} `), label),
      html("strong", {}, who),
      html(
        "span",
        { class: "faint" },
        [about, atMs === undefined ? "" : dateTime(atMs)].filter(Boolean).join(" · "),
      ),
      why ? html("span", {}, why) : undefined,
      button(
        {
          key: `unlabel:${index}`,
          look: "link",
          act: () =>
            this.page.send({
              type: "label",
              who: names.who,
              ...(names.evaluator !== undefined && { evaluator: names.evaluator }),
              ...(sample !== undefined && { sample }),
            }),
          attributes: { "aria-label": `Remove the label ${label} by ${who}` },
        },
        "Remove",
      ),
    );
  }
}

/** What an evaluator says may change while its criterion is chosen, so it is no part of what is chosen. */
const placeOf = ({ evaluator, sample }: About): string => JSON.stringify([evaluator, sample]);

function aboutsOf(evaluations: TraceView["evaluations"]): About[] {
  const whole: About = { text: "how the conversation went" };
  const seen = new Map([[placeOf(whole), whole]]);
  for (const { evaluator, evaluatorName = evaluator, part, sample, label } of evaluations) {
    const text = `${evaluator}${part === undefined ? "" : `, ${part}`} (says ${label})`;
    const about: About = { text, evaluator: evaluatorName, ...(sample !== undefined && { sample }) };
    if (!seen.has(placeOf(about))) seen.set(placeOf(about), about);
  }
  return [...seen.values()];
}

/** A key pressed where nobody types and nothing else listens for letters. */
export function labelOfKey(event: KeyboardEvent): "pass" | "fail" | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return undefined;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (target?.closest("input, select, textarea, [contenteditable], [role=treegrid]")) return undefined;
  return event.key === "p" ? "pass" : event.key === "f" ? "fail" : undefined;
}
