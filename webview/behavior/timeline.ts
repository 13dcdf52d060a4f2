import type { BehaviorDetail, BehaviorEventItem, TimeBucket } from "../../server/protocol/index.ts";
import { html, svg } from "../shared/dom.ts";
import { fold, section } from "../shared/section.ts";
import { count, percent, plural } from "../shared/wording.ts";
import { nothingYet, type Page } from "./page.ts";

/** Labels on the axis at most, so that they do not run into each other. */
const mostTicks = 6;

/** How often it was asked over the time of all data, and how much of that failed. */
export function timelineSection({ timeline, events, size }: BehaviorDetail, page: Page): HTMLElement {
  const head = { id: "timeline", title: "Over time" };
  if (!timeline)
    return section(
      head,
      nothingYet(page, "No conversation in it says when it was, so nothing can be told of its course.", []),
    );
  const { buckets, unit, untimed } = timeline;
  const notes = [
    `conversations by ${unit}`,
    untimed > 0 && `${count(untimed)} of ${count(size)} do not say when they were`,
  ];
  return section(
    { ...head, note: notes.filter(Boolean).join(" · ") },
    chart(buckets, events),
    html(
      "p",
      { class: "legend faint" },
      html("span", { class: "key failed" }, "failed"),
      html("span", { class: "key rest" }, "passed or not judged"),
      events.some((event) => buckets.some((bucket) => isIn(bucket, event)))
        ? html("span", { class: "key event" }, "found, grown, split or merged")
        : undefined,
    ),
    fold(page, "timeline-table", ["As a table"], () => [table(buckets)]),
  );
}

const isIn = ({ fromMs, toMs }: TimeBucket, { atMs }: BehaviorEventItem): boolean =>
  fromMs <= atMs && atMs < toMs;

/** "week of 1 Jun 2026: 12 conversations, 4 of 10 judged fail (40 %)" */
export const bucketText = ({ label, size, judged, failed }: TimeBucket): string =>
  `${label}: ${plural(size, "conversation")}${judged > 0 ? `, ${count(failed)} of ${count(judged)} judged fail (${percent(failed / judged)})` : size > 0 ? ", none judged" : ""}`;

/** One stop for the keyboard; arrow keys go from bar to bar. What a bar says stands below while it is pointed at. */
function chart(buckets: readonly TimeBucket[], events: readonly BehaviorEventItem[]): HTMLElement {
  const most = Math.max(1, ...buckets.map(({ size }) => size));
  const said = html("p", { class: "said", "aria-hidden": "true" }, summary(buckets));
  const show = (index: number | undefined): void => {
    said.textContent = index === undefined ? summary(buckets) : bucketText(buckets[index]!);
  };
  const bars = buckets.map((bucket, index) => {
    const own = events.filter((event) => isIn(bucket, event));
    const element = bar(bucket, most, own);
    element.tabIndex = index === buckets.length - 1 ? 0 : -1;
    element.addEventListener("pointerenter", () => show(index));
    element.addEventListener("focus", () => show(index));
    return element;
  });
  const row = html(
    "div",
    {
      class: "bars",
      role: "group",
      "aria-label": `Conversations over time: ${summary(buckets)}. Arrow keys go from bar to bar.`,
    },
    ...bars,
  );
  row.addEventListener("pointerleave", () => show(undefined));
  row.addEventListener("focusout", () => show(undefined));
  row.addEventListener("keydown", (event) => step(event, bars));
  return html(
    "div",
    { class: "chart" },
    html("span", { class: "most faint", "aria-hidden": "true" }, count(most)),
    row,
    ticks(buckets),
    said,
  );
}

function summary(buckets: readonly TimeBucket[]): string {
  const peak = buckets.reduce((best, one) => (one.size > best.size ? one : best));
  const from = buckets[0]!.label.replace(/^week of /, "");
  const to = buckets.at(-1)!.label.replace(/^week of /, "");
  return `${from} to ${to}, at most ${count(peak.size)} (${peak.label})`;
}

function step(event: KeyboardEvent, bars: readonly HTMLElement[]): void {
  const at = bars.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
  const target = to === undefined ? undefined : bars[to];
  if (at < 0 || !target) return;
  event.preventDefault();
  bars[at]!.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

function bar(bucket: TimeBucket, most: number, events: readonly BehaviorEventItem[]): HTMLElement {
  const { size, failed } = bucket;
  const height = (n: number): number => (n === 0 ? 0 : Math.max(2, Math.round((1000 * n) / most) / 10));
  const [whole, bad] = [height(size), height(failed)];
  const label = [bucketText(bucket), ...events.map(({ text }) => text)].join(". ");
  return html(
    "div",
    { class: "bar-place", role: "img", "aria-label": label, "data-key": `bar:${bucket.fromMs}` },
    svg(
      "svg",
      { class: "bar", "aria-hidden": "true" },
      svg("rect", { class: "rest", x: "12%", width: "76%", y: `${100 - whole}%`, height: `${whole}%` }),
      svg("rect", { class: "failed", x: "12%", width: "76%", y: `${100 - bad}%`, height: `${bad}%` }),
      ...events.map(() => svg("circle", { class: "event", cx: "50%", cy: 5, r: 3.5 })),
    ),
  );
}

/** The first of every so many; the numbers stand in the bars' own words too, so they are not read aloud. */
function ticks(buckets: readonly TimeBucket[]): HTMLElement {
  const every = Math.ceil(buckets.length / mostTicks);
  return html(
    "div",
    { class: "ticks faint", "aria-hidden": "true" },
    ...buckets.map(({ tick }, index) =>
      html("span", {}, index % every === 0 ? html("span", {}, tick) : undefined),
    ),
  );
}

const table = (buckets: readonly TimeBucket[]): HTMLElement =>
  html(
    "table",
    { class: "times" },
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        ...["Time", "Conversations", "Judged", "Failed"].map((title) => html("th", { scope: "col" }, title)),
      ),
    ),
    html(
      "tbody",
      {},
      ...buckets.map(({ label, size, judged, failed }) =>
        html(
          "tr",
          {},
          html("th", { scope: "row" }, label),
          ...[size, judged, failed].map((n) => html("td", {}, count(n))),
        ),
      ),
    ),
  );
