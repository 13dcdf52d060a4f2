import { commands, type Overview } from "../../server/protocol/index.ts";
import { html } from "../shared/dom.ts";
import { behaviorsSection } from "./behaviors-section.ts";
import { coverageSection } from "./coverage-section.ts";
import { headline } from "./figures.ts";
import { linesSection } from "./lines-section.ts";
import { nothingYet, type Page } from "./page.ts";
import { promptsSection } from "./prompts-section.ts";

/** The whole page from one view model: figures, behaviors, who judges them, lines, prompts; or what to do first. */
export function overviewPage(overview: Overview, page: Page): Node[] {
  if (!overview.hasFolder)
    return [
      title(),
      nothingYet(
        page,
        "No folder is open. Open the one that holds your prompts, or look at made-up data first.",
        [{ label: "Open the Demo", command: commands.openDemo }],
      ),
    ];
  if (overview.conversations === 0)
    return [
      title(),
      nothingYet(
        page,
        "No conversations yet. Import some that your agent really had, and see which lines of the prompt are kept. Or look at it first with made-up data: no key, no network.",
        [
          { label: "Import Conversations", command: commands.importConversations },
          { label: "Open the Demo", command: commands.openDemo },
        ],
      ),
    ];
  const coverage = coverageSection(overview, page);
  return [
    title(),
    figuresRow(overview),
    behaviorsSection(overview, page),
    ...(coverage ? [coverage] : []),
    linesSection(overview, page),
    promptsSection(overview, page),
  ];
}

/** When something went wrong on the way. */
export const errorPage = (message: string, page: Page): Node[] => [
  title(),
  nothingYet(page, message, [{ label: "Show Log", command: commands.showLog }]),
];

const title = (): HTMLElement => html("h1", {}, "Overview");

const figuresRow = (overview: Overview): HTMLElement =>
  html(
    "dl",
    { class: "figures" },
    ...headline(overview).map(({ label, value, note, alarm }) =>
      html(
        "div",
        { class: "figure" },
        html("dt", {}, label),
        html("dd", { class: alarm === "value" ? "value alarm" : "value" }, value),
        html("dd", { class: alarm === "note" ? "alarm" : "faint" }, note),
      ),
    ),
  );
