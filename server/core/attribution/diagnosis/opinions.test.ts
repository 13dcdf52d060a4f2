import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { type CauseOpinion, type CausePick, causeReading, causeTally } from "./cause-opinions.ts";
import { type ConditionOpinion, conditionReading } from "./condition-opinions.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import type { Node } from "./nodes.ts";
import { toldLift } from "./told-lift.ts";
import type { Unit } from "./units.ts";

const keys = ["a", "b", "c", "d", "e", "f"];
const instructions = keys.map((key) => ({ key, triggers: key === "a" || key === "b" ? [key] : [] }));
const inputWith = (opinions: Partial<NonNullable<DiagnosisInput["opinions"]>>): DiagnosisInput =>
  ({
    instructions,
    samples: [],
    opinions: { model: "scripted", conditions: [], causes: [], ...opinions },
  }) as unknown as DiagnosisInput;

/** Twenty controls with a right answer, ten without, and one failure that is asked about; `pick` answers each. */
function causes(pick: (right: CausePick | undefined, shown: readonly string[]) => CausePick): CauseOpinion[] {
  const of = (at: number) => ({ evaluator: "e", conversationId: `c${at}`, shown: keys });
  return [
    ...Array.from({ length: 20 }, (_, at): CauseOpinion => {
      const right = { key: keys[at % keys.length]! };
      return { ...of(at), pick: pick(right, keys), control: { right } };
    }),
    ...Array.from(
      { length: 10 },
      (_, at): CauseOpinion => ({ ...of(100 + at), pick: pick(undefined, keys), control: "none" }),
    ),
    { ...of(200), pick: { key: "c" } },
  ];
}
const line = (at: number) => ({ kind: "line", line: at, how: "exercised" }) as unknown as Node;
const speaks = (opinions: CauseOpinion[], at: number): number | undefined =>
  causeReading(inputWith({ causes: opinions }), "e", {
    samples: [{ evaluator: "e", conversationId: "c200", failed: true }],
  })?.(line(at))?.[0];

describe("what a model says of causes", () => {
  it("counts by how often it was right on control questions", () => {
    const random = seededRandom(1);
    const good = causes((right) => (random() < 0.9 ? (right ?? "unknown") : { key: "a" }));
    expect(causeTally(good).isInformed).toBe(true);
    expect(speaks(good, 2)).toBeGreaterThan(5);
    expect(speaks(good, 3)).toBeUndefined();
    const less = causes((right) => (random() < 0.5 ? (right ?? "unknown") : "unknown"));
    expect(speaks(less, 2)).toBeGreaterThan(1);
  });

  it("moves nothing where it answers at random, whatever the draw: once in two hundred at most", () => {
    const moved = Array.from({ length: 200 }, (_, seed) => {
      const random = seededRandom(seed);
      return causeTally(causes((_right, shown) => ({ key: shown[Math.floor(random() * shown.length)]! })));
    }).filter(({ isInformed }) => isInformed);
    expect(moved.length).toBeLessThanOrEqual(1);
  });

  it("moves nothing where it always blames a line, where none can be", () => {
    expect(
      speaks(
        causes((right) => right ?? { key: "a" }),
        2,
      ),
    ).toBeGreaterThan(1);
    const eager = causes(() => ({ key: "c" }));
    expect(speaks(eager, 2)).toBeUndefined();
  });

  it("moves nothing with too few control questions", () => {
    expect(speaks(causes((right) => right ?? "unknown").slice(-16), 2)).toBeUndefined();
  });
});

/** Of 200 units the first 50 hold "a" by their words; the next 50 hold "b", which no word shows. */
const units = Array.from({ length: 200 }, (_, at) => ({ conversation: { id: `c${at}` } }) as unknown as Unit);
const words = [
  Float32Array.from(units, (_, at) => (at < 50 ? 1 : 0)),
  new Float32Array(200),
  ...keys.slice(2).map(() => new Float32Array(200).fill(1)),
];
function told(says: (holds: boolean) => boolean): Float32Array | undefined {
  const conditions = units.flatMap((_, at): ConditionOpinion[] => [
    { condition: "a", conversationId: `c${at}`, holds: says(at < 50) },
    { condition: "b", conversationId: `c${at}`, holds: says(at >= 50 && at < 100) },
  ]);
  return conditionReading(inputWith({ conditions }), units, words, (x) => x.some((one) => one > 0.5))?.of(
    1,
    words[1]!,
  );
}

describe("what a model says of conditions", () => {
  const random = seededRandom(3);
  const sum = (x: Float32Array): number => x.reduce((total, one) => total + one, 0);

  it("is a probability by how often it is right where words show the answer", () => {
    const x = told((holds) => (random() < 0.1 ? !holds : holds))!;
    expect(sum(x.slice(50, 100)) / 50).toBeGreaterThan(0.4);
    expect(sum(x.slice(100)) / 100).toBeLessThan(0.15);
    expect(sum(x)).toBeGreaterThan(35);
    expect(sum(x)).toBeLessThan(65);
  });

  it("is nothing where it answers at random, or the other way round", () => {
    expect(told(() => random() < 0.5)).toBeUndefined();
    expect(told((holds) => !holds)).toBeUndefined();
  });

  it("tells which line a kind of request puts to work, though single answers err", () => {
    const x = told((holds) => (random() < 0.15 ? !holds : holds))!;
    const of = (from: number, to: number) =>
      ({ column: { rows: Int32Array.from({ length: to - from }, (_, i) => from + i) } }) as never;
    expect(toldLift(x, of(60, 80))).toBeGreaterThan(1.4);
    expect(toldLift(x, of(120, 160))).toBeLessThan(0.8);
  });
});
