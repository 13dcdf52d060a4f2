import { html } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import type { Chosen } from "./chosen.ts";
import type { ChoosingPage } from "./page.ts";

/** Text that guards watch over: what is changed of it, and a box for the second yes. */
export function flagsSection(
  { flags, hunks }: Pick<Chosen, "flags" | "hunks">,
  page: ChoosingPage,
): HTMLElement | undefined {
  const rules = [...new Set(flags.map(({ rule }) => rule))];
  if (hunks.length === 0)
    return html(
      "p",
      { id: "blocked", class: "standing short" },
      "No hunk is chosen, so there is nothing to accept or commit.",
    );
  if (rules.length === 0) return undefined;
  return section(
    { id: "flags", title: "Needs a second yes" },
    html(
      "p",
      { id: "blocked" },
      "It changes text that is watched over: what is frozen, keeps people safe, or says what is not certain. The figures below do not show what such a text is for. Read each, and tick what you want all the same; it is recorded that you did.",
    ),
    ...rules.map((rule) => {
      const box = html("input", {
        type: "checkbox",
        class: "confirm",
        "data-key": `confirm:${rule}`,
        "aria-label": `I want this all the same: ${rule}`,
      });
      box.checked = page.choice.isConfirmed(rule);
      box.addEventListener("change", () => {
        page.choice.confirm(rule, box.checked);
        page.chosen();
      });
      return html(
        "label",
        { class: "flag" },
        box,
        html(
          "span",
          {},
          html("strong", {}, rule),
          ...flags.filter((one) => one.rule === rule).map(({ message }) => html("span", {}, message)),
        ),
      );
    }),
  );
}
