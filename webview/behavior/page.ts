import type { BehaviorIntent, BehaviorPageCommand } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";

/** What the parts of the page are given: the way out, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: BehaviorIntent) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
}

export interface Step {
  readonly label: string;
  readonly command: BehaviorPageCommand;
}

/** What to say where there is nothing to show: why, and what to do next. */
export const nothingYet = (page: Page, text: string, steps: readonly Step[]): HTMLElement =>
  html(
    "div",
    { class: "nothing" },
    html("p", {}, text),
    steps.length > 0
      ? html(
          "div",
          { class: "steps" },
          ...steps.map(({ label, command }, index) =>
            button(
              {
                key: `step:${text}:${command}`,
                look: index === 0 ? "primary" : "secondary",
                act: () => page.send({ type: "run", command }),
              },
              label,
            ),
          ),
        )
      : undefined,
  );

/** What a button names, and what it leads to. */
export interface LinkOptions {
  readonly key: string;
  readonly title: string;
  readonly intent: BehaviorIntent;
  readonly clamp?: boolean;
}

export const link = (page: Page, { key, title, intent, clamp }: LinkOptions, ...children: readonly Child[]) =>
  button(
    {
      key,
      look: "link",
      act: () => page.send(intent),
      attributes: { title, ...(clamp && { class: "clamp" }) },
    },
    ...children,
  );
