import { expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { evaluatorTraffic, type PutTo } from "./evaluator-traffic.ts";

const dayMs = 86_400_000;

/** Ten conversations a day over so many days. */
function traffic(days: number, applied: (day: number) => boolean, unit?: (i: number) => string): PutTo[] {
  return Array.from({ length: 10 * days }, (_, i) => {
    const day = Math.floor(i / 10);
    return { startMs: (i * dayMs) / 10, unit: unit?.(i) ?? `${i}`, applied: applied(day) };
  });
}

it("counts what came since an evaluator applied for the last time, and how likely that is", () => {
  // Worked: of 100 conversations the first of each five, until the 80th: C(80, 16) / C(100, 16).
  const conversations = Array.from({ length: 100 }, (_, i) => ({
    startMs: i * dayMs,
    unit: `${i}`,
    applied: i < 80 && i % 5 === 4,
  }));
  expect(evaluatorTraffic(conversations)).toMatchObject({
    ...{ n: 100, applied: 16, since: 20, daysSince: 20, lastMs: 79 * dayMs, untilMs: 99 * dayMs },
    p: expect.closeTo(0.0199, 3),
  });
});

it("one that never applied has no last time, and one that applies until the end no time since", () => {
  expect(evaluatorTraffic(traffic(9, () => false))).toMatchObject({ n: 90, applied: 0, since: 0, p: 1 });
  expect(evaluatorTraffic(traffic(9, () => true))).toMatchObject({ n: 90, applied: 90, since: 0, p: 1 });
  expect(evaluatorTraffic([])).toBeUndefined();
});

it("those of one person are one, and who comes again after it applied to them is none of those since", () => {
  const two = traffic(
    20,
    (day) => day < 10,
    (i) => `user ${i % 2}`,
  );
  expect(evaluatorTraffic(two)).toMatchObject({ n: 2, applied: 2, since: 0, p: 1 });
});

it("steady traffic is called gone in fewer than 5 of 100, in bursts too; what is gone mostly is", () => {
  const share = (applied: (random: () => number) => (day: number) => boolean): number => {
    let said = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const conversations = traffic(60, applied(seededRandom(seed)));
      if (evaluatorTraffic(conversations)!.p <= 0.05) said++;
    }
    return said / 300;
  };
  const bursts = (random: () => number) => {
    const busy = new Set(Array.from({ length: 60 }, (_, day) => day).filter(() => random() < 0.15));
    return (day: number): boolean => busy.has(day) && random() < 0.6;
  };
  expect(share((random) => () => random() < 0.1)).toBeLessThanOrEqual(0.05);
  expect(share(bursts)).toBeLessThanOrEqual(0.06);
  expect(share((random) => (day) => day < 45 && random() < 0.1)).toBeGreaterThan(0.95);
});
