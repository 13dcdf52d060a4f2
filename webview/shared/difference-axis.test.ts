import { expect, it } from "vitest";
import { DifferenceAxis, isClear, pointsText } from "./difference-axis.ts";

const estimate = (difference: number, low = difference, high = difference) => ({ difference, low, high });

it("reaches as far to either side as the widest interval, with zero in the middle", () => {
  const axis = new DifferenceAxis([estimate(0.05, -0.02, 0.12), estimate(-0.1, -0.17, -0.03)]);
  expect(axis.reach).toBe(0.2);
  expect(axis.at(0)).toBe(50);
  expect(axis.at(0.2) - 50).toBeCloseTo(50 - axis.at(-0.2));
  expect([axis.at(0.2), axis.at(3), axis.at(Number.NaN)]).toEqual([97, 97, 50]);
  expect(axis.ticks).toEqual([-0.2, -0.1, 0, 0.1, 0.2]);
  expect(new DifferenceAxis([]).reach).toBe(0.1);
  expect(new DifferenceAxis([estimate(-1, -1, 0.4)]).reach).toBe(1);
});

it("writes points with their sign, and tells whether zero is ruled out", () => {
  expect([0.2553, -0.03, 0, -0.0001].map(pointsText)).toEqual(["+25.5", "−3.0", "0.0", "0.0"]);
  expect([estimate(0.1, 0.01, 0.2), estimate(0.1, 0, 0.2), estimate(-0.1, -0.2, -0.01)].map(isClear)).toEqual(
    [true, false, true],
  );
});
