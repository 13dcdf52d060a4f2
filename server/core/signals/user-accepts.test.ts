import { expect, test } from "vitest";
import { found, isFound, says, user } from "./testing.ts";

const accepts = (agent: string, words: string): boolean => isFound("user-accepts", agent, words);
const done = "Your flight has been changed. If you need anything else, let me know!";

test.each([
  "Thank you so much!",
  "Great, thanks. That's all I needed.",
  "Perfect.",
  "Merci beaucoup !",
  "Danke!",
  "ありがとうございます",
  "Thanks! Could you also add a bag?",
])("accepts what was done: %s", (words) => expect(accepts(done, words)).toBe(true));

test.each([
  ["a yes", "Shall I change it?", "Yes, please go ahead. Thank you."],
  ["a no", "Anything else?", "No thanks."],
  ["the end of a request", "Which flight?", "The one on Monday, please. Thank you!"],
  ["politeness after a refusal", "Unfortunately, I cannot do that.", "Thank you for your help."],
  ["waiting for a person", "You are being transferred to a human agent. Please hold.", "Thank you."],
  ["but", done, "Thanks, but the date is wrong."],
  ["going away", "Please give me the number.", "Thanks, I'll look for it."],
])("not %s", (_, agent, words) => expect(accepts(agent, words)).toBe(false));

test("a result is accepted once, whatever goodbyes follow", () => {
  const talk = [
    user("change it"),
    says(done),
    user("Thanks!"),
    says("You're welcome! Bye."),
    user("Thanks, bye!"),
  ];
  expect(found("user-accepts", talk)).toEqual([2]);
});
