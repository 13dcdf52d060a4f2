import { expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import type { IssueMember } from "./issues/behavior-issue.ts";
import { unseenFailures } from "./unseen-failures.ts";

interface Planted {
  readonly n: number;
  readonly signal?: string;
  /** The first so many of them show it; of these the first so many are failed by an evaluator. */
  readonly shown?: number;
  readonly seen?: number;
  readonly people?: number;
}

function unseenIn(planted: Readonly<Record<string, Planted>>) {
  const byBehavior = new Map(
    Object.entries(planted).map(([id, { n, signal = "user-gives-up", shown = 0, seen = 0, people }]) => [
      id,
      Array.from(
        { length: n },
        (_, i): IssueMember => ({
          conversationId: `${id} ${i}`,
          cluster: `${id} ${i}`,
          ...(people !== undefined && { userId: `${id} ${i % people}` }),
          failed: i < seen,
          signals: i < shown ? [signal] : [],
        }),
      ),
    ]),
  );
  return unseenFailures({ all: [...byBehavior.values()].flat(), byBehavior });
}

it("people give up in one behavior, and no evaluator says so", () => {
  // Nearly all who give up do so there: that it is so of all conversations too is not worth telling.
  const [only, ...others] = unseenIn({
    vouchers: { n: 100, shown: 30, seen: 2 },
    parcels: { n: 900, shown: 9, seen: 9 },
  });
  expect(only).toMatchObject({ signal: "user-gives-up", behaviorId: "vouchers", n: 30, seen: 2, of: 100 });
  expect(only!.high).toBeLessThan(0.5);
  expect(others).toEqual([]);
});

it("what is shown everywhere is told of all conversations together", () => {
  const alike = { n: 200, shown: 20, seen: 2 };
  expect(unseenIn({ vouchers: alike, parcels: alike, cards: alike })).toMatchObject([
    { signal: "user-gives-up", n: 60, seen: 6, of: 600 },
  ]);
});

it("failures that evaluators fail are no news, nor are a few that may be chance", () => {
  expect(unseenIn({ vouchers: { n: 100, shown: 30, seen: 25 }, parcels: { n: 900 } })).toEqual([]);
  expect(unseenIn({ vouchers: { n: 100, shown: 3 }, parcels: { n: 900 } })).toEqual([]);
});

it("one person who gives up thirty times is one person", () => {
  expect(unseenIn({ vouchers: { n: 100, shown: 30, people: 1 }, parcels: { n: 900 } })).toEqual([]);
});

it("tools that fail count, and handing over where that is what is asked for does not", () => {
  const tools = unseenIn({ vouchers: { n: 100, signal: "tool-error", shown: 40 }, parcels: { n: 900 } });
  expect(tools.map(({ signal, behaviorId }) => [signal, behaviorId])).toEqual([["tool-error", "vouchers"]]);
  expect(
    unseenIn({ "to a person": { n: 100, signal: "hand-over", shown: 95 }, parcels: { n: 900 } }),
  ).toEqual([]);
});

it("where evaluators see half of what is shown, few searches of twenty say that they do not", () => {
  let said = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed);
    const behaviors = Array.from({ length: 20 }, (_, b) => {
      const members = Array.from(
        { length: 50 },
        (_, i): IssueMember => ({
          conversationId: `${b} ${i}`,
          cluster: `${b} ${i}`,
          signals: random() < 0.3 ? ["user-corrects"] : [],
          failed: random() < 0.5,
        }),
      );
      return [`${b}`, members] as const;
    });
    const found = unseenFailures({
      all: behaviors.flatMap(([, members]) => members),
      byBehavior: new Map(behaviors),
    });
    if (found.length > 0) said++;
  }
  expect(said / 200).toBeLessThanOrEqual(0.05 + 0.03);
});
