import { expect, it } from "vitest";
import { lonelyRequests } from "./outliers.ts";

const contents = [
  "cancel flight",
  "cancel flight today",
  "flight cancelled",
  "reimburse ticket",
  "lost luggage",
  "luggage lost again",
  "luggage gone",
  "weather on mars",
];
/** Each one's nearest two; 3 is near in meaning and shares no word, 7 is near nothing. */
const neighbours = {
  count: 2,
  ids: Int32Array.of(1, 2, 0, 2, 0, 1, 0, 1, 5, 6, 4, 6, 4, 5, 4, 0),
  similarities: Float32Array.of(
    ...[0.9, 0.8, 0.9, 0.8, 0.85, 0.8, 0.84, 0.8, 0.9, 0.8, 0.88, 0.8, 0.86, 0.8, 0.2, 0.1],
  ),
};

it("by words, who shares none with its neighbours is alone", () => {
  expect(lonelyRequests(contents, neighbours)).toEqual([3, 7]);
});

it("by meaning, only who is far from everybody as well", () => {
  expect(lonelyRequests(contents, neighbours, { byMeaning: true })).toEqual([7]);
});

it("words that most contents hold keep nobody company, and the loneliest are the ones that are told", () => {
  const same = contents.map((content) => `${content} looked`);
  expect(lonelyRequests(same, neighbours, { commonShare: 0.5 })).toEqual([3, 7]);
  expect(lonelyRequests(contents, neighbours, { most: 1 })).toEqual([3]);
});

it("no neighbours, nobody near", () => {
  const none = { count: 0, ids: new Int32Array(0), similarities: new Float32Array(0) };
  expect(lonelyRequests([], none, { byMeaning: true })).toEqual([]);
});
