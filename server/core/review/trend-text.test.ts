import { expect, it } from "vitest";
import type { VersionTrend } from "../attribution/index.ts";
import { changeNote, shareText, trendText } from "./trend-text.ts";

const newer = "3f2cabcd".padEnd(64, "0");
const older = "9ab1abcd".padEnd(64, "0");
const trend: VersionTrend = {
  evaluator: "asks [a](b)",
  versions: [
    { version: newer, passes: 52, n: 61, low: 0.74, high: 0.92 },
    { version: older, passes: 25, n: 40, low: 0.47, high: 0.76 },
  ],
  change: {
    since: newer,
    before: { passes: 25, n: 40 },
    after: { passes: 52, n: 61 },
    difference: 0.23,
    low: 0.05,
    high: 0.4,
  },
};

it("tells the oldest first and the text at hand as now, and how far it moved", () => {
  expect(trendText(trend, newer)).toBe(
    "By version, asks \\[a\\]\\(b\\): `9ab1abcd` 63 % of 40, now 85 % of 61. Since this version 23 points more, 95 % interval 5 to 40.",
  );
  expect(trendText(trend, "else")).toContain("Since `3f2cabcd` 23 points more");
  expect(changeNote(trend, newer)).toBe(", 63 % of 40 before this version");
});

it("says that nothing is clear where nothing is, and turns a fall round", () => {
  const { change, ...flat } = trend;
  expect(trendText(flat, newer)).toMatch(/No clear change\.$/);
  expect(changeNote(flat, newer)).toBe("");
  const fall = { ...trend, change: { ...change!, difference: -0.23, low: -0.4, high: -0.05 } };
  expect(trendText(fall, newer)).toMatch(/23 points less, 95 % interval 5 to 40\.$/);
});

it("a share of a baseline of before has no interval", () => {
  expect(shareText({ behaviorId: "b", fail: 3, n: 8 })).toBe("3 of 8 fail");
  expect(shareText({ behaviorId: "b", fail: 3, n: 8, low: 0.137, high: 0.694 })).toBe(
    "3 of 8 fail, 95 % interval 14 to 69 %",
  );
});
