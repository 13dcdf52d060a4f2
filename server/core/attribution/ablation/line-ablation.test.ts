import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { ablationEffect, type PairedVerdicts } from "./ablation-effect.ts";
import { blameOdds, type CountedAblation, readAblations, withOdds } from "./line-ablation.ts";

const alone = (counts: {
  both?: number;
  gained?: number;
  lost?: number;
  neither?: number;
}): PairedVerdicts[] => {
  const list = (count = 0, one: Omit<PairedVerdicts, "n">) =>
    Array.from({ length: count }, () => ({ n: 1, ...one }));
  return [
    ...list(counts.both, { before: 1, gained: 0, lost: 0 }),
    ...list(counts.gained, { before: 0, gained: 1, lost: 0 }),
    ...list(counts.lost, { before: 1, gained: 0, lost: 1 }),
    ...list(counts.neither, { before: 0, gained: 0, lost: 0 }),
  ];
};
const effect = (counts: Parameters<typeof alone>[0], evaluator = "polite") =>
  ablationEffect(evaluator, alone(counts));
const counted = (...effects: CountedAblation["effects"]): CountedAblation => ({
  ...{ key: "k", operator: "drop", version: "v", agent: "a", atMs: 0, compared: 20 },
  ...{ conversations: 20, sameAnswers: 0, uncompared: 0, effects },
});

describe("the effect of a changed line", () => {
  it("is the paired difference with an interval, and McNemar's exact p", () => {
    expect(effect({ both: 10, gained: 6, lost: 1, neither: 3 })).toMatchObject({
      n: 20,
      before: 11,
      gained: 6,
      lost: 1,
      difference: 0.25,
      p: 2 * (8 / 128),
    });
    const { low, high } = effect({ both: 10, gained: 6, lost: 1, neither: 3 });
    expect([low, high].map((one) => one.toFixed(2))).toEqual(["-0.01", "0.48"]);
    const none = effect({ both: 15, neither: 5 });
    expect([none.difference, none.low, none.high, none.p].map((one) => one.toFixed(2))).toEqual([
      "0.00",
      "-0.16",
      "0.16",
      "1.00",
    ]);
  });

  it("without any sample says nothing", () => {
    expect(ablationEffect("a", [])).toMatchObject({ n: 0, low: -1, high: 1, p: 1 });
  });

  it.each([
    [0, 0.15, 1],
    [0.4, 0.1, 1],
    [0.94, 0.02, 1],
    [0.25, 0.05, 3],
    [0, 0.1, 3],
  ])(
    "of a true gain of %d beside flips of %d, %d samples to a cluster: intervals cover, and p finds nothing where nothing is",
    (gain, flip, size) => {
      const random = seededRandom(7);
      let [covered, found] = [0, 0];
      const runs = 600;
      for (let run = 0; run < runs; run++) {
        const clusters = Array.from({ length: 24 }, () => {
          // A cluster's samples are alike: each says what its task says, three times of four.
          const kind = draw(random, gain + flip, flip);
          const one = { n: size, before: 0, gained: 0, lost: 0 };
          for (let i = 0; i < size; i++) {
            const own = random() < 0.75 ? kind : draw(random, gain + flip, flip);
            if (own === "lost" || (own === "same" && random() < 0.5)) one.before++;
            if (own === "gained") one.gained++;
            if (own === "lost") one.lost++;
          }
          return one;
        });
        const { low, high, p } = ablationEffect("a", clusters);
        if (low <= gain && gain <= high) covered++;
        if (p <= 0.05) found++;
      }
      expect(covered / runs).toBeGreaterThan(0.92);
      if (gain === 0) expect(found / runs).toBeLessThan(0.065);
      else expect(found / runs).toBeGreaterThan(0.5);
    },
  );
});

const draw = (random: () => number, gained: number, lost: number): "gained" | "lost" | "same" => {
  const at = random();
  return at < gained ? "gained" : at < gained + lost ? "lost" : "same";
};

describe("what an ablation showed", () => {
  it("confirms, finds what matters, finds a dead line, and says where it cannot tell", () => {
    const verdict = (...effects: CountedAblation["effects"]) =>
      readAblations([counted(...effects)])[0]!.verdict;
    expect(verdict(effect({ both: 8, gained: 10, neither: 2 }))).toBe("confirmed");
    expect(verdict(effect({ both: 8, lost: 10, neither: 2 }))).toBe("matters");
    expect(verdict(effect({ both: 8, gained: 10 }), effect({ lost: 9, both: 9 }, "other"))).toBe("matters");
    expect(verdict(effect({ both: 16, neither: 4 }))).toBe("idle");
    expect(verdict(effect({ both: 4, neither: 4 }))).toBe("unproven");
    expect(verdict()).toBe("unproven");
  });

  it("holds chance down over all that is compared at once", () => {
    const slight = effect({ both: 10, gained: 6, neither: 4 });
    expect(slight.p).toBeLessThan(0.05);
    const many = Array.from({ length: 30 }, (_, i) =>
      counted(i === 0 ? slight : effect({ both: 10, gained: 1, neither: 9 })),
    );
    expect(readAblations(many)[0]!.changed).toEqual([]);
    expect(readAblations([counted(slight)])[0]!.changed).toEqual(["polite"]);
  });
});

describe("the odds that a line is to blame", () => {
  it("rise where failing samples pass without it, fall where they fail on, and stay within 20", () => {
    expect(blameOdds(effect({ both: 10, gained: 8, neither: 2 }))).toBe(20);
    expect(blameOdds(effect({ both: 10, neither: 10 })).toFixed(2)).toBe("0.12");
    expect(blameOdds(effect({ both: 3, gained: 1, neither: 2 }))).toBeGreaterThan(1);
    expect(blameOdds(effect({ both: 5, lost: 5, gained: 5, neither: 5 }))).toBeLessThan(1);
    expect(blameOdds(ablationEffect("a", []))).toBe(1);
    expect(withOdds(0.5, 20).toFixed(3)).toBe("0.952");
    expect(withOdds(0.2, 1)).toBe(0.2);
  });
});
