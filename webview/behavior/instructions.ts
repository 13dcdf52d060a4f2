import { type AddressingInstruction, type BehaviorDetail, commands } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { sharePicture } from "../shared/interval-picture.ts";
import { section } from "../shared/section.ts";
import { count, percent } from "../shared/wording.ts";
import { link, type Page } from "./page.ts";

/** Lines of one prompt shown before the rest is unfolded. */
const firstShown = 6;

/** Which lines of which prompts are for it; where none is, why, what to do, and what comes nearest. */
export function instructionsSection(behavior: BehaviorDetail, page: Page): HTMLElement {
  const { addressedBy, notAddressedReason } = behavior;
  const head = { id: "instructions", title: "Instructions that address it" };
  if (notAddressedReason !== undefined)
    return section(head, ...unaddressed(behavior, notAddressedReason, page));
  return section(
    { ...head, note: "their condition holds in it clearly more often than elsewhere" },
    list(addressedBy.slice(0, firstShown), page),
    addressedBy.length > firstShown ? rest(addressedBy.slice(firstShown), page) : undefined,
  );
}

function unaddressed({ nearest, prompts }: BehaviorDetail, reason: string, page: Page): HTMLElement[] {
  const [prompt] = prompts;
  const step =
    prompt === undefined
      ? button(
          {
            key: "open-config",
            look: "primary",
            act: () => page.send({ type: "run", command: commands.openConfig }),
          },
          "Open the Configuration",
        )
      : button(
          {
            key: "open-prompt",
            look: "primary",
            act: () => page.send({ type: "openPrompt", file: prompt, line: 0 }),
            attributes: { title: prompt },
          },
          "Open the Prompt",
        );
  return [
    html("div", { class: "nothing" }, html("p", {}, reason), html("div", { class: "steps" }, step)),
    ...(nearest.length > 0 ? [html("h3", {}, "What comes nearest"), list(nearest, page)] : []),
  ];
}

function rest(instructions: readonly AddressingInstruction[], page: Page): HTMLElement {
  const key = "more-instructions";
  const details = html(
    "details",
    { open: page.isOpen(key) },
    html("summary", { "data-key": key }, `${instructions.length} more`),
    list(instructions, page),
  );
  details.addEventListener("toggle", () => page.setOpen(key, details.open));
  return details;
}

const list = (instructions: readonly AddressingInstruction[], page: Page): HTMLElement =>
  html("ul", { class: "instructions" }, ...instructions.map((one) => item(one, page)));

function item(
  { key, file, line, text, triggers, share, k, n, elsewhere }: AddressingInstruction,
  page: Page,
) {
  const place = `${file}:${line + 1}`;
  const than = elsewhere === undefined ? "" : `, elsewhere ${percent(elsewhere)}`;
  return html(
    "li",
    {},
    html("span", { class: "share-cell" }, sharePicture(share, 1), html("strong", {}, percent(share))),
    html(
      "div",
      {},
      link(
        page,
        {
          key: `instruction:${file}:${key}`,
          title: `Open ${place}`,
          intent: { type: "openPrompt", file, line },
          clamp: true,
        },
        text,
      ),
      html(
        "p",
        { class: "faint" },
        `when ${triggers.join(", ")} · holds in ${count(k)} of ${count(n)}${than} · ${place}`,
      ),
    ),
  );
}
