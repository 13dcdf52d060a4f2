import { expect, it } from "vitest";
import { exerciseCertainty, knowingExercise } from "./suspect-effect.ts";

const counted = { difference: 0.6, low: 0.4, high: 0.75 };

it("where it is known which samples put a line to work, the interval is the one counted", () => {
  expect(knowingExercise(counted, 1, "told")).toEqual({ ...counted, counted: { low: 0.4, high: 0.75 } });
});

it("the less sure that is, the nearer to no difference the interval begins", () => {
  const lows = [0.99, 0.95, 0.7, 0.2].map((certainty) => knowingExercise(counted, certainty, "words").low);
  expect(lows).toEqual([...lows].sort((a, b) => b - a));
  expect(lows[0]).toBeGreaterThan(0.25);
  expect(lows[1]).toBeLessThan(0.1);
  expect(lows[3]).toBeLessThan(0);
  const { counted: kept } = knowingExercise(counted, 0.2, "words");
  expect(kept).toEqual({ low: 0.4, high: 0.75 });
});

it("samples taken wrongly to put a line to work hide a part of what it makes", () => {
  const { high } = knowingExercise(counted, 0.9, "likeness");
  expect(high).toBeGreaterThan(knowingExercise(counted, 0.9, "words").high + 0.05);
});

it("words that match well are surer than those that hardly do, and a guess is as sure as its suspicion", () => {
  const sure = (match: number): number => exerciseCertainty("words", { match, probability: 0 });
  expect(sure(1)).toBeCloseTo(0.965, 6);
  expect(sure(0.75)).toBeCloseTo(0.475, 6);
  expect(exerciseCertainty("guess", { match: 1, probability: 0.4 })).toBe(0.4);
  expect(exerciseCertainty("guess", { match: 1, probability: 0 })).toBeGreaterThan(0);
});
