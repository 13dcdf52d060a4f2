import { describe, expect, it } from "vitest";
import { behaviorTimeline, type TimedConversation } from "./behavior-timeline.ts";

const at = (iso: string): number => Date.parse(`${iso}Z`);
const day = 24 * 3_600_000;
const line = (conversations: readonly TimedConversation[], first: string, last: string) =>
  behaviorTimeline(conversations, { firstMs: at(first), lastMs: at(last) });

describe("the unit is the smallest that covers the data in at most 24 stretches", () => {
  const spans: readonly [string, number, string, string][] = [
    ["a morning", 0.2, "hour", "1 Mar 2026, 09:00 UTC"],
    ["twenty days", 20, "day", "1 Mar 2026"],
    ["thirty days", 30, "week", "week of 23 Feb 2026"],
    ["a year", 365, "month", "March 2026"],
    ["five years", 5 * 365, "quarter", "Q1 2026"],
    ["ten years", 10 * 365, "year", "2026"],
    ["sixty years", 60 * 365, "year", "2026"],
  ];
  it.each(spans)("%s", (_, days, unit, label) => {
    const firstMs = at("2026-03-01T09:30:00");
    const conversations = [0, 0.5, 1].map((part) => ({ startMs: firstMs + part * days * day }));
    const { unit: chosen, buckets } = behaviorTimeline(conversations, {
      firstMs,
      lastMs: firstMs + days * day,
    })!;
    expect(chosen).toBe(unit);
    expect(buckets.length).toBeLessThanOrEqual(24);
    expect(buckets[0]!.label).toBe(label);
    expect(buckets.reduce((sum, { size }) => sum + size, 0)).toBe(3);
    for (const [index, { toMs }] of buckets.slice(0, -1).entries())
      expect(buckets[index + 1]!.fromMs).toBe(toMs);
  });
});

it("counts conversations, judged ones and failed ones where they fall, also in stretches that are empty", () => {
  const { buckets, untimed } = line(
    [
      { startMs: at("2026-03-02T00:00:00"), failed: true },
      { startMs: at("2026-03-02T23:59:59"), failed: false },
      { startMs: at("2026-03-04T12:00:00") },
      { failed: true },
      { startMs: Number.NaN },
    ],
    "2026-03-01T10:00:00",
    "2026-03-05T10:00:00",
  )!;
  expect(buckets.map(({ tick, size, judged, failed }) => [tick, size, judged, failed])).toEqual([
    ["1 Mar", 0, 0, 0],
    ["2 Mar", 2, 2, 1],
    ["3 Mar", 0, 0, 0],
    ["4 Mar", 1, 0, 0],
    ["5 Mar", 0, 0, 0],
  ]);
  expect(untimed).toBe(2);
});

it("there is none where no conversation has a time that is one", () => {
  expect(line([{}, { startMs: 1e20 }], "2026-03-01T10:00:00", "2026-03-05T10:00:00")).toBeUndefined();
});
