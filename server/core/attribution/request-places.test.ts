import { expect, it } from "vitest";
import { behaviorsAt } from "./request-places.ts";

const requests = [
  { turn: 0, behaviorId: "a" },
  { turn: 2, behaviorId: "b" },
  { turn: 4 },
  { turn: 6, behaviorId: "a" },
];

it("gives a turn to the request in whose turns it falls", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 9].map((turn) => behaviorsAt(requests, turn))).toEqual([
    ["a"],
    ["a"],
    ["b"],
    ["b"],
    [],
    [],
    ["a"],
    ["a"],
  ]);
});

it("gives the whole conversation to all, each behavior once", () => {
  expect(behaviorsAt(requests, undefined)).toEqual(["a", "b"]);
  expect(behaviorsAt([], undefined)).toEqual([]);
  expect(behaviorsAt([], 0)).toEqual([]);
});

it("gives a turn in which two requests begin to both, and none to one that nobody answered", () => {
  const twice = [
    { turn: 0, behaviorId: "a" },
    { turn: 0, behaviorId: "b" },
    { turn: Number.POSITIVE_INFINITY, behaviorId: "c" },
  ];
  expect(behaviorsAt(twice, 3)).toEqual(["a", "b"]);
  expect(behaviorsAt(twice, undefined)).toEqual(["a", "b", "c"]);
});
