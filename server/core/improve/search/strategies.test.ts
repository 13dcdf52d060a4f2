import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { applyHunks, diffHunks } from "../edits/index.ts";
import { type Pair, takeEdit, verdictOf, weigh } from "./acceptance.ts";
import type { CaseResult } from "./adapter.ts";
import { Candidates } from "./candidate.ts";
import { ComponentChoice } from "./component.ts";
import { HunkLedger } from "./hunk-worth.ts";
import { stratified } from "./minibatch.ts";
import { paretoFront } from "./pareto-front.ts";
import { progress } from "./progress.ts";
import { readProposal } from "./read-proposal.ts";
import { emptyRecord } from "./record.ts";
import { Rollouts } from "./rollouts.ts";
import { defaultSettings } from "./settings.ts";

const result = (score: number, complaints = 0, passed = score >= 1): CaseResult => ({
  ...{ score, passed },
  complaints: Array.from({ length: complaints }, (_, i) => ({ text: `complaint ${i}` })),
});

describe("progress", () => {
  it("is the score; where that stays, the share of complaints that are gone", () => {
    expect(progress(result(0, 3), result(1))).toBe(1);
    expect(progress(result(0, 3), result(0, 2))).toBeCloseTo(0.5 / 3);
    expect(progress(result(0, 2), result(0, 3))).toBeCloseTo(-0.5 / 3);
    expect(progress(result(0, 1), result(0, 1))).toBe(0);
  });

  it("sees a mended complaint behind a penalty on length, and a pass whatever the score", () => {
    expect(progress(result(0.3, 2), result(0.29, 1))).toBeGreaterThan(0);
    expect(progress(result(0.98, 0, false), result(1))).toBeCloseTo(0.02);
  });
});

describe("acceptance", () => {
  const pair = (failed: boolean, value: number): Pair => ({ caseId: "", failed, progress: value });

  it("weighs failing and passing cases by how many there are", () => {
    const three = [1 / 3, 0, 0].map((value) => pair(true, value));
    expect(weigh(three, 1).effect).toBeCloseTo(0.111, 3);
    expect(weigh(three, 1).z).toBeCloseTo(1.07, 2);
    expect(weigh([...three, pair(false, -0.5), pair(false, -0.5)], 0.2).effect).toBeLessThan(0);
  });

  it("takes a clear gain, drops a clear loss, asks for more where it cannot tell, and calls nothing at all the same", () => {
    const verdict = (values: readonly number[], isLast = false): string =>
      verdictOf(
        values.map((value) => pair(true, value)),
        1,
        takeEdit,
        isLast,
      );
    expect(verdict([0.5, 0.5, 0])).toBe("better");
    expect(verdict([-0.5, -0.5, 0])).toBe("worse");
    expect(verdict([0.5, -0.5, 0])).toBe("undecided");
    expect(verdict([0, 0, 0])).toBe("undecided");
    expect(verdict([0, 0, 0], true)).toBe("same");
  });

  it("is not taken in by failing cases that pass by chance the second time", () => {
    const random = seededRandom(9);
    const flip = 0.2;
    let effects = 0;
    for (let run = 0; run < 2000; run++) {
      // A change that does nothing, on cases that fail by chance alone.
      const before = Array.from({ length: 60 }, () => random() < flip);
      const failShare = before.filter(Boolean).length / before.length;
      const drawn = [
        ...before.filter(Boolean).slice(0, 6),
        ...before.filter((failed) => !failed).slice(0, 6),
      ];
      const pairs = drawn.map((failed) => {
        const fails = random() < flip;
        return pair(failed, failed === fails ? 0 : fails ? -1 : 1);
      });
      effects += weigh(pairs, failShare).effect;
    }
    expect(Math.abs(effects / 2000)).toBeLessThan(0.01);
  });
});

describe("readProposal", () => {
  const text = "You help.\n- One thing.";
  const has = diffHunks(text, `${text}\n- Ask for the order.\n- Mask the card.`);

  it("keeps a proved line that the new text lost, and takes what it added", () => {
    const { grow, cut, kept } = readProposal(text, has, `${text}\n- Mask the card.\n- Name the window.`);
    expect(grow.map(({ add }) => add[0]!.text)).toEqual(["\n- Name the window."]);
    expect(cut).toEqual([]);
    expect(kept.map((one) => one.text)).toEqual(["\n- Ask for the order."]);
  });

  it("puts other words for a line in its place", () => {
    const { grow, kept } = readProposal(
      text,
      has,
      `${text}\n- Always ask for the order number.\n- Mask the card.`,
    );
    expect(grow).toHaveLength(1);
    expect(grow[0]!.drop).toEqual([has[0]!.id]);
    expect(kept).toEqual([]);
  });

  it("knows lines again in another order, numbered anew, or in one paragraph", () => {
    const shuffled = readProposal(text, has, `${text}\n- Mask the card.\n- Ask for the order.`);
    expect(shuffled).toEqual({ grow: [], cut: [], kept: [] });
    const paragraph = readProposal(
      "You help people.",
      [],
      "You help people. Ask for the order. Mask the card.",
    );
    expect(paragraph.grow.map(({ add }) => add[0]!.text)).toEqual([" Ask for the order.", " Mask the card."]);
  });

  it("tells a line of the base that is gone from one that was moved", () => {
    expect(readProposal(text, has, "You help.\n- Ask for the order.\n- Mask the card.").cut).toHaveLength(1);
    const [before, moved] = ["You help.\n- One.\n- Two words.", "You help.\n- Two words.\n- One."];
    const { cut } = readProposal(before, [], moved);
    expect(cut).toHaveLength(1);
    expect(applyHunks(before, cut[0]!.add)).toBe(moved);
  });

  it("proposes nothing where nothing changed but blanks and line ends", () => {
    expect(readProposal("a\r\nb", [], "a\nb\n")).toEqual({ grow: [], cut: [], kept: [] });
  });
});

describe("component choice", () => {
  it("stays with what helps, leaves what does not, and comes back to it", () => {
    const choice = new ComponentChoice(["a", "b"]);
    expect(choice.next()).toBe("a");
    choice.learn("a", true);
    expect(choice.next()).toBe("a");
    choice.learn("a", false);
    expect(choice.next()).toBe("b");
    for (let i = 0; i < 3; i++) choice.learn("b", false);
    expect(choice.next()).toBe("a");
  });

  it("leaves none of many out, however little helps", () => {
    const choice = new ComponentChoice(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
    const asked = Array.from({ length: 27 }, () => {
      const next = choice.next();
      choice.learn(next, false);
      return next;
    });
    for (const one of "abcdefghi") expect(asked.filter((each) => each === one)).toHaveLength(3);
  });
});

describe("stratified", () => {
  it("holds behaviors alike in every stretch", () => {
    const cases = Array.from({ length: 12 }, (_, i) => ({
      ...{ id: `${i}`, split: "train" as const, behavior: i < 3 ? "rare" : "common" },
    }));
    const order = stratified(cases, seededRandom(1));
    expect(order.slice(0, 6).filter(({ behavior }) => behavior === "rare")).toHaveLength(3);
    expect(new Set(order.map(({ id }) => id)).size).toBe(12);
  });
});

describe("rollouts", () => {
  const cases = [1, 2, 3].map((i) => ({ id: `c${i}`, split: "train" as const }));
  const view = (scores: Record<string, readonly number[]>) => {
    const candidates = new Candidates({ p: "base" });
    const rollouts = new Rollouts(
      {
        evaluate: async (texts, run) => run.map(({ id }) => result(scores[texts.p!]![Number(id[1]) - 1]!)),
        propose: async () => ({ texts: [] }),
      },
      { metricCalls: 9, reflections: 0 },
      emptyRecord,
    );
    return {
      ...{ candidates, rollouts, train: cases, validation: [], random: seededRandom(1) },
      settings: { ...defaultSettings, seed: 1 },
    };
  };

  it("asks nothing twice and stops at the budget", async () => {
    const { candidates, rollouts } = view({ base: [0, 0, 1] });
    await rollouts.evaluate(candidates.base, cases);
    await rollouts.evaluate(candidates.base, cases);
    expect(rollouts.metricCalls).toBe(3);
    for (const trial of [1, 2]) await rollouts.evaluate(candidates.base, cases, trial);
    await expect(rollouts.evaluate(candidates.base, cases, 3)).rejects.toThrow();
    expect(rollouts.metricCalls).toBe(9);
  });

  it("the front holds who is best on some case, and nobody whom others make needless", async () => {
    const world = view({ base: [0, 0, 1], one: [1, 0, 1], two: [0, 1, 0] });
    const make = (text: string) =>
      world.candidates.make({ p: diffHunks("base", text) }, "made", world.candidates.base);
    const [one, two] = [make("one"), make("two")];
    for (const candidate of [world.candidates.base, one, two])
      await world.rollouts.evaluate(candidate, cases);
    const front = paretoFront(world);
    expect(front.map(({ candidate, wins }) => [candidate.texts.p, wins])).toEqual([
      ["one", 2],
      ["two", 1],
    ]);
  });

  it("credits a hunk with what happened when it came and when it went", () => {
    const candidates = new Candidates({ p: "a" });
    const both = candidates.make({ p: diffHunks("a", "a\n- x\n- y") }, "made", candidates.base);
    const alone = candidates.make({ p: diffHunks("a", "a\n- x") }, "made", candidates.base);
    const ledger = new HunkLedger();
    ledger.learn(candidates.base, both, [{ caseId: "c", failed: true, progress: 0.6 }]);
    expect(ledger.worthOf(both).map(({ effect, alone: by }) => [effect, by])).toEqual([
      [0.3, false],
      [0.3, false],
    ]);
    ledger.learn(both, alone, [{ caseId: "c", failed: false, progress: -0.5 }]);
    const y = both.edits.p![1]!;
    expect(ledger.worthOf(both)[1]).toMatchObject({ effect: 0.5, cases: 1, alone: true });
    expect(ledger.mendedBy("p", y.id)).toEqual(["c"]);
  });
});
