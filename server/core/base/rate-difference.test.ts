import { expect, it } from "vitest";
import { rateDifference } from "./rate-difference.ts";

const alone = (passes: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ passes: i < passes ? 1 : 0, n: 1 }));

it("the difference of two rates has Newcombe's interval", () => {
  const { difference, low, high } = rateDifference(alone(56, 70), alone(48, 80));
  expect(difference).toBeCloseTo(0.2, 4);
  expect(low).toBeCloseTo(0.0524, 3);
  expect(high).toBeCloseTo(0.3339, 3);
});

it("trials that agree within their task widen it", () => {
  const tasks = (passing: number, all: number) =>
    Array.from({ length: all }, (_, i) => ({ passes: i < passing ? 4 : 0, n: 4 }));
  const narrow = rateDifference(alone(40, 80), alone(20, 80));
  const wide = rateDifference(tasks(10, 20), tasks(5, 20));
  expect(wide.difference).toBeCloseTo(narrow.difference, 6);
  expect(wide.high - wide.low).toBeGreaterThan(1.8 * (narrow.high - narrow.low));
});

it("without anything to compare with nothing is said", () => {
  const { difference, low, high } = rateDifference(alone(8, 10), []);
  expect(difference).toBe(0.8);
  expect(high - low).toBeGreaterThan(1);
});
