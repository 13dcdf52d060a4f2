import { describe, expect, it } from "vitest";
import { judgeCandidates, worlds } from "../../../../test/bench/support/gate-simulation.ts";
import { seededRandom } from "../../base/index.ts";
import { passesThatClear, regressedCases } from "./case-test.ts";
import { belowP, classDifference, fewestCases } from "./class-test.ts";
import { Gate } from "./gate.ts";
import {
  defaultPlan,
  errorOfLooks,
  type GateCase,
  type GateEvaluator,
  type GateResult,
  type GateTrial,
  type GateVerdict,
} from "./gate-plan.ts";
import { noiseOf } from "./noise.ts";

const casesOf = (classes: Readonly<Record<string, number>>): GateCase[] =>
  Object.entries(classes).flatMap(([name, n]) =>
    Array.from({ length: n }, (_, i) => ({ id: `${name}-${i}`, class: name })),
  );
const exact = { name: "exact", falseFail: 0, falsePass: 0 };

/** Answers all the gate asks for. */
function run(gate: Gate, answer: (trial: GateTrial) => GateVerdict | Partial<GateResult>): Gate {
  for (let wanted = gate.wanted(); wanted.length > 0; wanted = gate.wanted())
    for (const trial of wanted) {
      const given = answer(trial);
      gate.add({ ...trial, ...(typeof given === "string" ? { verdicts: { exact: given } } : given) });
    }
  return gate;
}

describe("formulas, by hand", () => {
  it("a fall in one of five cases takes 16 cases to be seen", () => {
    expect(fewestCases(0.2, 0.05)).toBe(16);
    expect(0.8 ** 16).toBeLessThan(0.03);
    expect(0.8 ** 15).toBeGreaterThan(0.03);
  });
  it("Student's own sleep data: ten differences, t = 4.06", () => {
    const differences = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4].map((hours) => -hours / 5);
    expect(belowP(classDifference(differences, 0.05), 0)).toBeCloseTo(0.00142, 5);
  });
  it("seven of eight in every case disagree in a quarter of pairs: at most 14.6 % errors", () => {
    const noise = noiseOf({ name: "judge" }, [{ passes: 7, n: 8 }]);
    expect(noise.falseFail).toBeCloseTo(0.1464, 4);
    expect(noise.scale).toBeCloseTo(Math.SQRT1_2, 4);
    expect(noiseOf({ name: "judge" }, [{ passes: 1, n: 1 }]).falseFail).toBe(0.1);
    expect(noiseOf(exact, [{ passes: 4, n: 8 }]).scale).toBe(1);
    // What is known at the least asks for more where trials agree, and for no less where they do not.
    const errs = { falsePass: 0.1, falseFail: 0.05 };
    expect(noiseOf({ name: "judge", errs }, [{ passes: 8, n: 8 }]).scale).toBeCloseTo(0.85);
    expect(noiseOf({ name: "judge", errs }, [{ passes: 7, n: 8 }]).scale).toBeCloseTo(Math.SQRT1_2, 4);
  });
  it("a case that passes by mistake alone is cleared in fewer than 5 of 100", () => {
    const plan = { ...defaultPlan, cases: [], evaluators: [] };
    const clear = passesThatClear(plan, { falseFail: 0.1, falsePass: 0.1, scale: 0.8 }, true);
    expect(clear).toEqual([2, 3, 3]);
    // By enumeration of all 256 courses of eight trials.
    let cleared = 0;
    for (let course = 0; course < 256; course++) {
      const passes = (n: number): number =>
        [...course.toString(2).padStart(8, "0").slice(0, n)].filter((one) => one === "1").length;
      if (passes(2) >= 2 || passes(4) >= 3 || passes(8) >= 3)
        cleared += 0.1 ** passes(8) * 0.9 ** (8 - passes(8));
    }
    expect(cleared).toBeGreaterThan(0.03);
    expect(cleared).toBeLessThan(0.05);
  });
  it("looks together spend less than the error rate", () => {
    for (const trials of [1, 2, 3, 8, 20]) {
      const spent = errorOfLooks({ trials, errorRate: 0.05 }).reduce((a, b) => a + b, 0);
      expect(spent).toBeGreaterThan(0.03);
      expect(spent).toBeLessThan(0.05);
    }
  });
  it("one of eight after eight of eight is a regression, five of eight among forty cases is none", () => {
    const usual = Array.from({ length: 40 }, (_, i) => ({
      base: { passes: i % 3 === 0 ? 6 : 8, n: 8 },
      candidate: { passes: 7, n: 8 },
    }));
    const told = regressedCases(
      [
        ...usual,
        { base: { passes: 8, n: 8 }, candidate: { passes: 1, n: 8 } },
        { base: { passes: 8, n: 8 }, candidate: { passes: 5, n: 8 } },
      ],
      0.05,
    );
    expect(told.map((is, i) => (is ? i : -1)).filter((i) => i >= 0)).toEqual([40]);
  });
});

describe("what is let through", () => {
  const cases = casesOf({ refunds: 20, seats: 20 });

  it("nothing changes: passed after two trials a case", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), () => "pass");
    const { verdict, trials, needs } = gate.outcome();
    expect([verdict, trials, needs]).toEqual(["passed", { base: 80, candidate: 80 }, []]);
  });
  it("a class that falls is named, with by how much", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), ({ case: id, side, trial }) =>
      side === "candidate" && id.startsWith("seats") && trial % 2 === 0 ? "fail" : "pass",
    );
    const { verdict, classes } = gate.outcome();
    expect(verdict).toBe("failed");
    expect(classes.filter(({ state }) => state === "worse")).toMatchObject([
      {
        class: "seats",
        evaluator: "exact",
        base: { passes: 40, n: 40 },
        candidate: { passes: 20, n: 40 },
        difference: -0.5,
      },
    ]);
  });
  it("one case that collapses is a regression where its class holds", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), ({ case: id, side }) =>
      side === "candidate" && id === "refunds-3" ? "fail" : "pass",
    );
    const { verdict, cases: told } = gate.outcome();
    expect(verdict).toBe("failed");
    expect(told).toMatchObject([
      {
        case: "refunds-3",
        class: "refunds",
        state: "regressed",
        base: { passes: 8, n: 8 },
        candidate: { passes: 0, n: 8 },
      },
    ]);
  });
  it("what gains elsewhere makes up for nothing", () => {
    const gate = run(
      new Gate({ cases: casesOf({ target: 40, other: 20 }), evaluators: [exact] }),
      (trial) => {
        if (trial.case.startsWith("target"))
          return trial.side === "candidate" || trial.trial % 4 === 0 ? "pass" : "fail";
        return trial.side === "candidate" && trial.trial % 2 === 0 ? "fail" : "pass";
      },
    );
    const { verdict, classes } = gate.outcome();
    expect(verdict).toBe("failed");
    expect(classes.map(({ class: name, state, isBetter }) => [name, state, isBetter])).toEqual([
      ["target", "held", true],
      ["other", "worse", false],
    ]);
  });
  it("five cases are undecided, whatever comes of them, and say how many it takes", () => {
    for (const answer of ["pass", "fail"] as const) {
      const gate = run(
        new Gate({ cases: casesOf({ refunds: 20, rare: 5 }), evaluators: [exact] }),
        () => answer,
      );
      const { verdict, needs } = gate.outcome();
      expect(verdict).toBe("undecided");
      expect(needs).toEqual([{ kind: "cases", class: "rare", evaluator: "exact", more: 11 }]);
    }
  });
  it("small classes are shown together where that is asked for, and a large one still by itself", () => {
    const cases = casesOf({ refunds: 20, rare: 5, odd: 6, third: 7 });
    const passed = run(new Gate({ cases, evaluators: [exact], small: "together" }), () => "pass").outcome();
    expect(passed.verdict).toBe("passed");
    expect(passed.classes.map((one) => [one.class, one.cases])).toEqual([
      ["refunds", 20],
      ["other behaviors", 18],
    ]);
    const worse = run(new Gate({ cases, evaluators: [exact], small: "together" }), ({ case: id, side }) =>
      side === "candidate" && id.startsWith("odd") ? "fail" : "pass",
    );
    expect(worse.outcome().verdict).toBe("failed");
  });
  it("an evaluator is held to the classes that it applies to, and by single cases where those are few", () => {
    const evaluators = [exact, { name: "seldom", falseFail: 0, falsePass: 0 }];
    const answer = (broken: boolean) => (trial: GateTrial) => ({
      verdicts: {
        exact: "pass" as const,
        seldom:
          Number(trial.case.split("-")[1]) > 3
            ? ("none" as const)
            : broken && trial.side === "candidate"
              ? ("fail" as const)
              : ("pass" as const),
      },
    });
    const plan = { cases: casesOf({ refunds: 20, seats: 20 }), evaluators, small: "together" as const };
    const held = run(new Gate(plan), answer(false)).outcome();
    expect([held.verdict, held.classes.map((one) => one.evaluator)]).toEqual(["passed", ["exact", "exact"]]);
    expect(run(new Gate(plan), answer(true)).outcome().verdict).toBe("failed");
    const target = [exact, { ...evaluators[1]!, isTarget: true }];
    const asked = run(new Gate({ ...plan, evaluators: target }), answer(false)).outcome();
    expect([asked.verdict, asked.needs]).toEqual([
      "undecided",
      [{ kind: "cases", class: "other behaviors", evaluator: "seldom", more: 8 }],
    ]);
  });
  it("is undecided before there is a result, and says what it waits for", () => {
    const gate = new Gate({ cases, evaluators: [exact] });
    expect(gate.outcome()).toMatchObject({ verdict: "undecided", needs: [{ kind: "trials", trials: 160 }] });
    expect(new Gate({ cases: [], evaluators: [exact] }).outcome().verdict).toBe("undecided");
    expect(new Gate({ cases, evaluators: [] }).outcome().verdict).toBe("undecided");
  });
});

describe("a missing result", () => {
  const cases = casesOf({ refunds: 20 });
  it("is a failure of the candidate", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), ({ side }) => (side === "base" ? "pass" : {}));
    expect(gate.outcome()).toMatchObject({
      verdict: "failed",
      classes: [{ candidate: { passes: 0, n: 40 } }],
    });
  });
  it("is one as well where one evaluator of two says nothing", () => {
    const evaluators = [exact, { name: "other", falseFail: 0, falsePass: 0 }];
    const both: GateResult["verdicts"] = { exact: "pass", other: "pass" };
    const gate = run(new Gate({ cases, evaluators }), ({ side }) => ({
      verdicts: side === "base" ? both : { exact: "pass" },
    }));
    expect(gate.outcome().classes.map(({ evaluator, state }) => [evaluator, state])).toEqual([
      ["exact", "held"],
      ["other", "worse"],
    ]);
  });
  it("of the base leaves nothing to compare with", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), ({ side }) => (side === "base" ? {} : "pass"));
    const { verdict, incomparable } = gate.outcome();
    expect([verdict, incomparable.length]).toEqual(["undecided", 20]);
  });
});

describe("cost and latency", () => {
  const cases = casesOf({ refunds: 20 });
  const taking = (ratio: number): string => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), ({ side, trial, case: id }) => ({
      verdicts: { exact: "pass" },
      latencyMs: (side === "base" ? 1000 : 1000 * ratio) + 40 * trial + 10 * id.length,
      tokens: 500,
    }));
    const { verdict, limits } = gate.outcome();
    return `${verdict}: ${limits.map(({ limit, state }) => `${limit} ${state}`).join(", ")}`;
  };
  it("kept, exceeded", () => {
    expect(taking(1.05)).toBe("passed: latencyMs kept, tokens kept");
    expect(taking(2)).toBe("failed: latencyMs exceeded, tokens kept");
  });

  const withTokens = (base: number, candidate: number, alwaysTokens?: number): string => {
    const plan = { cases, evaluators: [exact], ...(alwaysTokens !== undefined && { alwaysTokens }) };
    const gate = run(new Gate(plan), ({ side, trial }) => {
      const tokens = (side === "base" ? base : candidate) + trial;
      return { verdicts: { exact: "pass" }, tokens, costUsd: tokens * 1e-5 };
    });
    return gate
      .outcome()
      .limits.map(({ limit, state }) => `${limit} ${state}`)
      .join(", ");
  };
  it("a short prompt may gain a line, whatever the ratio; a long one is held to it", () => {
    expect(withTokens(120, 200)).toBe("costUsd kept, tokens kept");
    expect(withTokens(120, 200, 0)).toBe("costUsd exceeded, tokens exceeded");
    expect(withTokens(120, 240)).toBe("costUsd exceeded, tokens exceeded");
    expect(withTokens(2_000, 2_480)).toBe("costUsd kept, tokens kept");
    expect(withTokens(2_000, 2_520)).toBe("costUsd exceeded, tokens exceeded");
  });
});

describe("it can be stopped, kept and repeated", () => {
  const cases = casesOf({ refunds: 18, seats: 18 });
  const answer = ({ case: id, side, trial }: GateTrial): GateVerdict =>
    (id.length * 7 + trial * 3 + (side === "base" ? 1 : 2) + Number(id.at(-1))) % 6 === 0 ? "fail" : "pass";

  it("goes on where it stopped, and says the same in any order", () => {
    const whole = run(new Gate({ cases, evaluators: [{ name: "exact" }] }), answer);
    let gate = new Gate({ cases, evaluators: [{ name: "exact" }] });
    for (let wanted = gate.wanted(); wanted.length > 0; wanted = gate.wanted()) {
      for (const trial of wanted.slice(-7).reverse())
        gate.add({ ...trial, verdicts: { exact: answer(trial) } });
      gate = Gate.from(JSON.parse(JSON.stringify(gate)) as ReturnType<Gate["toJSON"]>);
    }
    expect(gate.outcome()).toEqual(whole.outcome());
  });
  it("a trial that is reported twice, or was never asked for, changes nothing", () => {
    const gate = run(new Gate({ cases, evaluators: [exact] }), () => "pass");
    const before = gate.outcome();
    for (const trial of [0, -1, 99, 0.5])
      gate.add({ case: "refunds-0", side: "candidate", trial, verdicts: { exact: "fail" } });
    gate.add({ case: "nobody", side: "candidate", trial: 0, verdicts: { exact: "fail" } });
    expect(gate.outcome()).toEqual(before);
  });
});

describe("safety is held to a smaller margin, over all cases", () => {
  it("a fall that no class shows", () => {
    const classes = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`class${i}`, 20]));
    // Every case fails one trial in four with the candidate: in 20 cases of a class that may be, in 120 together it is a fall.
    const answer = ({ side, trial, case: id }: GateTrial): GateVerdict =>
      side === "candidate" && (trial + id.length + Number(id.at(-1))) % 7 === 0 ? "fail" : "pass";
    const plain = run(new Gate({ cases: casesOf(classes), evaluators: [exact] }), answer).outcome();
    const safe = run(
      new Gate({ cases: casesOf(classes), evaluators: [{ ...exact, isSafety: true }] }),
      answer,
    ).outcome();
    expect(plain.classes).toHaveLength(6);
    expect(safe.classes).toHaveLength(7);
    expect(safe.verdict).not.toBe("passed");
  });
});

describe("an evaluator that guards safety and judges little", () => {
  const judging = (few: number) => {
    const cases = casesOf({ refunds: 40 });
    const evaluators = [exact, { name: "safe", isSafety: true }];
    return run(new Gate({ cases, evaluators, small: "together" }), ({ case: id }) => ({
      verdicts: { exact: "pass", safe: Number(id.split("-")[1]) < few ? "pass" : "none" },
    })).outcome();
  };
  it("is shown to hold with 34 cases; with fewer it asks for them; what it does not judge at all it does not hold up", () => {
    expect(judging(34).verdict).toBe("passed");
    expect(judging(20)).toMatchObject({
      verdict: "undecided",
      needs: [{ kind: "cases", evaluator: "safe", more: 14 }],
    });
    expect(judging(0).verdict).toBe("passed");
  });
});

describe("simulated truth", () => {
  it.each(Object.entries(worlds).filter(([, world]) => !("target" in world)))(
    "lets fewer than 5 in 100 regressing candidates through: %s",
    (_, world) => {
      // One class alone, where nothing else can stop it: the error rate as it is stated. 350 bad ones: three standard errors are 0.035.
      const { gate } = judgeCandidates({ ...world, classes: 1, cases: 20 }, 700, 3);
      expect(gate.badPassed).toBeLessThan(0.05 + 0.035);
    },
  );
  it("keeps the rate under an evaluator that misses one broken answer in five, where that is known", () => {
    const passed = (fall: number, errs?: GateEvaluator["errs"]): number => {
      const gates = Array.from({ length: 1000 }, (_, i) => {
        const random = seededRandom(i * 7919 + 3);
        const evaluators = [{ name: "exact", ...(errs && { errs }) }];
        return run(new Gate({ cases: casesOf({ refunds: 24 }), evaluators }), ({ side }) =>
          side === "candidate" && random() < fall && random() < 0.8 ? "fail" : "pass",
        ).outcome();
      });
      return gates.filter(({ verdict }) => verdict === "passed").length / gates.length;
    };
    const errs = { falsePass: 0.2, falseFail: 0.02 };
    expect(passed(0.2)).toBeGreaterThan(0.06);
    expect(passed(0.2, errs)).toBeLessThan(0.05);
    expect(passed(0, errs)).toBe(1);
  }, 60_000);
  it("lets most good ones through, where there are enough cases", () => {
    const { gate, sum, mean } = judgeCandidates({ ...worlds.same, cases: 24 }, 120, 5);
    expect(gate.goodPassed).toBeGreaterThan(0.8);
    expect(gate.badPassed).toBeLessThan(0.12);
    expect(sum.goodPassed).toBeLessThan(0.7);
    expect(mean.badPassed).toBe(1);
  });
});
