import { expect, test } from "vitest";
import { calls, found, says, user } from "./testing.ts";

const handOver = (...messages: Parameters<typeof found>[1]): number[] => found("hand-over", messages);

test("by a tool of that name, the first time", () => {
  const call = calls("transfer_to_human_agents", { summary: "wants a refund" });
  expect(handOver(user("refund"), call, says("Please hold."), user("ok"), call)).toEqual([1]);
  expect(handOver(user("refund"), calls("escalate_ticket"))).toEqual([1]);
});

test("to another program it is none", () => {
  expect(handOver(user("refund"), calls("transfer_to_billing_agent"), calls("handoff"))).toEqual([]);
});

test("by saying so; an offer is none", () => {
  expect(handOver(user("refund"), says("I'm transferring you to a human agent now."))).toEqual([1]);
  expect(handOver(user("refund"), says("Would you like me to transfer you to a human agent?"))).toEqual([]);
  expect(handOver(user("refund"), says("If you wish, I will connect you to a supervisor."))).toEqual([]);
});

test.each([
  "I want to speak to a human.",
  "Please transfer me.",
  "Is there a supervisor I can talk to?",
  "Can you escalate this?",
])("demanded: %s", (words) => expect(handOver(user(words))).toEqual([0]));

test.each([
  "I don't want to be transferred to another agent.",
  "Can we do it without talking to a human?",
  "When I spoke to a representative earlier, they said yes.",
  "Book a flight for one person.",
])("not demanded: %s", (words) => expect(handOver(user(words))).toEqual([]));
