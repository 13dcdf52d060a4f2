import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { type BehaviorFigures, type BehaviorMember, behaviorFigures } from "../behavior-figures.ts";

const dayMs = 86_400_000;

interface Planted {
  readonly n: number;
  /** By the number of a conversation in it, from 0 on; one comes after the other over 60 days. */
  readonly failed?: (i: number) => boolean | undefined;
  readonly signals?: (i: number) => readonly string[];
  readonly userId?: (i: number) => string | undefined;
  readonly day?: (i: number) => number;
}

function figures(
  planted: Readonly<Record<string, Planted>>,
  more: object = {},
): Map<string, BehaviorFigures> {
  const members = Object.entries(planted).flatMap(([behaviorId, { n, failed, signals, userId, day }]) =>
    Array.from({ length: n }, (_, i): BehaviorMember => {
      const conversationId = `${behaviorId} ${i}`;
      return {
        conversationId,
        behaviorId,
        cluster: conversationId,
        prompts: [],
        failed: failed ? failed(i) : false,
        startMs: (day ? day(i) : (60 * i) / n) * dayMs,
        userId: userId?.(i),
        signals: signals?.(i) ?? [],
      };
    }),
  );
  const found = behaviorFigures({
    behaviors: Object.keys(planted).map((id) => ({
      id,
      name: id,
      description: "",
      words: [],
      exemplars: [],
      ...(more as Record<string, object>)[id],
    })),
    members,
    times: members.map(({ startMs }) => startMs!),
  });
  return new Map(found.map((one) => [one.id, one]));
}

const each = (n: number) => (i: number) => i % n === 0;
const fine: Planted = { n: 300, failed: each(20), signals: (i) => (i % 50 === 0 ? ["user-gives-up"] : []) };
const kinds = ({ issues }: BehaviorFigures): string[] => issues.map(({ kind }) => kind);

describe("what needs a person", () => {
  it("fails more than the rest, in a sentence with both rates", () => {
    const { issue, issues, people } = figures({ fine, bad: { n: 40, failed: each(2) } }).get("bad")!;
    expect([issue, people]).toEqual([true, 20]);
    expect(issues).toEqual([
      {
        kind: "high",
        text: "Fails in 50 % of its judged conversations (20 of 40, 95 % interval 35 to 65 %), all others in 5 % (15 of 300).",
        people: 20,
      },
    ]);
  });

  it("is not what failed once where the few others passed", () => {
    const found = figures({ few: { n: 4 }, other: { n: 50, failed: (i) => i === 7 } });
    expect([...found.values()].flatMap(kinds)).toEqual([]);
  });

  it("makes people give up, with nobody judging it; each kind of feedback by itself", () => {
    const signals = (i: number) => (i % 4 === 0 ? ["user-gives-up"] : i % 4 === 1 ? ["user-corrects"] : []);
    const { issue, issues, people } = figures({ fine, bad: { n: 80, signals, failed: () => undefined } }).get(
      "bad",
    )!;
    expect([issue, people]).toEqual([true, 0]);
    expect(issues.map(({ text }) => text)).toEqual([
      "People give up in 25 % of its conversations (20 of 80, 95 % interval 17 to 35 %), elsewhere in 2 % (6 of 300).",
      "People correct the agent in 25 % of its conversations (20 of 80, 95 % interval 17 to 35 %), elsewhere in none of 300.",
    ]);
  });

  it("several kinds that are too rare alone, together", () => {
    const rare = ["user-gives-up", "user-corrects", "user-rephrases", "no-answer", "asks-again"];
    const signals = (i: number) => (i < 10 ? [rare[i % 5]!] : []);
    const { issues } = figures({
      quiet: { n: 300, signals: (i) => (i < 3 ? ["user-gives-up"] : []) },
      bad: { n: 60, signals },
    }).get("bad")!;
    expect(issues.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^People show that it went wrong in 17 %/),
    );
  });

  it("is not what one user complains of, nor what is always handed over", () => {
    const complaints = (i: number) => (i < 8 ? ["user-gives-up"] : []);
    const found = figures({
      fine,
      one: { n: 40, signals: complaints, userId: (i) => (i < 8 ? "mia" : undefined) },
      told: { n: 40, signals: () => ["hand-over"] },
    });
    expect([...found.values()].flatMap(kinds)).toEqual([]);
    expect(kinds(figures({ fine, many: { n: 40, signals: complaints } }).get("many")!)).toEqual(["signals"]);
  });

  it("rose: in how often it fails, or in how many people it hits", () => {
    const found = figures({
      fine,
      worse: { n: 90, failed: (i) => i >= 60 && i % 2 === 0 },
      more: { n: 120, failed: each(2), day: (i) => (i < 30 ? i : 50 + i / 12) },
    });
    expect(found.get("worse")!.issues).toContainEqual({
      kind: "rising",
      text: "Failures rose from none of 60 to 50 % (15 of 30) on 1970-02-10.",
      sinceMs: 40 * dayMs,
      people: 15,
    });
    const more = found.get("more")!.issues.find(({ kind }) => kind === "rising")!;
    expect(more.text).toMatch(
      /^Since 1970-02-22 45 people were hit in \d+ conversations of any kind, before 15 in \d+\.$/,
    );
    expect(kinds(found.get("fine")!)).toEqual([]);
  });
});

describe("what is worth a look, and no more", () => {
  it("is new, by its times or because a later search found it", () => {
    const late = (i: number) => 55 + i / 10;
    const found = figures({ fine, fresh: { n: 30, day: late } });
    const { issue, issues, rank } = found.get("fresh")!;
    expect([issue, rank]).toEqual([false, 1]);
    expect(issues).toEqual([
      {
        kind: "new",
        text: "New since 1970-02-25: asked for by 30 people since, by nobody in the 275 conversations before.",
        sinceMs: 55 * dayMs,
        people: 30,
      },
    ]);
    const few: Planted = { n: 3, day: (i) => 46 + 4 * i };
    const others = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`fine ${i}`, { n: 40 }]));
    expect(kinds(figures({ ...others, few }).get("few")!)).toEqual([]);
    expect(kinds(figures({ ...others, few }, { few: { isBornLater: true } }).get("few")!)).toEqual(["new"]);
    expect(kinds(figures({ fine, old: { n: 30 } }, { old: { isBornLater: true } }).get("old")!)).toEqual([]);
  });

  it("drifts", () => {
    const drift = { p: 0.001, sinceMs: 5 * dayMs, before: ["neighbour"], after: ["customs", "stuck"] };
    expect(figures({ fine }, { fine: { drift } }).get("fine")).toMatchObject({
      issue: false,
      issues: [
        {
          kind: "drifting",
          text: "What people ask for in it changed around 1970-01-06: “customs”, “stuck” came, “neighbour” went.",
        },
      ],
    });
  });
});

describe("the order", () => {
  it("is by people hit, not by failures; then what needs nobody", () => {
    const found = figures({
      fine: { ...fine, n: 900 },
      few: { n: 60, failed: each(2), userId: (i) => `user ${i % 12}` },
      many: { n: 40, failed: each(2) },
      fresh: { n: 30, day: (i) => 55 + i / 10 },
    });
    const order = [...found.values()]
      .filter(({ rank }) => rank !== undefined)
      .sort((a, b) => a.rank! - b.rank!);
    expect(order.map(({ id, people }) => [id, people])).toEqual([
      ["many", 20],
      ["few", 6],
      ["fresh", 0],
    ]);
  });
});

it("a behavior over time: twelve equal parts of the data's own time, none where there are no times", () => {
  const { trend } = figures({ fine, late: { n: 20, failed: each(2), day: (i) => 40 + i } }).get("late")!;
  expect(trend).toHaveLength(12);
  expect(trend!.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5]);
  expect(trend!.map(({ failed }) => failed).slice(8)).toEqual([3, 2, 3, 2]);
  expect(trend!.slice(1).map(({ fromMs }) => fromMs)).toEqual(trend!.slice(0, -1).map(({ toMs }) => toMs));
  expect(figures({ still: { n: 9, day: () => 1 } }).get("still")!.trend).toBeUndefined();
});

it("of behaviors that are all alike, hardly one is pointed out: 200 made-up products of 30 behaviors", () => {
  const kinds = ["user-gives-up", "user-corrects", "user-rephrases", "hand-over", "asks-again", "no-answer"];
  const products = 200;
  let withIssue = 0;
  for (let product = 0; product < products; product++) {
    const random = seededRandom(product + 1);
    const behaviors = Array.from({ length: 30 }, (_, b): [string, Planted] => [
      `b${b}`,
      {
        n: 10 + Math.floor(90 * random()),
        failed: () => random() < 0.1,
        signals: () => kinds.filter(() => random() < 0.03),
        day: () => 60 * random(),
        userId: () => `user ${Math.floor(400 * random())}`,
      },
    ]);
    const found = [...figures(Object.fromEntries(behaviors)).values()];
    if (found.some(({ issues }) => issues.length > 0)) withIssue++;
  }
  console.log(
    `products with any false issue: ${withIssue} of ${products}, of four families of tests at 5 % each`,
  );
  expect(withIssue / products).toBeLessThanOrEqual(0.1);
});
