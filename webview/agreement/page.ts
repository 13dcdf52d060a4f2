import type { AgreementAgainst, AgreementIntent, AgreementPageCommand } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";

/** What the parts of the page are given: the way out, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: AgreementIntent) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
  /** The same, and the page is drawn anew. */
  readonly unfold: (key: string, isOpen: boolean) => void;
}

/** Who the evaluators are held against, in a sentence. */
export const othersName = (against: AgreementAgainst): string =>
  against === "labels" ? "people" : "the outcome";

export const opener = (
  page: Page,
  of: { readonly key: string; readonly id: string; readonly evaluator?: string },
  ...children: readonly Child[]
): HTMLButtonElement =>
  button(
    {
      key: of.key,
      look: "link",
      act: () =>
        page.send({
          type: "openConversation",
          id: of.id,
          ...(of.evaluator !== undefined && { evaluator: of.evaluator }),
        }),
      attributes: { title: "Open this conversation, where it can be labelled" },
    },
    ...children,
  );

export const steps = (
  page: Page,
  ...all: readonly { readonly label: string; readonly command: AgreementPageCommand }[]
): HTMLElement =>
  html(
    "div",
    { class: "steps" },
    ...all.map(({ label, command }, index) =>
      button(
        {
          key: `step:${command}`,
          look: index === 0 ? "primary" : "secondary",
          act: () => page.send({ type: "run", command }),
        },
        label,
      ),
    ),
  );

/** Verdicts as they are written everywhere: by a sign and a word, not by color alone. */
export const verdict = (label: "pass" | "fail" | "unknown"): HTMLElement =>
  html(
    "span",
    { class: `verdict ${label}` },
    { pass: "✓ pass", fail: "✗ fail", unknown: "? unknown" }[label],
  );
