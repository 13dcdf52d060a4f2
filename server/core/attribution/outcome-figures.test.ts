import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { dropOff, type ReachedStep } from "./drop-off.ts";
import { type OutcomeSubject, outcomeLifts } from "./outcome-figures.ts";

const subjects = (count: number, hits: number, more: Partial<OutcomeSubject> = {}): OutcomeSubject[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), hit: i < hits, met: new Map(), ...more }));

describe("lift", () => {
  it("8 of 20 against 10 of 100 is 4 times", () => {
    const lift = outcomeLifts("churned", [
      ...subjects(20, 8, { met: new Map([["b", undefined]]) }),
      ...subjects(100, 10),
    ]).get("b")!;
    expect(lift).toMatchObject({
      kind: "churned",
      n: 20,
      hits: 8,
      rate: 0.4,
      restN: 100,
      restRate: 0.1,
      isClear: true,
    });
    expect(lift.lift).toBeCloseTo(4, 10);
    expect(lift.low).toBeGreaterThan(1.5);
    expect(lift.high).toBeLessThan(9);
  });

  it("only what came before the outcome can have led to it", () => {
    const early = { firstMs: 0, hitMs: 50, met: new Map([["b", 100]]) };
    const lifts = outcomeLifts("churned", [
      ...subjects(5, 5, early),
      ...subjects(5, 5, { ...early, hitMs: 200 }),
      // Left before the first word: of these nothing is learnt.
      ...subjects(5, 5, { ...early, firstMs: 60 }),
      ...subjects(10, 0, { firstMs: 0, met: new Map([["b", 100]]) }),
    ]);
    expect(lifts.get("b")).toMatchObject({ n: 15, hits: 5, restN: 5, restRate: 1 });
  });

  it("where all met it there is nothing to hold it against", () =>
    expect(outcomeLifts("x", subjects(9, 3, { met: new Map([["b", 1]]) })).get("b")).toMatchObject({
      n: 9,
      hits: 3,
      restN: 0,
      low: 0,
      isClear: false,
    }));

  it("planted: a behavior whose users leave at four times is found with its ratio, noise is not", () => {
    const runs = 60;
    let [found, held, falseOnes] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(run);
      const people = Array.from({ length: 1_200 }, (_, i): OutcomeSubject => {
        const met = new Map(Array.from({ length: 2 }, () => [`b${Math.floor(random() * 20)}`, 0]));
        return { id: String(i), hit: random() < (met.has("b0") ? 0.32 : 0.08), met };
      });
      for (const [name, { isClear, low, high = Number.POSITIVE_INFINITY }] of outcomeLifts("churned", people))
        if (name === "b0") {
          if (isClear) found++;
          if (low <= 4 && 4 <= high) held++;
        } else if (isClear) falseOnes++;
    }
    expect(found).toBe(runs);
    expect(held / runs).toBeGreaterThan(0.9);
    expect(falseOnes / (19 * runs)).toBeLessThan(0.01);
  });
});

describe("the step where people drop off", () => {
  const reached = (step: string, count: number, isDropped: boolean, turns = 2): ReachedStep[] =>
    Array.from({ length: count }, () => ({ step, turns, isDropped }));
  it("34 of 51", () =>
    expect(
      dropOff([
        ...reached("search_flights", 34, true, 4),
        ...reached("book", 17, true, 5),
        ...reached("search_flights", 5, false),
        ...reached("book", 44, false),
      ]),
    ).toEqual({
      step: "search_flights",
      hits: 34,
      n: 51,
      restHits: 5,
      restN: 49,
      turns: 4,
      restTurns: 2,
      isClear: true,
    }));
  it("is unclear where the others stop there as well, and none where nobody left", () => {
    expect(dropOff([...reached("a", 9, true), ...reached("a", 90, false)])).toMatchObject({ isClear: false });
    expect(dropOff(reached("a", 9, true))).toMatchObject({ hits: 9, restN: 0, isClear: false });
    expect(dropOff(reached("a", 9, false))).toBeUndefined();
  });
});
