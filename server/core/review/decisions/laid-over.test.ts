import { expect, test } from "vitest";
import { clusteredRate } from "../../base/index.ts";
import { emptySnapshot } from "../snapshot.ts";
import { laidOver } from "./laid-over.ts";
import { readDecisions } from "./read-decisions.ts";

/** A behavior that fails and hits so many people, and as it is in its place. */
const behavior = (id: string, people: number, rank: number) => ({
  ...{
    id,
    name: id,
    description: "",
    words: [],
    exemplars: [],
    size: 50,
    share: 0.1,
    failing: [],
    prompts: [],
  },
  ...{ rate: clusteredRate([{ n: 50, passes: 10 }]), issue: true, people, rank },
  issues: [
    { kind: "high" as const, text: "Fails.", people },
    // What drifts hits all who ask; that counts only where nothing needs a person.
    { kind: "drifting" as const, text: "Drifts.", people: 1000 },
  ],
});

const ranks = (yaml: string): [string, number | undefined][] => {
  const behaviors = [behavior("b-1", 30, 1), behavior("b-2", 20, 2), behavior("b-3", 10, 3)];
  const { entries } = readDecisions(yaml, "2026-11-26");
  const snapshot = laidOver(
    { ...emptySnapshot, behaviors },
    entries,
    new Map(entries.map((entry) => [entry.id, entry])),
  );
  return snapshot.behaviors.map(({ id, rank }): [string, number | undefined] => [id, rank]).sort();
};

test("people hit count as often as a behavior's weight says", () => {
  expect(ranks("behaviors:\n  b-3: { weight: 2.5 }\n")).toEqual([
    ["b-1", 1],
    ["b-2", 3],
    ["b-3", 2],
  ]);
});

test("what is muted has no rank, and the others close up; a name alone changes none", () => {
  expect(ranks("behaviors:\n  b-1: { muted: { reason: known } }\n")).toEqual([
    ["b-1", undefined],
    ["b-2", 1],
    ["b-3", 2],
  ]);
  expect(ranks("behaviors:\n  b-2: { name: Refunds }\n").map(([, rank]) => rank)).toEqual([1, 2, 3]);
});
