import { describe, expect, it } from "vitest";
import { normalDraw, type Random, seededRandom } from "../../base/index.ts";
import { type Observation, riseIn } from "./rising.ts";

const dayMs = 86_400_000;
const days = 60;

interface Truth {
  readonly n: number;
  /** Failure rate on a day. */
  readonly rate: (day: number) => number;
  /** Users who come several times, each with a failure rate of their own; `burst`: all of it within two days. */
  readonly users?: {
    readonly visits: (random: Random) => number;
    readonly spread: number;
    readonly burst: boolean;
  };
}

/** A made-up series. A user's propensity is the rate's on the log-odds scale, moved by a normal draw. */
function series({ n, rate, users }: Truth, random: Random): Observation[] {
  const made: Observation[] = [];
  for (let user = 0; made.length < n; user++) {
    const shift = users ? users.spread * normalDraw(random) : 0;
    const start = random() * days;
    const visits = users ? users.visits(random) : 1;
    for (let visit = 0; visit < visits && made.length < n; visit++) {
      const day = users?.burst ? Math.min(days, start + 2 * random()) : random() * days;
      const odds = (rate(day) / (1 - rate(day))) * Math.exp(shift);
      made.push({ atMs: day * dayMs, isBad: random() < odds / (1 + odds), unit: `user ${user}` });
    }
  }
  return made;
}

/** Share of made-up series in which a rise is found at 5 %, and of those how many days it is told too early or late in the middle. */
function found(truth: Truth, runs: number, since?: number): { share: number; daysOff: number } {
  const rises = Array.from({ length: runs }, (_, run) =>
    riseIn(series(truth, seededRandom(1_000 + run))),
  ).filter((rise) => rise !== undefined && rise.p <= 0.05);
  const off = rises.map((rise) => Math.abs(rise!.sinceMs / dayMs - (since ?? 0))).sort((a, b) => a - b);
  return { share: rises.length / runs, daysOff: off[Math.floor(off.length / 2)] ?? Number.NaN };
}

const regulars = { visits: (random: Random) => 1 + Math.floor(9 * random() ** 2), spread: 2 };

describe("a rise that is not there", () => {
  it.each<[string, Truth]>([
    ["60 conversations, 10 % fail", { n: 60, rate: () => 0.1 }],
    ["150 conversations, 4 % fail", { n: 150, rate: () => 0.04 }],
    ["400 conversations, 50 % fail", { n: 400, rate: () => 0.5 }],
    ["users who come again, alike", { n: 150, rate: () => 0.2, users: { ...regulars, burst: false } }],
    ["users who come in bursts", { n: 150, rate: () => 0.2, users: { ...regulars, burst: true } }],
    [
      "few users, many visits in a burst",
      { n: 150, rate: () => 0.3, users: { visits: () => 15, spread: 2, burst: true } },
    ],
  ])("is told in at most 5 of 100 series: %s", (name, truth) => {
    const { share } = found(truth, 1_000);
    console.log(`flat, ${name}: told in ${(100 * share).toFixed(1)} %`);
    // 1,000 series: two standard errors are 1.4 per cent.
    expect(share).toBeLessThanOrEqual(0.064);
  });
});

describe("a rise that is there", () => {
  const step = (before: number, after: number, since: number) => (day: number) =>
    day < since ? before : after;
  it.each<[string, Truth, number]>([
    ["60 conversations, 10 to 50 % on day 40", { n: 60, rate: step(0.1, 0.5, 40) }, 40],
    ["150 conversations, 5 to 30 % on day 45", { n: 150, rate: step(0.05, 0.3, 45) }, 45],
    ["600 conversations, 5 to 15 % on day 30", { n: 600, rate: step(0.05, 0.15, 30) }, 30],
    [
      "150 of users who come again, 10 to 50 % on day 40",
      { n: 150, rate: step(0.1, 0.5, 40), users: { ...regulars, burst: false } },
      40,
    ],
    [
      "300 of users in bursts, 10 to 50 % on day 40",
      { n: 300, rate: step(0.1, 0.5, 40), users: { ...regulars, burst: true } },
      40,
    ],
  ])("is told, and when it began: %s", (name, truth, since) => {
    const { share, daysOff } = found(truth, 100, since);
    console.log(
      `step, ${name}: told in ${(100 * share).toFixed(0)} %, ${daysOff.toFixed(1)} days off in the middle`,
    );
    expect(share).toBeGreaterThan(0.7);
    expect(daysOff).toBeLessThan(4);
  });

  it("with its numbers on both sides", () => {
    const made = Array.from({ length: 60 }, (_, i) => ({
      atMs: i * dayMs,
      isBad: i >= 40 && i % 2 === 0,
      unit: `${i}`,
    }));
    expect(riseIn(made)).toMatchObject({
      sinceMs: 40 * dayMs,
      before: { k: 0, n: 40 },
      after: { k: 10, n: 20 },
    });
    expect(riseIn([...made].reverse())).toEqual(riseIn(made));
  });
});

describe("nothing is told", () => {
  const at = (isBad: (i: number) => boolean, n = 60, unit = (i: number) => `${i}`) =>
    riseIn(Array.from({ length: n }, (_, i) => ({ atMs: i * dayMs, isBad: isBad(i), unit: unit(i) })));
  it("of a fall, of what always fails or never, of a few", () => {
    expect(at((i) => i < 30)).toBeUndefined();
    expect(at(() => true)).toBeUndefined();
    expect(at(() => false)).toBeUndefined();
    expect(at((i) => i >= 9, 19)).toBeUndefined();
  });
  it("of one user who fails and came late", () => {
    const isLate = (i: number) => i >= 45;
    expect(at(isLate, 60, (i) => (isLate(i) ? "late" : `${i}`))?.p).toBe(1);
    expect(at(isLate)!.p).toBeLessThan(0.002);
  });
});
