import {
  type BehaviorDetail,
  type BehaviorEvaluatorItem,
  type BehaviorNeighbour,
  commands,
  isOftener,
  timesAsOften,
} from "../../server/protocol/index.ts";
import { button, type Child, html, unseen } from "../shared/dom.ts";
import { intervalPicture, scalePicture } from "../shared/interval-picture.ts";
import { section } from "../shared/section.ts";
import { count, interval, percent, plural } from "../shared/wording.ts";
import { link, nothingYet, type Page } from "./page.ts";

/** Who judges it, and what each evaluator says, the one that fails most first; then who says nothing. */
export function evaluatorsSection(behavior: BehaviorDetail, page: Page): HTMLElement {
  const { evaluators, silent } = behavior;
  const head = { id: "evaluators", title: "Evaluators" };
  if (evaluators.length === 0)
    return section(
      head,
      nothingYet(page, "No evaluator gave a verdict on its conversations.", [
        { label: "Evaluate Conversations", command: commands.evaluate },
      ]),
    );
  return section(
    { ...head, note: "conversations that fail · dashed: elsewhere" },
    judgedNote(behavior),
    html(
      "table",
      { class: "evaluators" },
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          html("th", { scope: "col" }, unseen("Evaluator")),
          html("th", { scope: "col", class: "interval-column" }, unseen("Failure rate, "), scalePicture()),
          html("th", { scope: "col", class: "number-column" }, "Fail"),
        ),
      ),
      html("tbody", {}, ...evaluators.map((one) => evaluatorRow(one, page))),
    ),
    silent.length > 0
      ? html("p", { class: "faint silent" }, `No verdict on it: ${silent.join(", ")}`)
      : undefined,
    behavior.failure.failed > 0 ? addEvaluator(page) : undefined,
  );
}

/** It tells what fails from what passes, so that something must have failed. */
const addEvaluator = (page: Page): HTMLElement =>
  button(
    { key: "propose", act: () => page.send({ type: "propose" }) },
    "Add an Evaluator for This Behavior…",
  );

/** A hole in what is judged, in a sentence; what was recorded does not fill it. */
function judgedNote({ judgedBy }: BehaviorDetail): HTMLElement | undefined {
  if (!judgedBy) return undefined;
  const { conversations, judged, trusted, hole } = judgedBy;
  const of = (n: number): string => `${count(n)} of ${count(conversations)}`;
  if (hole === "not-judged")
    return html(
      "p",
      { class: "standing short" },
      judged === 0
        ? "No evaluator reads what is said here: only outcome, latency or cost are recorded."
        : `Evaluators that read what is said judge ${of(judged)} of its conversations.`,
    );
  const by = trusted === 0 ? "none by a trusted evaluator" : `${of(trusted)} by a trusted evaluator`;
  return html("p", { class: "faint" }, `${of(judged)} conversations judged by what was said, ${by}.`);
}

function evaluatorRow(one: BehaviorEvaluatorItem, page: Page): HTMLElement {
  const { evaluator, description, trust, failed, n, low, high, elsewhere } = one;
  const rate = failed / n;
  const other = elsewhere && elsewhere.failed / elsewhere.n;
  // Even the low end lies above what it is elsewhere.
  const isMore = other !== undefined && low > other;
  const than = other === undefined ? "" : `, elsewhere ${percent(other)}`;
  const name =
    failed > 0
      ? link(
          page,
          {
            key: `evaluator:${evaluator}`,
            title: description ?? "List the conversations that fail it",
            intent: { type: "list", list: { of: "evaluator", evaluator } },
          },
          evaluator,
        )
      : html("span", { title: description }, evaluator);
  return html(
    "tr",
    {},
    html(
      "th",
      { scope: "row" },
      name,
      " ",
      html("span", { class: "counts" }, trust === "declared" ? "recorded" : trust),
    ),
    html(
      "td",
      { class: "interval-column" },
      intervalPicture({
        rate,
        low,
        high,
        label: `${evaluator}: ${percent(rate)} fail, ${interval({ low, high })}${than}`,
        look: isMore ? "short" : "open",
        guides: other === undefined ? [] : [other],
        isMarked: isMore,
      }),
    ),
    html(
      "td",
      { class: "number-column" },
      html("strong", {}, percent(rate)),
      html("span", { class: "counts" }, `${count(failed)}/${count(n)}`),
    ),
  );
}

/** Implicit feedback in it, against all other conversations. Undefined where there is none. */
export function signalsSection({ signals }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (signals.length === 0) return undefined;
  return section(
    { id: "signals", title: "Signals", note: "what was done, and says how it went" },
    html(
      "ul",
      { class: "plain" },
      ...signals.map(({ kind, n, share, elsewhere, isMore }) =>
        html(
          "li",
          { class: "line" },
          link(
            page,
            {
              key: `signal:${kind}`,
              title: "List these conversations",
              intent: { type: "list", list: { of: "signal", signal: kind } },
            },
            kind,
          ),
          html(
            "span",
            { class: "faint" },
            `${plural(n, "conversation")}, ${percent(share)} of it; elsewhere ${percent(elsewhere)}`,
          ),
          isMore ? html("span", { class: "standing short" }, "more often here") : undefined,
        ),
      ),
    ),
  );
}

/** What users write in it that cuts across behaviors. Undefined where nothing is frequent. */
export function tagsSection({ tags = [] }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (tags.length === 0) return undefined;
  return section(
    { id: "tags", title: "Tags", note: "what users write that cuts across behaviors" },
    html(
      "ul",
      { class: "plain" },
      ...tags.map(({ tag, n, share, ...how }) =>
        html(
          "li",
          { class: "line" },
          link(
            page,
            {
              key: `tag:${tag}`,
              title: "List these conversations",
              intent: { type: "list", list: { of: "tag", tag } },
            },
            tag,
          ),
          html("span", { class: "faint" }, `${plural(n, "conversation")}, ${percent(share)} of it`),
          lifted(how, "here"),
        ),
      ),
    ),
  );
}

/** What happened later to those who asked for it. Undefined where no outcomes are known. */
export function outcomesSection({ outcomes = [] }: BehaviorDetail): HTMLElement | undefined {
  if (outcomes.length === 0) return undefined;
  return section(
    { id: "outcomes", title: "Later", note: "what happened to those who asked for it" },
    html(
      "ul",
      { class: "plain" },
      ...outcomes.map(({ kind, n, hits, restRate, ...how }) =>
        html(
          "li",
          { class: "line" },
          html("span", {}, kind),
          html(
            "span",
            { class: "faint" },
            `${count(hits)} of ${count(n)}; of all others ${percent(restRate)}`,
          ),
          lifted(how, "after this"),
        ),
      ),
    ),
  );
}

/** What is clear is said; marked as trouble is only what is clearly more often. */
function lifted(
  how: { readonly lift?: number; readonly isClear: boolean },
  where: string,
): HTMLElement | undefined {
  if (!how.isClear) return undefined;
  const text = how.lift === undefined ? `only ${where}` : `${timesAsOften(how.lift)} ${where}`;
  return html("span", { class: isOftener(how) ? "standing short" : "faint" }, text);
}

/** Other behaviors that are like it: some may be the same under another name. */
export function neighboursSection({ neighbours }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (neighbours.length === 0) return undefined;
  return section(
    { id: "neighbours", title: "Most alike", note: "near by what is asked and how it is handled" },
    html(
      "ul",
      { class: "plain" },
      ...neighbours.map((one) => html("li", { class: "line" }, ...neighbour(one, page))),
    ),
  );
}

const neighbour = ({ id, name, size, failed, judged }: BehaviorNeighbour, page: Page): Child[] => [
  link(
    page,
    { key: `neighbour:${id}`, title: "Open this behavior", intent: { type: "openBehavior", id } },
    name,
  ),
  html(
    "span",
    { class: "faint" },
    `${plural(size, "conversation")}${judged > 0 ? `, ${percent(failed / judged)} fail` : ""}`,
  ),
];

/** What searches made of it, newest first. Undefined where nothing is kept. */
export function eventsSection({ events }: BehaviorDetail, page: Page): HTMLElement | undefined {
  if (events.length === 0) return undefined;
  return section(
    { id: "events", title: "What became of it" },
    html(
      "ul",
      { class: "plain" },
      ...events.map(({ day, text, others, atMs }) =>
        html(
          "li",
          { class: "line" },
          html("span", { class: "faint when" }, day),
          html("span", {}, text),
          ...others.map(({ id, name }) =>
            link(
              page,
              {
                key: `event:${atMs}:${id}`,
                title: `Open ${name}`,
                intent: { type: "openBehavior", id },
              },
              "Open",
            ),
          ),
        ),
      ),
    ),
  );
}
