import {
  commands,
  type DiagnosedPrompt,
  type DiagnosisTarget,
  type DiagnosisUpdate,
  type DiagnosisView,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { arrangePage, KeptParts } from "../shared/kept-parts.ts";
import { count, plural } from "../shared/wording.ts";
import { causesSection } from "./causes.ts";
import { firstStepPart } from "./first-step.ts";
import { mechanismsSection } from "./mechanisms.ts";
import { type Page, type Step, stepButtons } from "./page.ts";
import { interactionsSection, suspectsSection } from "./suspects.ts";

/** The whole page. Parts that did not change are left as they are, with what is focused and unfolded in them. */
export class DiagnosisPage {
  private readonly parts = new KeptParts();

  constructor(
    private readonly root: HTMLElement,
    private readonly page: Page,
  ) {}

  show({ view, isStale }: Extract<DiagnosisUpdate, { type: "diagnosis" }>): void {
    const { page, parts } = this;
    const failing = view.prompts.filter(({ failures }) => failures > 0);
    arrangePage(this.root, [
      parts.part("head", [view.subject, failing.length, isStale], () => head(view, failing, isStale, page)),
      ...(view.nothing || failing.length === 0
        ? [parts.part("nothing", view.nothing, () => nothing(view, page))]
        : failing.flatMap((prompt, index) => this.prompt(prompt, index, failing.length > 1, view.subject))),
    ]);
  }

  /** While it is being made: how far it is, and a way to stop it. */
  showWorking({ message, percent }: Extract<DiagnosisUpdate, { type: "working" }>): void {
    // The button stays the same while the figure runs, so that it can be hit.
    const place = this.parts.part("working", "", () =>
      html(
        "div",
        { class: "nothing instead" },
        html("h1", {}, "Diagnosing"),
        html("p", { class: "how-far", role: "status" }),
        html("progress", { max: 100, "aria-label": "How far it is" }),
        html(
          "div",
          { class: "steps" },
          button({ key: "cancel", act: () => this.page.send({ type: "cancel" }) }, "Cancel"),
        ),
      ),
    );
    place.querySelector(".how-far")!.textContent = message;
    const bar = place.querySelector("progress")!;
    if (percent === undefined) bar.removeAttribute("value");
    else bar.value = percent;
    arrangePage(this.root, [place]);
  }

  showIdle({ isCancelled, state }: Extract<DiagnosisUpdate, { type: "idle" }>): void {
    this.parts.clear();
    const text = isCancelled
      ? "It was cancelled before it was made."
      : "A diagnosis reads every judged conversation, so it is made when somebody asks for it.";
    arrangePage(this.root, [
      html(
        "div",
        { class: "nothing instead" },
        html("h1", {}, titleOf(state.of.kind, nameOf(state.of))),
        html("p", {}, text),
        html("div", { class: "steps" }, again("Diagnose", "primary", this.page)),
      ),
    ]);
  }

  showError(message: string): void {
    this.parts.clear();
    const steps = [{ label: "Show Log", command: commands.showLog }];
    arrangePage(this.root, [
      html(
        "div",
        { class: "nothing instead" },
        html("h1", {}, "Diagnosis"),
        html("p", {}, message),
        stepButtons(this.page, steps, again("Try Again", "secondary", this.page)),
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

  private prompt(
    prompt: DiagnosedPrompt,
    index: number,
    isOneOfSeveral: boolean,
    subject: DiagnosisView["subject"],
  ): HTMLElement[] {
    const { page } = this;
    const id = `p${index}`;
    const { file, causes, suspects, mechanisms, interactions } = prompt;
    const part = (name: string, model: unknown, build: () => HTMLElement | undefined): HTMLElement[] => {
      const place = this.parts.part(
        `${id}:${name}`,
        [file, model],
        () => build() ?? html("div", { hidden: true }),
      );
      return place.hidden ? [] : [place];
    };
    const { samples, failures, conversations, verdict, asked } = prompt;
    return [
      ...part("verdict", [samples, failures, conversations, verdict, asked, isOneOfSeveral], () =>
        verdictPart(prompt, id, isOneOfSeveral),
      ),
      ...part("first-step", [subject, mechanisms], () =>
        subject.kind === "conversation" ? firstStepPart(prompt, subject.name, id, page) : undefined,
      ),
      ...part("causes", causes, () => causesSection(prompt, id, page)),
      ...part("mechanisms", mechanisms, () => mechanismsSection(prompt, id, page)),
      ...part("suspects", suspects, () => suspectsSection(prompt, id, page)),
      ...part("interactions", interactions, () => interactionsSection(prompt, id, page)),
    ];
  }
}

const again = (label: string, look: "primary" | "secondary", page: Page): HTMLElement =>
  button({ key: "again", look, act: () => page.send({ type: "again" }) }, label);

export function titleOf(kind: DiagnosisTarget["kind"], name: string): string {
  switch (kind) {
    case "workspace":
      return "Diagnosis of all prompts";
    case "prompt":
      return `Diagnosis of ${name}`;
    case "evaluator":
      return `What ${name} fails`;
    case "behavior":
      return `What fails in ${name}`;
    case "conversation":
      return `Suspects for ${name}`;
  }
}

const nameOf = (of: DiagnosisTarget): string =>
  of.kind === "prompt" ? of.file : of.kind === "evaluator" ? of.name : of.kind === "workspace" ? "" : of.id;

function head(
  { subject }: DiagnosisView,
  failing: readonly DiagnosedPrompt[],
  isStale: boolean,
  page: Page,
): HTMLElement {
  return html(
    "header",
    { class: "head" },
    html(
      "div",
      { class: "line" },
      html("h1", {}, titleOf(subject.kind, subject.name)),
      html(
        "div",
        { class: "acts" },
        html("span", { id: "said", role: "status", class: "faint" }),
        failing.length > 0
          ? button(
              {
                ...{ key: "improve", look: "quiet", act: () => page.send({ type: "improve" }) },
                attributes: {
                  title: "Look for an edit that mends what fails. You see first what that takes",
                },
              },
              "Improve…",
            )
          : undefined,
        failing.length > 0
          ? button({ key: "copy", look: "quiet", act: () => page.send({ type: "copy" }) }, "Copy as Text")
          : undefined,
        again(isStale ? "Diagnose Again" : "Again", isStale ? "primary" : "secondary", page),
      ),
    ),
    isStale
      ? html(
          "p",
          { class: "standing short" },
          "Conversations or evaluations have changed since this was made.",
        )
      : undefined,
  );
}

const verdictPart = (
  { file, failures, samples, conversations, verdict, asked = [] }: DiagnosedPrompt,
  id: string,
  isOneOfSeveral: boolean,
): HTMLElement =>
  html(
    "div",
    { class: "verdict-of" },
    isOneOfSeveral ? html("h2", { id: `${id}-title`, class: "prompt-name" }, file) : undefined,
    html("p", { class: "verdict-text" }, verdict),
    ...asked.map((sentence) => html("p", { class: "quiet" }, sentence)),
    html(
      "p",
      { class: "faint" },
      `${count(failures)} of ${plural(samples, "judged sample")} fail, from ${plural(conversations, "conversation")}`,
    ),
  );

const stepsOf: Readonly<Record<NonNullable<NonNullable<DiagnosisView["nothing"]>["step"]>, readonly Step[]>> =
  {
    import: [
      { label: "Open the Demo", command: commands.openDemo },
      { label: "Import Conversations", command: commands.importConversations },
    ],
    evaluate: [{ label: "Evaluate Conversations", command: commands.evaluate }],
    config: [{ label: "Open the Configuration", command: commands.openConfig }],
  };

function nothing({ nothing: said }: DiagnosisView, page: Page): HTMLElement {
  const children: Child[] = [html("p", {}, said?.why ?? "Nothing fails.")];
  return html(
    "div",
    { class: "nothing instead" },
    ...children,
    said?.step ? stepButtons(page, stepsOf[said.step]) : undefined,
  );
}
