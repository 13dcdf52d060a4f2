import { expect, it } from "vitest";
import { defaultCurve, probabilityAt } from "./calibration.ts";

it.each([
  [0, 0],
  [0.3, 0.0667],
  [0.6, 0.5],
  [0.7, 0.625],
  [1, 0.95],
])("a match of %d is a probability of %d", (match, probability) =>
  expect(probabilityAt(defaultCurve, match)).toBeCloseTo(probability, 3),
);

it("grows with the match", () => {
  const curve = Array.from({ length: 101 }, (_, i) => probabilityAt(defaultCurve, i / 100));
  expect([...curve].sort((a, b) => a - b)).toEqual(curve);
});
