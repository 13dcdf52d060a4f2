import { expect, it } from "vitest";
import { alikeByCentres, alikeByWords } from "./alike.ts";

it("by centres: the nearest first, itself left out, nothing for one without a centre", () => {
  const assigner = {
    behaviorIds: ["east", "north", "north-east"],
    centroids: Float32Array.from([1, 0, 0, 1, Math.SQRT1_2, Math.SQRT1_2]),
  };
  const found = alikeByCentres(assigner, "east");
  expect(found.map(({ id }) => id)).toEqual(["north-east", "north"]);
  expect(found[0]!.likeness).toBeCloseTo(Math.SQRT1_2);
  expect(alikeByCentres(assigner, "south")).toEqual([]);
});

it("by words: who shares rare ones comes first, who shares none is left out", () => {
  const behaviors = [
    { id: "refund", texts: ["refund the atlas", "my order"] },
    { id: "damaged", texts: ["damaged atlas", "my order"] },
    { id: "parcel", texts: ["parcel late", "my order"] },
    { id: "gift", texts: ["gift wrap"] },
  ];
  expect(alikeByWords(behaviors, "refund").map(({ id }) => id)).toEqual(["damaged", "parcel"]);
});
