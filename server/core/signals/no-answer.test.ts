import { expect, test } from "vitest";
import { calls, found, gives, says, user } from "./testing.ts";

const unanswered = (...messages: Parameters<typeof found>[1]): number[] => found("no-answer", messages);

test("no reply, an empty one, an error, work without a word", () => {
  expect(unanswered(says("Hi"), user("Can you book it?"))).toEqual([1]);
  expect(unanswered(user("book it"), says(""))).toEqual([0]);
  expect(unanswered(user("book it"), says("overloaded", { isError: true }))).toEqual([0]);
  expect(unanswered(user("book it"), calls("book"), gives("Error: no"))).toEqual([0]);
});

test("a question in any script", () => {
  expect(unanswered(user("予約できますか？"))).toEqual([0]);
  expect(unanswered(user("هل يمكنك الحجز؟"))).toEqual([0]);
});

test("answered, thanked, passed on", () => {
  expect(unanswered(user("Can you?"), calls("book"), gives("{}"), says("Done."))).toEqual([]);
  expect(
    unanswered(user("Book it"), says("Done."), user("Thank you! That's all I need. ###STOP###")),
  ).toEqual([]);
  expect(unanswered(user("A person!"), calls("transfer_to_human_agents"), gives("ok"))).toEqual([]);
  expect(unanswered()).toEqual([]);
});
