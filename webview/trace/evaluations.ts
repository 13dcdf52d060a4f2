import {
  commands,
  type TraceEvaluation,
  type TraceLine,
  type TraceView,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import { cost } from "./figures.ts";
import type { Page } from "./page.ts";
import { lineLink } from "./prompt-lines.ts";

const marks = { fail: "✗", unknown: "?", pass: "✓", "not-applicable": "–" } as const;
const looks = { fail: "failing", unknown: "unsure", pass: "fine", "not-applicable": "unsure" } as const;

/** What evaluators said of it: what failed and what nobody could tell, the rest folded. */
export function evaluationsSection({ evaluations, lines }: TraceView, page: Page): HTMLElement {
  const failed = evaluations.filter(({ label }) => label === "fail");
  const head = {
    id: "evaluations",
    title: "Evaluations",
    note: evaluations.length === 0 ? undefined : `${failed.length} of ${evaluations.length} fail`,
  };
  if (evaluations.length === 0)
    return section(
      head,
      html(
        "div",
        { class: "nothing" },
        html("p", {}, "Not judged yet."),
        html(
          "div",
          { class: "steps" },
          button(
            {
              key: "evaluate",
              look: "primary",
              act: () => page.send({ type: "run", command: commands.evaluate }),
            },
            "Evaluate Conversations",
          ),
          button(
            { key: "config", act: () => page.send({ type: "run", command: commands.openConfig }) },
            "Open the Configuration",
          ),
        ),
      ),
    );
  const open = evaluations.filter(({ label }) => label === "fail" || label === "unknown");
  const rest = evaluations.filter((one) => !open.includes(one));
  const item = (one: TraceEvaluation): HTMLElement =>
    evaluationItem(one, evaluations.indexOf(one), lines, page);
  return section(
    head,
    open.length > 0 ? html("ul", { class: "evaluations" }, ...open.map(item)) : undefined,
    rest.length > 0
      ? fold(page, "passed", [summaryOf(rest)], () => [
          html("ul", { class: "evaluations" }, ...rest.map(item)),
        ])
      : undefined,
  );
}

function summaryOf(rest: readonly TraceEvaluation[]): string {
  const passed = rest.filter(({ label }) => label === "pass").length;
  const aside = rest.length - passed;
  return [passed > 0 ? `${passed} pass` : "", aside > 0 ? `${aside} not applicable` : ""]
    .filter(Boolean)
    .join(", ");
}

function evaluationItem(
  {
    evaluator,
    label,
    score,
    explanation,
    part,
    message,
    isRecorded,
    isStale,
    spanId,
    costUsd,
    lines: covered,
  }: TraceEvaluation,
  index: number,
  lines: readonly TraceLine[],
  page: Page,
): HTMLElement {
  const key = `evaluation:${index}`;
  const facts: Child[] = [
    part,
    score === undefined ? undefined : `score ${Number(score.toPrecision(3))}`,
    isRecorded ? "came with the trace" : undefined,
    isStale ? "before more was said" : undefined,
    costUsd ? cost(costUsd) : undefined,
  ].filter(Boolean);
  return html(
    "li",
    { class: `evaluation ${looks[label]}`, id: `evaluation-${index}`, tabindex: -1 },
    html(
      "div",
      { class: "line" },
      html("span", { class: "verdict" }, html("span", { "aria-hidden": "true" }, `${marks[label]} `), label),
      html("strong", {}, evaluator),
      facts.length > 0 ? html("span", { class: "faint" }, facts.join(" · ")) : undefined,
      html("span", { class: "gap" }),
      message === undefined
        ? undefined
        : button(
            {
              key: `${key}:message`,
              look: "link",
              act: () => page.goToMessage(message),
              attributes: { "aria-label": `Go to message ${message + 1}, which ${evaluator} is about` },
            },
            `message #${message + 1}`,
          ),
      spanId === undefined
        ? undefined
        : button({ key: `${key}:span`, look: "link", act: () => page.goToSpan(spanId) }, "span"),
    ),
    explanation ? html("p", {}, explanation) : undefined,
    label === "fail" && covered.length > 0 ? coveredLines(covered, lines, key, page) : undefined,
  );
}

/** The lines of the prompt that it tests: here one goes from what was said to what was asked for. */
function coveredLines(
  covered: readonly number[],
  lines: readonly TraceLine[],
  key: string,
  page: Page,
): HTMLElement {
  const shown = covered.slice(0, 5).flatMap((index) => (lines[index] ? [lines[index]] : []));
  return html(
    "p",
    { class: "covers" },
    html(
      "span",
      { class: "faint" },
      shown.length === 1 ? "tests " : `tests ${plural(covered.length, "line")}: `,
    ),
    ...shown.flatMap((line, nth) => [nth > 0 ? ", " : undefined, lineLink(line, `${key}:line:${nth}`, page)]),
    shown.length === 1 ? html("span", { class: "faint" }, ` “${shown[0]!.text}”`) : undefined,
  );
}
