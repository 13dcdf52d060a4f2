import { expect, test } from "vitest";
import { found, isFound, says, user } from "./testing.ts";

const corrects = (agent: string, words: string): boolean => isFound("user-corrects", agent, words);
const states = "Your reservation has one passenger and flies from New York. Shall I go on?";

test.each([
  "That's not right, there are three of us.",
  "That can’t be right.",
  "This is wrong.",
  "No, I meant the return flight.",
  "You misunderstood me.",
  "I never asked for that!",
  "There must be a mistake; I am a Gold member.",
  "I'm pretty sure there were three passengers.",
  "Actually, I did buy insurance.",
  "It flies from Boston, not New York.",
  "Just to clarify, I do not want to cancel it.",
  "That doesn't look right to me",
])("contradicts: %s", (words) => expect(corrects(states, words)).toBe(true));

test.each([
  "Actually, I'd like a window seat as well.",
  "I made a mistake when I booked.",
  "I'm sure there must be a way to do this.",
  "I'm not sure about that.",
  "Yes, that's correct.",
  "I need to change my request, to Boston, not New York.",
  "I want tea, not coffee.",
])("does not: %s", (words) => expect(corrects(states, words)).toBe(false));

test("a belief after a mere question is an answer", () => {
  expect(corrects("What is your status?", "I'm pretty sure I'm a Gold member.")).toBe(false);
  expect(corrects(states, "Sure! I believe I'm a Gold member.")).toBe(false);
});

test("an opening corrects nobody, whatever greeting came before", () => {
  expect(found("user-corrects", [says("Hello, how can I help?"), user("There must be a mistake.")])).toEqual(
    [],
  );
});
