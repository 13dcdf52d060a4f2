import { expect, test } from "vitest";
import { isNearDuplicate, nearDuplicateGroups } from "./near-duplicates.ts";

const near = (a: string, b: string): boolean => isNearDuplicate({ text: a }, { text: b });

test.each([
  ["Hi, please cancel order A1234", "cancel order B99871, thanks"],
  ["I want my money back, it broke on the first day", "I want my mnoey back, it broke on the first day"],
  [
    "Where is the parcel with my winter coat? Tracking has not moved",
    "Where is the parcel with my winter coat? Tracking has not moved since Tuesday, and the hotline is dead",
  ],
])("near: %s | %s", (a, b) => {
  expect(near(a, b)).toBe(true);
  expect(near(b, a)).toBe(true);
});

test.each([
  ["Cancel my order", "Change my delivery address"],
  ["How long does a refund take?", "Where is my parcel?"],
  ["I forgot my password", "Somebody bought a tent in my name"],
])("not near: %s | %s", (a, b) => expect(near(a, b)).toBe(false));

test("groups are whole, and where vectors say the same in other words, one", () => {
  const vector = Float32Array.from([1, 0]);
  expect(
    nearDuplicateGroups([
      { text: "cancel my order today" },
      { text: "where is my parcel" },
      { text: "cancel my order today please" },
      { text: "terminate the purchase", vector },
      { text: "call off what was bought", vector },
    ]),
  ).toEqual([0, 1, 0, 3, 3]);
});
