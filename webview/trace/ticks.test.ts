import { describe, expect, it } from "vitest";
import { seededRandom } from "../../server/core/base/index.ts";
import { type Tick, ticksOf } from "./ticks.ts";

const widthOf = (label: string): number => 6 * label.length + 4;
const ticks = (from: number, to: number, width: number, pauses: readonly number[] = []): readonly Tick[] =>
  ticksOf({ from, to }, { width, pauses, widthOf });
const labels = (...args: Parameters<typeof ticks>): string[] => ticks(...args).map(({ label }) => label);

describe("ticks of the time axis", () => {
  it("stand at round times, as many as there is room for", () => {
    expect(labels(0, 8_360, 600)).toEqual([
      ...["0 ms", "1.00 s", "2.00 s", "3.00 s", "4.00 s", "5.00 s", "6.00 s", "7.00 s"],
    ]);
    expect(labels(0, 8_360, 150)).toEqual(["0 ms", "5.00 s"]);
    expect(labels(0, 61, 74)).toEqual(["0 ms"]);
    expect(labels(0, 61, 150)).toEqual(["0 ms", "20 ms", "40 ms"]);
  });

  it("count minutes and days as people do", () => {
    expect(labels(0, 3 * 60_000, 300)).toEqual(["0 ms", "1 min", "2 min"]);
    expect(labels(0, 5 * 86_400_000, 150)).toEqual(["0 ms", "2 d", "4 d"]);
  });

  it("keep clear of the mark of a pause", () => {
    expect(labels(0, 100, 600, [200])).toEqual(labels(0, 100, 600).filter((label) => label !== "30 ms"));
    expect(labels(0, 100, 600, [178])).toEqual(labels(0, 100, 600).filter((label) => label !== "30 ms"));
  });

  it("name the start where nothing round is in sight, and nothing where nothing fits", () => {
    expect(labels(1_234.2, 1_234.6, 200)).toEqual(["1.23 s"]);
    expect(labels(0, 100, 20)).toEqual([]);
    expect(labels(0, 100, 0)).toEqual([]);
  });

  it("never reach into each other, a pause or beyond the end, whatever the axis", () => {
    const random = seededRandom(11);
    for (let n = 0; n < 3_000; n++) {
      const from = random() < 0.5 ? 0 : 10 ** (random() * 9);
      const to = from + 10 ** (random() * 13 - 2);
      const width = Math.floor(random() * 900);
      const pauses = Array.from({ length: Math.floor(random() * 4) }, () => random() * width);
      let end = 0;
      const made = ticks(from, to, width, pauses);
      for (const { left, label } of made) {
        expect(left).toBeGreaterThanOrEqual(end);
        end = left + widthOf(label);
        for (const at of pauses) expect(at <= left || at >= end, `${from} ${to} ${width}`).toBe(true);
      }
      expect(end).toBeLessThanOrEqual(width);
      expect(new Set(made.map(({ label }) => label)).size).toBe(made.length);
      expect(made.length).toBeLessThan(60);
    }
  });
});
