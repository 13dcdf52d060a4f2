import { expect, test } from "vitest";
import { found, isFound, says, user } from "./testing.ts";

const rephrases = (first: string, agent: string, then: string): boolean =>
  found("user-rephrases", [user(first), says(agent), user(then)]).includes(2);

test("the same again, in the same or much the same words", () => {
  expect(rephrases("Where is my parcel today?", "Hello!", "Where is my parcel today?")).toBe(true);
  expect(
    rephrases(
      "I want the name on the ticket changed to Garcia.",
      "Please give me all passengers.",
      "I only want the name on the ticket changed to Garcia, please.",
    ),
  ).toBe(true);
});

test("likeness of words needs no English", () => {
  expect(
    rephrases(
      "Ich möchte meinen Flug nach Berlin stornieren.",
      "Guten Tag!",
      "Ich möchte bitte meinen Flug nach Berlin stornieren!",
    ),
  ).toBe(true);
  expect(rephrases("请帮我取消明天去北京的航班", "您好", "请帮我取消明天去北京的航班。")).toBe(true);
});

test.each([
  "Can you check again?",
  "Please double-check that.",
  "As I said, to the hospital.",
  "I already told you.",
])("insists: %s", (words) => expect(isFound("user-rephrases", "It is not available.", words)).toBe(true));

test.each([
  [
    "handing in what was asked for",
    "I want to cancel my flight to Berlin.",
    "I want to cancel my flight to Berlin, AB1234.",
  ],
  ["agreeing", "Please move my flight to Monday morning.", "Yes, please move my flight to Monday morning."],
  ["another question", "What is the weather in Rome?", "What does a hotel in Rome cost?"],
  ["I don't know, twice", "I can't remember", "I can't remember"],
  ["what one will do", "I will look for the number at home", "I will look for the number at home then"],
])("not %s", (_, first, then) => expect(rephrases(first, "And?", then)).toBe(false));

test("two messages in a row are one request", () => {
  const words = "Where is my parcel today?";
  expect(found("user-rephrases", [user(words), user(words)])).toEqual([]);
});

test("a saying at the end of every message is not a request", () => {
  const saying = "You are the best agent I ever spoke to.";
  expect(rephrases(`Cancel both flights. ${saying}`, "Which card?", `The blue one. ${saying}`)).toBe(false);
});
