import { expect, it } from "vitest";
import { localNeighbours } from "./local-neighbours.ts";
import { termsOf } from "./text-terms.ts";

const texts = ["plan red", "plan red", "plan blue", "plan blue", "plan", "red sky"];
const views = [{ terms: termsOf(texts).words, share: 1 }];

it("compares by what some hold, not by what most do", () => {
  const { count, ids, similarities } = localNeighbours(views, [0, 1, 2, 3, 4], 2);
  expect(count).toBe(2);
  // By number among the rows given; a row that shares nothing more is its own neighbour.
  expect([...ids]).toEqual([1, 0, 0, 1, 3, 2, 2, 3, 4, 4]);
  expect(similarities[0]).toBeCloseTo(1);
  expect(similarities[8]).toBe(0);
});

it("gives each view its share", () => {
  const handled = { terms: termsOf(["x y", "z", "x y", "z", "q", "q"]).words, share: 0.25 };
  const { ids, similarities } = localNeighbours([{ ...views[0]!, share: 0.75 }, handled], [0, 1, 2, 3], 3);
  expect([...ids.subarray(0, 2)]).toEqual([1, 2]);
  expect(similarities[0]).toBeCloseTo(0.75);
  expect(similarities[1]).toBeCloseTo(0.25);
});
