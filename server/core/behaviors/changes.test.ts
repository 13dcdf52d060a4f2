import { expect, it } from "vitest";
import { changesBetween, type KnownBehavior } from "./changes.ts";

const behavior = (id: string, from: number, to: number): KnownBehavior => ({
  id,
  name: `name of ${id}`,
  memberIds: Array.from({ length: to - from }, (_, i) => `r${from + i}`),
});
const told = (before: readonly KnownBehavior[], after: readonly KnownBehavior[]) =>
  changesBetween(before, after).map(({ kind, behaviorId, others }) => [kind, behaviorId, ...others]);

it("nothing is told of what stays as it is", () => {
  expect(told([behavior("a", 0, 40)], [behavior("a", 0, 45)])).toEqual([]);
});

it("births, growth and ends are told", () => {
  expect(
    told([behavior("a", 0, 20), behavior("b", 20, 30)], [behavior("a", 0, 20), behavior("c", 40, 50)]),
  ).toEqual([
    ["born", "c"],
    ["faded", "b"],
  ]);
  const grown: KnownBehavior = {
    ...behavior("a", 0, 20),
    memberIds: [...behavior("a", 0, 20).memberIds, ...behavior("x", 90, 110).memberIds],
  };
  expect(told([behavior("a", 0, 20)], [grown])).toEqual([["grew", "a"]]);
});

it("a split names what it was split off from, a merger what it went into", () => {
  expect(told([behavior("a", 0, 40)], [behavior("a", 0, 25), behavior("b", 25, 40)])).toEqual([
    ["split", "b", "a"],
  ]);
  expect(told([behavior("a", 0, 25), behavior("b", 25, 40)], [behavior("a", 0, 40)])).toEqual([
    ["grew", "a"],
    ["merged", "b", "a"],
  ]);
  expect(changesBetween([behavior("b", 0, 12)], [behavior("a", 0, 12)])).toEqual([
    { kind: "born", behaviorId: "a", name: "name of a", size: 12, others: [] },
    { kind: "merged", behaviorId: "b", name: "name of b", size: 12, others: ["a"] },
  ]);
});
