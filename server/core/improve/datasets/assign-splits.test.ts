import { expect, test } from "vitest";
import { assignSplits, type GroupOfCases, usualShares } from "./assign-splits.ts";
import { type Split, splits } from "./dataset.ts";

const groupsOf = (count: number, strata: (i: number) => readonly string[]): GroupOfCases[] =>
  Array.from({ length: count }, (_, i) => ({ id: `g${i}`, strata: strata(i) }));

const countsIn = (groups: readonly GroupOfCases[], assigned: ReadonlyMap<string, Split>, stratum: string) =>
  splits.map(
    (split) => groups.filter((one) => one.strata.includes(stratum) && assigned.get(one.id) === split).length,
  );

test("every stratum is shared out as the whole is", () => {
  const groups = groupsOf(130, (i) => [i < 10 ? "rare" : i < 30 ? "some" : "many"]);
  for (const seed of [1, 2, 3]) {
    const assigned = assignSplits(groups, { seed });
    for (const [stratum, n] of [
      ["rare", 10],
      ["some", 20],
      ["many", 100],
    ] as const)
      for (const [i, count] of countsIn(groups, assigned, stratum).entries())
        expect(Math.abs(count - n * usualShares[splits[i]!])).toBeLessThanOrEqual(1.5);
  }
});

test("many strata of one group do not all go to training", () => {
  const groups = groupsOf(30, (i) => [`only ${i}`]);
  const assigned = assignSplits(groups, { seed: 1 });
  for (const split of splits)
    expect([...assigned.values()].filter((one) => one === split).length).toBeGreaterThanOrEqual(8);
});

test("the order of groups makes no difference, the seed does, and what is kept stays", () => {
  const groups = groupsOf(40, (i) => [i % 2 ? "a" : "b"]);
  const assigned = assignSplits(groups, { seed: 1 });
  expect([...assignSplits([...groups].reverse(), { seed: 1 })].sort()).toEqual([...assigned].sort());
  expect([...assignSplits(groups, { seed: 2 })].sort()).not.toEqual([...assigned].sort());
  const kept = new Map<string, Split>([
    ["g1", "held-out"],
    ["g3", "held-out"],
  ]);
  const again = assignSplits(groups, { seed: 1, kept });
  expect([again.get("g1"), again.get("g3")]).toEqual(["held-out", "held-out"]);
});
