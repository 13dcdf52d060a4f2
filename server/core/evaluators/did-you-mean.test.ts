import { expect, test } from "vitest";
import { didYouMean, editDistance } from "./did-you-mean.ts";

test.each([
  ["regex", "regex", 0],
  ["regxe", "regex", 1],
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["ca", "abc", 3],
])("%s to %s is %d", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

test("suggests only what a person could have meant", () => {
  expect(didYouMean("Contians", ["contains", "equals"])).toBe("contains");
  expect(didYouMean("similar", ["contains", "equals"])).toBeUndefined();
});
