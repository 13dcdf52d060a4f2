import { commands, type TraceLine, type TraceView } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";
import { otherPrompts, variableValues } from "./prompt-links.ts";
import { textBlock } from "./text-block.ts";

/** The prompts it ran under: which of their lines the system text held, those that failed first, and the system text itself. */
export function promptSection({ prompts, isLinked, lines, systemTexts }: TraceView, page: Page): HTMLElement {
  const failed = lines.filter((line) => line.failed.length > 0);
  const note =
    lines.length === 0
      ? undefined
      : `${plural(lines.length, "line")} held, ${failed.length} with a failed evaluator`;
  return section(
    { id: "prompt", title: "Prompt", note },
    prompts.length > 0 ? undefined : isLinked ? unmatched(systemTexts.length > 0, page) : notLookedFor(page),
    ...otherPrompts(prompts, page),
    ...prompts.map((prompt) => variableValues(prompt, page)),
    failed.length > 0
      ? html("ul", { class: "lines" }, ...failed.map((line) => lineItem(line, "failed", page)))
      : undefined,
    lines.length > failed.length
      ? fold(page, "lines", [`All ${plural(lines.length, "line")} that the system text held`], () => [
          html("ul", { class: "lines" }, ...lines.map((line) => lineItem(line, "all", page))),
        ])
      : undefined,
    ...systemTexts.map((text, index) =>
      fold(
        page,
        `system:${index}`,
        [systemTexts.length === 1 ? "System text" : `System text ${index + 1} of ${systemTexts.length}`],
        () => [textBlock(page, text, { key: `system:${index}` })],
      ),
    ),
    systemTexts.length === 0 && prompts.length > 0
      ? html("p", { class: "faint" }, "No system text was recorded with it.")
      : undefined,
  );
}

const notLookedFor = (page: Page): HTMLElement =>
  html(
    "div",
    { class: "nothing" },
    html(
      "p",
      {},
      "Its prompt was not looked for: the store could not be written. It is looked for when conversations are evaluated.",
    ),
    html(
      "div",
      { class: "steps" },
      button(
        { key: "prompt-evaluate", act: () => page.send({ type: "run", command: commands.evaluate }) },
        "Evaluate Conversations",
      ),
    ),
  );

function unmatched(hasText: boolean, page: Page): HTMLElement {
  return html(
    "div",
    { class: "nothing" },
    html(
      "p",
      {},
      hasText
        ? "Its system text holds no prompt of this folder. Name the prompt files under `prompts:` in the configuration."
        : "It came without a system text and names no prompt, so nobody knows its prompt. Let the exporter record message contents, or name the prompt.",
    ),
    html(
      "div",
      { class: "steps" },
      button(
        { key: "prompt-config", act: () => page.send({ type: "run", command: commands.openConfig }) },
        "Open the Configuration",
      ),
    ),
  );
}

/** Leads to the line in its file, where it still is. */
export function lineLink({ file, line, text, isChanged }: TraceLine, key: string, page: Page): HTMLElement {
  const name = file.split("/").at(-1) ?? file;
  if (line === undefined) return html("span", { class: "faint" }, `${name}, not in the file any more`);
  return button(
    {
      key,
      look: "link",
      act: () => page.send({ type: "openPrompt", file, line }),
      attributes: { title: text, "aria-label": `Open ${file} at line ${line + 1}: ${text}` },
    },
    `${name}:${line + 1}${isChanged ? " (changed since)" : ""}`,
  );
}

function lineItem(line: TraceLine, list: string, page: Page): HTMLElement {
  const { key, text, failed } = line;
  const title = `${line.file.split("/").at(-1)}, line ${(line.line ?? 0) + 1}`;
  const extra: Child[] =
    failed.length === 0
      ? []
      : [
          html("span", { class: "standing failing" }, failed.join(", ")),
          button(
            {
              key: `${list}:${key}:failing`,
              look: "quiet",
              act: () => page.send({ type: "showFailing", instruction: key, title }),
              attributes: { title: "List all conversations that fail this line" },
            },
            "all that fail it",
          ),
        ];
  return html(
    "li",
    { class: failed.length > 0 ? "is-failing" : undefined },
    html("div", { class: "line" }, lineLink(line, `${list}:${key}`, page), ...extra),
    html("p", {}, text),
  );
}
