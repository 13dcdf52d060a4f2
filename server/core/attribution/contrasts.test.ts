import { expect, test } from "vitest";
import { seededRandom } from "../base/index.ts";
import { type ContrastedConversation, contrastsThatHold, isContrastable } from "./contrasts.ts";

/** `rates`: by candidate how often it fails what failed, and what passed. */
function simulated(
  random: () => number,
  {
    n = 60,
    trials = 1,
    rates,
  }: { n?: number; trials?: number; rates: readonly (readonly [number, number])[] },
): ContrastedConversation[] {
  return Array.from({ length: n }, (_, i) => {
    const failed = random() < 0.5;
    const fails = rates.map(([bad, good]) => random() < (failed ? bad : good));
    return Array.from({ length: trials }, (_, trial) => ({
      ...{ id: `c${i}-${trial}`, cluster: `task ${i} ${random()}`.slice(0, 12), failed, fails },
    }));
  }).flat();
}

const noise = Array.from({ length: 40 }, () => [0.3, 0.3] as const);

test("of candidates that have nothing to do with failing one is told in fewer than 5 of 100 studies", () => {
  const random = seededRandom(7);
  const studies = Array.from({ length: 400 }, () =>
    contrastsThatHold(simulated(random, { rates: noise }), 40),
  );
  expect(studies.filter((found) => found.length > 0).length / studies.length).toBeLessThan(0.05);
});

test("one that has is found among forty, with the counts of the half that had no say", () => {
  const random = seededRandom(8);
  const studies = Array.from({ length: 50 }, () =>
    contrastsThatHold(simulated(random, { n: 120, rates: [...noise.slice(1), [0.8, 0.1]] }), 40),
  );
  const held = studies.filter((found) => found.some(({ candidate }) => candidate === 39));
  expect(held.length).toBeGreaterThan(45);
  for (const found of held)
    for (const { failing, passing } of found.filter(({ candidate }) => candidate === 39)) {
      expect(failing.n + passing.n).toBeLessThan(90);
      expect(failing.k / failing.n).toBeGreaterThan(passing.k / passing.n);
    }
});

test("trials of one task count once on each side", () => {
  const one = (i: number, failed: boolean): ContrastedConversation[] =>
    Array.from({ length: 30 }, (_, trial) => ({
      ...{ id: `${failed}${i}-${trial}`, cluster: `task ${i}`, failed, fails: [failed] },
    }));
  const few = [0, 1, 2].flatMap((i) => [...one(i, true), ...one(i, false)]);
  expect(isContrastable(few)).toBe(false);
  expect(contrastsThatHold(few, 1)).toEqual([]);
  const many = Array.from({ length: 60 }, (_, i) => one(i, i % 2 === 0)).flat();
  const [held] = contrastsThatHold(many, 1);
  expect(held!.failing.n + held!.passing.n).toBeLessThanOrEqual(45);
  expect(held).toMatchObject({ candidate: 0, passing: { k: 0 } });
});

test("where nothing is said of a conversation it does not count", () => {
  const all = Array.from({ length: 80 }, (_, i) => ({
    ...{ id: `c${i}`, cluster: `c${i}`, failed: i % 2 === 0 },
    fails: [i % 4 < 2 ? i % 2 === 0 : undefined],
  }));
  const [held] = contrastsThatHold(all, 1);
  expect(held!.failing.k).toBe(held!.failing.n);
  expect(held!.failing.n).toBeLessThan(20);
});
