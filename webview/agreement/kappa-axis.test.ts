import { describe, expect, it } from "vitest";
import { bandOf, KappaAxis, kappaSentence } from "./kappa-axis.ts";

describe("the axis of kappa", () => {
  it("goes from a step below the least end of an interval to 1, and always holds zero", () => {
    const from = (...kappas: { value: number; low?: number }[]): number => new KappaAxis(kappas).from;
    expect(from({ value: 0.9, low: 0.8 })).toBe(-0.2);
    expect(from({ value: 0.1, low: -0.21 })).toBe(-0.4);
    expect(from({ value: 0.1, low: -0.6 })).toBe(-0.6);
    expect(from({ value: -1 })).toBe(-1);
    expect(from()).toBe(-0.2);
  });
  it("has places in equal steps, and keeps what lies outside at its ends", () => {
    const axis = new KappaAxis([]);
    expect([axis.at(-0.2), axis.at(0.4), axis.at(1)]).toEqual([3, 50, 97]);
    expect([axis.at(-0.9), axis.at(7)]).toEqual([3, 97]);
  });
  it("has few numbers, zero and one among them", () => {
    expect(new KappaAxis([]).ticks).toEqual([-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(new KappaAxis([{ value: -1 }]).ticks).toEqual([-0.8, -0.4, 0, 0.4, 0.8, 1]);
  });
});

it("kappa is named by the digits that are shown", () => {
  const names = [-0.004, -0.2, 0.2, 0.204, 0.21, 0.6, 0.81, 1].map(bandOf);
  expect(names).toEqual([
    ...["slight", "poor", "slight", "slight", "fair", "moderate"],
    ...["almost perfect", "almost perfect"],
  ]);
});

it("says how sure it is, or that nobody can tell", () => {
  expect(kappaSentence({ value: -0.05, low: -0.3, high: 0.2 })).toBe(
    "−0.05, 95 % interval −0.30 to 0.20, poor",
  );
  expect(kappaSentence({ value: 0.5 })).toBe("0.50, too few repeat to say how sure, moderate");
});
