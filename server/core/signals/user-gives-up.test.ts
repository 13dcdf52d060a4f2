import { expect, test } from "vitest";
import { isFound } from "./testing.ts";

const givesUp = (agent: string, words: string): boolean => isFound("user-gives-up", agent, words);

test.each([
  "Never mind.",
  "Nevermind, I'll walk.",
  "Forget it.",
  "This is useless.",
  "I give up.",
  "I'll do it myself.",
  "It sounds like there's nothing you can do.",
])("drops it: %s", (words) => expect(givesUp("Which street?", words)).toBe(true));

test("an alternative counts after a refusal only", () => {
  const words = "I'll keep it as it is then. Thanks.";
  expect(givesUp("Unfortunately, this cannot be changed.", words)).toBe(true);
  expect(givesUp("Shall I change it to Monday?", words)).toBe(false);
});

test("leaving to come back counts where nothing was done yet", () => {
  const words = "I'll get back to you with the number later.";
  expect(givesUp("I need your reservation number.", words)).toBe(true);
  expect(givesUp("Your booking has been cancelled.", words)).toBe(false);
});

test.each([
  "Never mind the price, book it.",
  "I always forget it, sorry.",
  "I'm not ready to give up.",
  "Nevermind, I found it: 4A.",
  "No, never mind.",
])("goes on: %s", (words) => expect(givesUp("Which street?", words)).toBe(false));
