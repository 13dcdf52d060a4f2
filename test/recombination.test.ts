import { expect, test } from "vitest";
import { grownTo } from "./bench/support/recombination.ts";
import type { LabelledText } from "./support/labelled-texts.ts";

const people: LabelledText[] = [
  { category: "arrival", text: "I still wait for my card to arrive" },
  { category: "arrival", text: "Tell me where is my card that I ordered" },
  { category: "fee", text: "Why was I charged for a transfer abroad?" },
  { category: "fee", text: "Is it right that I was charged for a withdrawal?" },
];

test("texts of people come first, then two of one category that share two words are joined at them", () => {
  const texts = grownTo(7, people, 1);
  expect(new Set(texts.slice(0, 4))).toEqual(new Set(people));
  expect(texts).toHaveLength(7);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(7);
  const possible = [
    "arrival: I still wait for my card that I ordered",
    "arrival: Tell me where is my card to arrive",
    "fee: Why was I charged for a withdrawal?",
    "fee: Is it right that I was charged for a transfer abroad?",
  ];
  for (const { category, text } of texts.slice(4)) expect(possible).toContain(`${category}: ${text}`);
});

test("the same seed gives the same texts, fewer texts are a part of the people's", () => {
  expect(grownTo(7, people, 3)).toEqual(grownTo(7, people, 3));
  const part = grownTo(2, people, 3);
  expect(part).toHaveLength(2);
  expect(people).toEqual(expect.arrayContaining(part));
});

test("what the texts do not yield is not made up", () => {
  expect(grownTo(1_000, people, 1)).toHaveLength(8);
});
