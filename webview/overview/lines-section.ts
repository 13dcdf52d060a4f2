import { commands, type Overview } from "../../server/protocol/index.ts";
import { button, html, unseen } from "../shared/dom.ts";
import { intervalPicture, scalePicture } from "../shared/interval-picture.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import { type LineOfPrompt, worstLines } from "./figures.ts";
import { firstOf, nothingYet, type Page, section } from "./page.ts";

const firstShown = 8;

/** How a line stands, in the words and looks of the page. */
const standings = {
  error: { look: "failing", words: "fails" },
  warning: { look: "short", words: "falls short" },
  information: { look: "open", words: "few samples" },
  none: { look: "open", words: "not certain yet" },
} as const;

/** The lines of all prompts that are kept too rarely, worst first. */
export function linesSection(overview: Overview, page: Page): HTMLElement {
  const { prompts, thresholds } = overview;
  const head = { id: "lines", title: "Lines in trouble" };
  const lines = worstLines(prompts);
  if (lines.length === 0) return section(head, noLines(overview, page));
  const { shown, more } = firstOf(page, "lines", lines, firstShown, "lines");
  const guides = [thresholds.error, thresholds.warning];
  return section(
    {
      ...head,
      note: `Kept in fewer than ${percent(thresholds.warning)} of the samples that put them to work · dashed: ${percent(thresholds.error)} and ${percent(thresholds.warning)}`,
    },
    html(
      "table",
      { class: "lines" },
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, "Line"),
          html("th", { scope: "col", class: "interval-column" }, unseen("Pass rate, "), scalePicture()),
          html("th", { scope: "col", class: "number-column" }, "Pass"),
          html("th", { scope: "col", class: "action-column" }, unseen("Failing conversations")),
        ),
      ),
      html("tbody", {}, ...shown.map((line) => lineRow(line, guides, page))),
    ),
    more,
  );
}

function noLines({ prompts, evaluations, thresholds }: Overview, page: Page): HTMLElement {
  if (evaluations === 0)
    return nothingYet(page, "Nothing is judged yet. Say what a good answer is, then evaluate.", [
      { label: "Evaluate Conversations", command: commands.evaluate },
      { label: "Open the Configuration", command: commands.openConfig },
    ]);
  if (prompts.some(({ evaluators }) => evaluators.some(({ linked }) => linked)))
    return nothingYet(page, `No measured line is kept in fewer than ${percent(thresholds.warning)}.`, []);
  return nothingYet(page, "No evaluator covers a line of a prompt: name what each tests with covers:.", [
    { label: "Open the Configuration", command: commands.openConfig },
  ]);
}

function lineRow(line: LineOfPrompt, guides: readonly number[], page: Page): HTMLElement {
  const { severity, text, prompt, evaluator, passes, n, rate, low, high } = line;
  const { look, words } = standings[severity ?? "none"];
  const key = `${prompt.file}:${line.key}`;
  const at = line.line ?? 0;
  const open = button(
    {
      key: `line:${key}`,
      look: "link",
      act: () => page.send({ type: "openPrompt", file: prompt.file, line: at }),
      attributes: { title: `Open ${placeOfLine(line)}`, class: "clamp" },
    },
    text,
  );
  const label = `${percent(rate)} pass, ${interval({ low, high })}`;
  return html(
    "tr",
    {},
    html(
      "th",
      { scope: "row" },
      open,
      html(
        "span",
        { class: "faint" },
        html("span", { class: `standing ${look}` }, words),
        ` · ${prompt.name}${line.line === undefined ? "" : `:${line.line + 1}`} · ${evaluator}`,
      ),
    ),
    html(
      "td",
      { class: "interval-column" },
      intervalPicture({ rate, low, high, label, look, guides, isMarked: severity === "error" }),
    ),
    html(
      "td",
      { class: "number-column" },
      html("strong", {}, percent(rate)),
      html("span", { class: "counts" }, `${count(passes)}/${count(n)}`),
    ),
    html("td", { class: "action-column" }, failingButton(line, key, page)),
  );
}

const placeOfLine = ({ prompt, line }: LineOfPrompt): string =>
  line === undefined ? prompt.file : `${prompt.file}, line ${line + 1}`;

function failingButton(
  { key, line, failingConversations, text, prompt }: LineOfPrompt,
  focusKey: string,
  page: Page,
): HTMLElement | undefined {
  if (failingConversations === 0) return undefined;
  const title = line === undefined ? prompt.name : `${prompt.name}, line ${line + 1}`;
  return button(
    {
      key: `failing:${focusKey}`,
      act: () => page.send({ type: "showFailing", instructions: [key], title }),
      attributes: {
        "aria-label": `Show ${plural(failingConversations, "failing conversation")} of: ${text}`,
        title: "Show the conversations that fail it",
      },
    },
    `${count(failingConversations)} failing`,
  );
}
