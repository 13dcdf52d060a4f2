import { expect, test } from "vitest";
import { grownTo } from "./bench/support/recombination.ts";
import type { LabelledText } from "./support/labelled-texts.ts";

const people: LabelledText[] = [
  { category: "arrival", text: "I still wait for my card to arrive" },
  { category: "arrival", text: "Tell me where is my card that I ordered" },
  { category: "fee", text: "Why was I charged for a transfer abroad?" },
  { category: "fee", text: "Tell us why was I charged for a withdrawal?" },
];

test("texts of people come first, then two that share two words are joined at them", () => {
  const texts = grownTo(7, people, 1);
  expect(new Set(texts.slice(0, 4))).toEqual(new Set(people));
  expect(texts).toHaveLength(7);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(7);
  const possible = [
    "arrival: I still wait for my card that I ordered",
    "arrival: Tell me where is my card to arrive",
    "fee: Why was I charged for a withdrawal?",
    "fee: Tell us why was I charged for a transfer abroad?",
  ];
  for (const { category, text } of texts.slice(4)) expect(possible).toContain(`${category}: ${text}`);
});

test("a made text may go on like one of another category, and is of the category that it begins with", () => {
  const others: LabelledText[] = [
    { category: "arrival", text: "I still wait for my card to arrive" },
    { category: "arrival", text: "When will my card come to me" },
    { category: "block", text: "Please block my card at once" },
  ];
  const texts = grownTo(1_000, others, 1);
  expect(texts).toContainEqual({ category: "arrival", text: "When will my card at once" });
  expect(texts).not.toContainEqual({ category: "block", text: "When will my card at once" });
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
