import { type AgreementAgainst, type AgreementView, commands } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { arrange, KeptParts } from "../shared/kept-parts.ts";
import { plural } from "../shared/wording.ts";
import { evaluatorPart } from "./evaluator-part.ts";
import { kappaTable, leastAgreeingFirst } from "./kappa-table.ts";
import { type Page, steps } from "./page.ts";
import { howToBegin, toLabelSection } from "./to-label.ts";

/** The whole page. Parts that did not change are left as they are, with what is focused and unfolded in them. */
export class AgreementPage {
  private readonly parts = new KeptParts();

  constructor(
    private readonly root: HTMLElement,
    private readonly page: Page,
  ) {}

  show(view: AgreementView): void {
    const { page, parts } = this;
    const { against, evaluators, notes, labels, people, toLabel } = view;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    const shown = evaluators.length > 0;
    const part = (key: string, model: unknown, build: () => HTMLElement | undefined): HTMLElement[] => {
      const place = parts.part(key, model, () => build() ?? html("div", { hidden: true }));
      return place.hidden ? [] : [place];
    };
    arrange(this.root, [
      ...part("head", [against, labels, people, shown], () => head(view, page)),
      ...(shown
        ? part("kappa", [evaluators, against], () => kappaTable(view))
        : [parts.part("begin", { ...view, toLabel: toLabel.length }, () => howToBegin(view, page))]),
      ...leastAgreeingFirst(evaluators).flatMap((one) =>
        part(`of:${one.evaluator}`, [one, against, page.isOpen(`all:${one.evaluator}`)], () =>
          evaluatorPart(one, against, page),
        ),
      ),
      ...part("to-label", [toLabel, labels, against], () => toLabelSection(view, page)),
      ...part("notes", notes, () => notesList(notes)),
    ]);
    this.root.removeAttribute("aria-busy");
    this.focusAgain(focused);
  }

  showError(message: string): void {
    this.parts.clear();
    this.root.removeAttribute("aria-busy");
    const instead = html(
      "div",
      { class: "nothing instead" },
      html("h1", {}, "Agreement"),
      html("p", {}, message),
      steps(this.page, { label: "Show Log", command: commands.showLog }),
    );
    arrange(this.root, [instead]);
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

  /** A part that was made anew has taken the focus with it: what stands in its place gets it. */
  private focusAgain(focused: HTMLElement | undefined): void {
    if (!focused || focused.isConnected || focused.dataset.key === undefined) return;
    this.root
      .querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.dataset.key)}"]`)
      ?.focus({ preventScroll: true });
  }
}

function head(view: AgreementView, page: Page): HTMLElement {
  const { against, evaluators, hasFolder, conversations, isBaseline } = view;
  const whom = against === "labels" ? labelsText(view) : evaluators.length > 0 ? outcomeText : undefined;
  const canChoose = hasFolder && conversations > 0 && !isBaseline;
  return html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, "Agreement of evaluators"),
      html(
        "div",
        { class: "acts" },
        html("span", { id: "said", role: "status", class: "faint" }),
        evaluators.length > 0
          ? button({ key: "copy", act: () => page.send({ type: "copy" }) }, "Copy as Text")
          : undefined,
      ),
    ),
    canChoose
      ? html(
          "div",
          { class: "choice", role: "group", "aria-label": "What evaluators are held against" },
          html("span", { class: "faint", "aria-hidden": "true" }, "against "),
          choice("labels", "Labels of people", against, page),
          choice("outcome", "Recorded outcome", against, page),
        )
      : undefined,
    whom === undefined ? undefined : html("p", { class: "faint" }, whom),
  );
}

const outcomeText =
  "What was recorded with the conversations: a benchmark's reward, or a verdict that came with the trace";
const labelsText = ({ labels, people }: AgreementView): string | undefined =>
  labels > 0 ? `${plural(labels, "label")} by ${people.join(", ")}` : undefined;

const choice = (which: AgreementAgainst, label: string, now: AgreementAgainst, page: Page): HTMLElement =>
  button(
    {
      key: `against:${which}`,
      look: "quiet",
      act: () => page.send({ type: "against", against: which }),
      attributes: { "aria-pressed": String(which === now) },
    },
    label,
  );

const notesList = (notes: readonly string[]): HTMLElement | undefined =>
  notes.length === 0
    ? undefined
    : html(
        "section",
        { id: "notes", "aria-labelledby": "notes-title" },
        html("h2", { id: "notes-title" }, "Left out"),
        html("ul", { class: "plain faint" }, ...notes.map((note) => html("li", {}, note))),
      );
