import { expect, it } from "vitest";
import { behavior } from "../test/support/overview.ts";
import { nearBehaviors } from "./near-behaviors.ts";

it("those that share words come first, then those of the same group, then large ones", () => {
  const of = behavior("b-1", { name: "cancel my flight", words: ["refund"], groupId: "g-1" });
  const all = [
    of,
    behavior("b-2", { name: "lost suitcase", words: ["my bag"], size: 900 }),
    behavior("b-3", { name: "vegan meal", words: [], groupId: "g-1", size: 3 }),
    behavior("b-4", { name: "money back", words: ["a refund", "the flight"], size: 5 }),
    behavior("b-5", { name: "flight status", words: [], size: 700 }),
    behavior("b-6", { name: "seat", words: [], size: 1_000 }),
  ];
  expect(nearBehaviors(of, all).map(({ id }) => id)).toEqual(["b-4", "b-5", "b-3", "b-6", "b-2"]);
});
