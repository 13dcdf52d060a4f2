import {
  commands,
  type Overview,
  type OverviewCoverage,
  type OverviewEvaluator,
  type OverviewPlace,
  type OverviewPrompt,
  type OverviewTraffic,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { intervalPicture, sharePicture } from "../shared/interval-picture.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import { nothingYet, type Page, section } from "./page.ts";

/** What of each prompt is tested and used, and what its evaluators say. */
export function promptsSection({ prompts, thresholds }: Overview, page: Page): HTMLElement {
  const head = { id: "prompts", title: "Prompts" };
  if (prompts.length === 0)
    return section(
      head,
      nothingYet(page, "No prompt files here. Name them under prompts: in the configuration.", [
        { label: "Open the Configuration", command: commands.openConfig },
      ]),
    );
  const isUsed = prompts.some(({ matched, ambiguous }) => matched + ambiguous > 0);
  return section(
    { ...head, note: "What is tested, what is put to work, what each evaluator says" },
    isUsed ? undefined : noneMatched(page),
    html("div", { class: "cards" }, ...prompts.map((prompt) => promptCard(prompt, thresholds, page))),
  );
}

const noneMatched = (page: Page): HTMLElement =>
  nothingYet(
    page,
    "No conversation matches a prompt: none holds the text of one in its system message. Name the files under prompts: in the configuration, or import with the name of a prompt.",
    [{ label: "Open the Configuration", command: commands.openConfig }],
  );

function promptCard(prompt: OverviewPrompt, limits: Limits, page: Page): HTMLElement {
  const { name, file, matched, ambiguous, coverage, evaluators } = prompt;
  const judged = evaluators.filter(({ rate }) => rate !== undefined);
  const open = button(
    {
      key: `prompt:${file}`,
      look: "link",
      act: () => page.send({ type: "openPrompt", file, line: 0 }),
      attributes: { title: `Open ${file}` },
    },
    name,
  );
  const used = `${plural(matched, "conversation")}${ambiguous > 0 ? `, ${count(ambiguous)} ambiguous` : ""}`;
  return html(
    "article",
    { class: "card", "aria-label": name },
    html("h3", {}, open),
    html("p", { class: "faint" }, `${file} · ${used}`),
    ...(coverage ? coverageParts(prompt, coverage, page) : [html("p", {}, "The file cannot be read.")]),
    ...(prompt.traffic ? trafficParts(prompt.traffic) : []),
    judged.length > 0
      ? html(
          "table",
          { class: "evaluators" },
          html("col", {}),
          html("col", { class: "interval-column" }),
          html("col", { class: "number-column" }),
          evaluatorRows(
            "Evaluators of the whole prompt",
            judged.filter(({ linked }) => !linked),
            limits,
          ),
          evaluatorRows(
            "Evaluators of its lines",
            judged.filter(({ linked }) => linked),
            limits,
          ),
        )
      : html("p", { class: "faint" }, "No evaluator has judged it."),
  );
}

function coverageParts(
  { file }: OverviewPrompt,
  { directives, tested, exercised, untested, neverExercised, changed }: OverviewCoverage,
  page: Page,
): Child[] {
  if (directives === 0) return [html("p", { class: "faint" }, "It holds no directives.")];
  return [
    meter("Tested", tested, directives, "lines"),
    meter("Put to work", exercised, directives, "lines"),
    changed > 0
      ? html("p", { class: "faint" }, `${plural(changed, "line")} changed since measured`)
      : undefined,
    places({ file, title: "not tested", list: untested, total: directives - tested }, page),
    places({ file, title: "never put to work", list: neverExercised, total: neverExercised.length }, page),
  ];
}

/** Traffic that it covers: what people ask for, by conversations. */
const trafficParts = ({ conversations, addressed, judged, trusted }: OverviewTraffic): Child[] => [
  html("p", { class: "faint" }, `Of ${plural(conversations, "conversation")} with what people ask for`),
  meter("Addressed", addressed, conversations),
  meter("Judged", judged, conversations),
  meter("… by trusted", trusted, conversations),
];

/** Of many, the share says more than two numbers. */
const meter = (label: string, n: number, of: number, what?: string): HTMLElement =>
  html(
    "p",
    { class: "meter" },
    html("span", {}, label),
    sharePicture(n, of),
    html(
      "span",
      { class: "number" },
      what === undefined ? `${percent(n / of)}, ${count(n)}` : `${n} of ${of} ${what}`,
    ),
  );

interface Places {
  readonly file: string;
  readonly title: string;
  readonly list: readonly OverviewPlace[];
  readonly total: number;
}

/** Folded: the lines themselves, each a way into the file. */
function places({ file, title, list, total }: Places, page: Page): HTMLElement | undefined {
  if (list.length === 0) return undefined;
  const key = `${title}:${file}`;
  const items = list.map(({ text, line }, index) =>
    html(
      "li",
      {},
      button(
        {
          key: `${key}:${index}`,
          look: "link",
          act: () => page.send({ type: "openPrompt", file, line }),
          attributes: { class: "clamp" },
        },
        html("span", { class: "faint" }, `${line + 1} `),
        text,
      ),
    ),
  );
  const rest = total - list.length;
  const details = html(
    "details",
    { open: page.isOpen(key) },
    html("summary", { "data-key": key }, `${plural(total, "line")} ${title}`),
    html("ul", {}, ...items),
    rest > 0 ? html("p", { class: "faint" }, `and ${count(rest)} more`) : undefined,
  );
  details.addEventListener("toggle", () => page.setOpen(key, details.open));
  return details;
}

function evaluatorRows(
  title: string,
  evaluators: readonly OverviewEvaluator[],
  limits: Limits,
): HTMLElement | undefined {
  if (evaluators.length === 0) return undefined;
  return html(
    "tbody",
    {},
    html("tr", {}, html("th", { scope: "rowgroup", colspan: 3 }, title)),
    ...evaluators.map((one) => evaluatorRow(one, limits)),
  );
}

type Limits = Overview["thresholds"];

const looks = { error: "failing", warning: "short", information: "open" } as const;

/** As the editor says it of the prompt; fine where the whole interval is above the threshold. */
const lookOf = ({ severity, low = 0 }: OverviewEvaluator, { warning }: Limits): string =>
  severity ? looks[severity] : low >= warning ? "fine" : "open";

function evaluatorRow(evaluator: OverviewEvaluator, limits: Limits): HTMLElement {
  const { name, pass, fail, unknown, rate = 0, low = 0, high = 1, severity } = evaluator;
  const unsure = unknown > 0 ? `, ${count(unknown)} without a verdict` : "";
  const label = `${name}: ${percent(rate)} pass, ${interval({ low, high })}${unsure}`;
  return html(
    "tr",
    {},
    html("th", { scope: "row", title: name }, name),
    html(
      "td",
      { class: "interval-column" },
      intervalPicture({
        rate,
        low,
        high,
        label,
        look: lookOf(evaluator, limits),
        guides: [limits.error, limits.warning],
        isMarked: severity === "error",
      }),
    ),
    html(
      "td",
      { class: "number-column" },
      html("strong", {}, percent(rate)),
      html("span", { class: "counts" }, `${count(pass)}/${count(pass + fail)}`),
    ),
  );
}
