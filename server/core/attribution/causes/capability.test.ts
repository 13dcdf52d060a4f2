import { expect, test } from "vitest";
import type { Message } from "../../store/index.ts";
import { wrongSums } from "./arithmetic.ts";
import { wrongCounts } from "./listed-count.ts";
import { calls, gives, marked, says, user } from "./testing.ts";

test.each([
  "$364 + $248 + $259 = $870",
  "2 + 3 * 4 = 20",
  "So 1,200 - 150 = 1,150 dollars remain",
  "3 x $50 = $160.",
  "10 / 4 = 3.5",
  "15% of $200 is $35.",
  "232.00 - 255.00 = 23.00",
])("wrong: %s", (text) => expect(wrongSums(text)).toHaveLength(1));

test.each([
  "$364 + $248 + $259 = $871",
  "2 + 3 * 4 = 14",
  "737,015 - 4,965 = 732,050\\)",
  "232.00 - 255.00 = -23.00",
  "10 / 3 = 3.33 and 10 / 3 = 3",
  "100 / 8 = 12.5 = 25 / 2",
  "15% of $200 is $30",
  "2022 - 1995 = 27 years",
  // Not whole, or no calculation: nothing is said of these.
  "2 + (3 + 4) = 9",
  "x + 3 + 4 = 9",
  "2^3 + 1 = 9",
  "7 + 8 = 3 mod 12",
  "5 - 3 = 2x + 1",
  "1.5 + 1.5 = 3k",
  "3 * 4 = 2 * 6",
  "12 - 9 == 4",
  "version 1.2.3 - 4 = 5",
  "10:30 - 9:00 = 1:30",
  "6 / 0 = 0",
  "1 million + 2 million = 3 million",
  "100 + 15% = 115",
])("not wrong: %s", (text) => expect(wrongSums(text)).toEqual([]));

test.each([
  ["Here are the three cheapest flights:\n1. A\n2. B\n", 2],
  ["You have 2 reservations:\n\n- A\n  - from x\n- B\n- C\n", 3],
])("a wrong count: %j", (text, listed) => expect(wrongCounts(text)).toMatchObject([{ listed }]));

test.each([
  "Here are the three cheapest flights:\n1. A\n   - at 9\n2. B\n3. C\n",
  "Here are the 2 to 4 options:\n- A\n- B\n- C\n- D\n",
  "Here is what happens within the following 24 hours:\n- A\n- B\n",
  "There are 3 passengers, as follows:\n- A\n- B\n",
  "You have 2 reservations:\nNone of them can be changed.\n",
  "I found 5 flights. The best:\n- A\n- B\n",
  "Here are the 4 flights:\n1. A\n2. B\n\nReturn:\n1. C\n2. D\n",
])("no wrong count: %j", (text) =>
  expect(wrongCounts(text).filter(({ listed, said }) => listed !== said / 2)).toEqual([]),
);

test("JSON and arguments that do not parse", () => {
  const block = (body: string): number[] =>
    marked("malformed-json", [says(`Here:\n\`\`\`json\n${body}\n\`\`\``)]);
  expect(block('{"a": 1,}')).toEqual([0]);
  expect(block('{"a": 1}')).toEqual([]);
  expect(block('{"a": ...}')).toEqual([]);
  expect(marked("malformed-arguments", [calls("t", '{"a": 1')])).toEqual([0]);
  expect(marked("malformed-arguments", [calls("t", "weather in Oslo"), calls("t", {})])).toEqual([]);
});

test("arguments that a tool does not take and code that does not run are the agent's", () => {
  const run = (text: string): Message[] => [calls("t", { a: 1 }), gives(text)];
  expect(marked("wrong-arguments", run("Error: missing required field b"))).toEqual([1]);
  expect(
    marked("failing-code", run("exitcode: 1 (execution failed)\nCode output: SyntaxError: invalid")),
  ).toEqual([1]);
});

test("an id that nobody gave", () => {
  const call = (args: unknown, name = "get_order"): number[] =>
    marked("invented-argument", [
      user("My order is W-2378 156, of user ada_lovelace_1843"),
      calls(name, args),
    ]);
  expect(call({ order_id: "W2378156" })).toEqual([]);
  expect(call({ userId: "ada_lovelace_1843", filter: { day: "2024-05-01" } })).toEqual([]);
  expect(call({ order_id: "W9999999" })).toEqual([1]);
  expect(call({ payments: [{ payment_id: "credit_card_4421" }] })).toEqual([1]);
  expect(call({ order_id: "W9999999" }, "create_order")).toEqual([]);
  expect(call({ name: "W9999999", count_id: 3 })).toEqual([]);
});

test("calls that stand beside each other may have followed each other", () => {
  const both: Message = {
    role: "assistant",
    text: "",
    toolCalls: [
      { id: "1", name: "get_user", args: { name: "Ada" } },
      { id: "2", name: "get_order", args: { order_id: "W9999999" } },
    ],
  };
  const answers = [gives("orders: W9999999", { toolCallId: "1" }), gives("{}", { toolCallId: "2" })];
  expect(marked("invented-argument", [user("I am Ada"), both, ...answers])).toEqual([]);
});

test("the third same call is a loop, unless something was written between", () => {
  const read = [calls("get_order", { id: 1 }), gives("{}")];
  const write = [calls("update_order", { id: 1 }), gives("{}")];
  expect(marked("loop", [user("x"), ...read, ...read, ...read, ...read])).toEqual([5]);
  expect(marked("loop", [user("x"), ...read, ...write, ...read, ...write.map((m) => m), ...read])).toEqual(
    [],
  );
  expect(marked("loop", [user("x"), ...read, ...read, user("y"), ...read])).toEqual([]);
});

test("an agent repeats itself where something else was said between", () => {
  const answer = says("I am afraid that I cannot change the destination of this booking any more.");
  expect(marked("repeats-itself", [user("Change it"), answer, user("But I must!"), answer])).toEqual([3]);
  expect(marked("repeats-itself", [user("Change it"), answer, answer])).toEqual([]);
  expect(marked("repeats-itself", [user("a"), says("Yes."), user("b"), says("Yes.")])).toEqual([]);
});

test("claims what no call did", () => {
  const done = says("I have successfully cancelled your reservation.");
  const look = [calls("get_reservation", { id: 1 }), gives('{"id": 1}')];
  const act = (result: string): Message[] => [calls("cancel_reservation", { id: 1 }), gives(result)];
  expect(marked("claims-undone", [user("Cancel it"), ...look, done])).toEqual([3]);
  expect(marked("claims-undone", [user("Cancel it"), ...act("Error: not possible"), done])).toEqual([3]);
  expect(marked("claims-undone", [user("Cancel it"), ...look, ...act("{}"), done])).toEqual([]);
  expect(marked("claims-undone", [user("Cancel it"), done])).toEqual([]);
  expect(
    marked("claims-undone", [user("?"), ...look, says("Your flight has been cancelled by the airline.")]),
  ).toEqual([]);
});

test.each([
  ["I apologize for my mistake, it is 12.", true],
  ["You are right, I misread the date.", true],
  ["My previous answer was incorrect.", true],
  ["I apologize for the inconvenience.", false],
  ["I apologize for the error. The payment failed.", false],
  ["You made a mistake there.", false],
])("takes back: %s", (text, isTaken) =>
  expect(marked("takes-back", [user("?"), says(text)])).toEqual(isTaken ? [1] : []),
);
