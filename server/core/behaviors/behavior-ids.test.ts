import { expect, it } from "vitest";
import { behaviorIds } from "./behavior-ids.ts";

it("an id goes to the cluster that overlaps most, one to one", () => {
  const previous = [
    { id: "b-old1", memberIds: ["a", "b", "c", "d"] },
    { id: "b-old2", memberIds: ["e", "f", "g"] },
  ];
  const ids = behaviorIds(
    [
      ["e", "f", "new"],
      ["a", "b", "c"],
      ["d", "g"],
    ],
    ["x", "y", "z"],
    previous,
  );
  expect(ids.slice(0, 2)).toEqual(["b-old2", "b-old1"]);
  expect(ids[2]).toMatch(/^b-[0-9a-f]{8}$/);
});

it("new traffic does not cost a behavior its id", () => {
  const grown = ["a", "b", ...Array.from({ length: 50 }, (_, i) => `new${i}`)];
  expect(behaviorIds([grown], ["x"], [{ id: "b-old", memberIds: ["a", "b"] }])).toEqual(["b-old"]);
});

it("a sliver of an old behavior is a new one, and an id in use is not given again", () => {
  const members = Array.from({ length: 10 }, (_, i) => `m${i}`);
  const [fresh] = behaviorIds([["a"]], ["seed"], []);
  const ids = behaviorIds(
    [["m0"], ["q"]],
    ["seed", "seed"],
    [{ id: fresh!, memberIds: members.slice(1).concat("m0") }],
  );
  expect(ids[0]).not.toBe(ids[1]);
  expect(ids).not.toContain("b-old");
});
