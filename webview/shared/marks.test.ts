import { describe, expect, it } from "vitest";
import { barWidth, estimateMarks, placeOf, shareScale } from "./marks.ts";

const number = (place: string): number => Number.parseFloat(place);

describe("places on a scale", () => {
  it("go from one end to the other in equal steps, with room for half a dot", () => {
    expect([0, 0.5, 1].map(placeOf)).toEqual(["3%", "50%", "97%"]);
    expect(number(placeOf(0.25)) - number(placeOf(0))).toBeCloseTo(
      number(placeOf(1)) - number(placeOf(0.75)),
    );
  });
  it("of what is no rate lie at an end", () => {
    expect([-1, Number.NaN, 7].map(placeOf)).toEqual(["3%", "3%", "97%"]);
  });
});

describe("an estimate", () => {
  it("puts the dot within its whisker", () => {
    const { from, dot, to } = estimateMarks({ rate: 0.4, low: 0.3, high: 0.6 });
    expect(number(from)).toBeLessThan(number(dot));
    expect(number(dot)).toBeLessThan(number(to));
  });
  it("keeps it so where an interval does not hold its rate", () => {
    expect(estimateMarks({ rate: 1, low: 0.2, high: 0.9 })).toEqual({
      dot: placeOf(1),
      from: placeOf(0.2),
      to: placeOf(1),
    });
  });
});

describe("bars of shares", () => {
  it("share one scale with a readable end that holds the largest", () => {
    expect(shareScale([0.02, 0.08])).toBe(0.1);
    expect(shareScale([0.26])).toBe(0.5);
    expect(shareScale([])).toBe(0.05);
    expect(shareScale([1.2])).toBe(1);
  });
  it("are as wide as the share, visible above nothing and never too wide", () => {
    expect(barWidth(0.05, 0.1)).toBe("50%");
    expect(barWidth(0, 0.1)).toBe("0%");
    expect(barWidth(0.0001, 1)).toBe("1.5%");
    expect(barWidth(3, 1)).toBe("100%");
    expect(barWidth(0, 0)).toBe("0%");
  });
});
