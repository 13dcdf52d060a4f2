import { expect, test } from "vitest";
import { answersIn, eachByItself, likenessByWords, oneToOne } from "./support/name-reading.ts";

const names = ["block my card", "card arrival", "exchange rate"];

test("answers name groups by number and names by number or in words; what is neither is told", () => {
  const { reading, problems } = answersIn(
    "# mine\n1: N2\n2 = exchange rate\n\n3) Block my card\n4: N9\nwhat?\n",
    names,
  );
  expect([...reading]).toEqual([
    [1, 1],
    [2, 2],
    [3, 0],
  ]);
  expect(problems).toEqual(["4: N9", "what?"]);
});

const groups = [
  ["What rates do you exchange at?", "Is the exchange rate good?"],
  ["Please block my card", "My card was stolen, I want it blocked"],
];

test("a reader of words takes the name whose words stand in the exemplars, in any form", () => {
  const likeness = likenessByWords(groups, names);
  expect(likeness[0]![2]).toBe(1);
  expect(likeness[1]![0]).toBe(1);
  // Of "card arrival" a word that two names have is there and one that only it has is not: ln 2 / (ln 2 + ln 4).
  expect(likeness[1]![1]).toBeCloseTo(1 / 3, 10);
  expect([...eachByItself(likeness)]).toEqual([
    [0, 2],
    [1, 0],
  ]);
});

test("where two groups like one name, striking it out gives the other its second choice", () => {
  const likeness = [
    [0.9, 0.2],
    [0.8, 0.7],
  ];
  expect([...eachByItself(likeness).values()]).toEqual([0, 0]);
  expect([...oneToOne(likeness).values()]).toEqual([0, 1]);
});
