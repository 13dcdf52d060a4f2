import type { TracePrompt } from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { Page } from "./page.ts";
import { textBlock } from "./text-block.ts";

/** The prompts of a conversation in a line, each with how sure that is. */
export function promptLinks(prompts: readonly TracePrompt[], isLinked: boolean, page: Page): Child {
  if (prompts.length === 0)
    return html("span", { class: "faint" }, isLinked ? "matches none" : "not looked for yet");
  return html(
    "span",
    { class: "links" },
    ...prompts.map((prompt) =>
      html(
        "span",
        {},
        versionLink(prompt, `prompt:${prompt.file}`, page),
        html("span", { class: "faint" }, `, ${howSure(prompt)}`),
      ),
    ),
  );
}

function howSure({ how, candidates, hintVersion }: TracePrompt): string {
  const found =
    how !== "ambiguous"
      ? `by ${how}`
      : candidates.length > 0
        ? `ambiguous: ${plural(candidates.length, "other")} as likely`
        : "ambiguous";
  return hintVersion === undefined ? found : `${found}, version ${hintVersion} in its trace`;
}

const versionLink = (
  { file, version }: Pick<TracePrompt, "file" | "version">,
  key: string,
  page: Page,
): HTMLElement =>
  html(
    "span",
    {},
    button({ key, look: "link", act: () => page.send({ type: "openPrompt", file, line: 0 }) }, file),
    html("span", { class: "faint" }, ` at ${version.slice(0, 8)}`),
  );

/** Of an ambiguous prompt: what it may as well have been. Files that are copies of each other are said once, with the first of them. */
export function otherPrompts(prompts: readonly TracePrompt[], page: Page): Child[] {
  const said = new Set<string>();
  return prompts.map(({ file, version, candidates }) => {
    const others = candidates.filter((one) => !said.has(one.file));
    said.add(file);
    if (others.length === 0) return undefined;
    return html(
      "div",
      {},
      html("p", {}, `By its system text, as likely as ${file} at ${version.slice(0, 8)}:`),
      html(
        "ul",
        { class: "others" },
        ...others.map((one) =>
          html("li", {}, versionLink(one, `other:${file}:${one.file}@${one.version}`, page)),
        ),
      ),
      html("p", { class: "faint" }, "A trace that names its prompt and version leaves no question."),
    );
  });
}

/** What the variables of a prompt were filled with. */
export const variableValues = ({ file, variables }: TracePrompt, page: Page): Child =>
  variables.length === 0
    ? undefined
    : fold(page, `variables:${file}`, [`${plural(variables.length, "variable")} of ${file}`], () => [
        html(
          "dl",
          { class: "facts" },
          ...variables.flatMap(({ name, value }) => [
            html("dt", {}, name),
            html("dd", {}, textBlock(page, value, { key: `variable:${file}:${name}` })),
          ]),
        ),
      ]);
