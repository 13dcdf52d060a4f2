import { expect, test } from "vitest";
import { calls, found, gives, says, user } from "./testing.ts";

const retries = (...messages: Parameters<typeof found>[1]): number[] => found("tool-retry", messages);

test("the same tool again after its error, with other arguments", () => {
  expect(
    retries(user("book"), calls("book", { pay: 1 }), gives("Error: too little"), calls("book", { pay: 2 })),
  ).toEqual([3]);
});

test("after the user spoke it is the same attempt where most arguments are the same", () => {
  const before = [
    user("book"),
    calls("book", { seat: "4A", day: "Monday", card: "1" }),
    gives("Error: card declined"),
    says("The card was declined."),
    user("Take the other."),
  ];
  expect(retries(...before, calls("book", { seat: "4A", day: "Monday", card: "2" }))).toEqual([5]);
  expect(retries(...before, calls("book", { seat: "9C", day: "Friday", card: "2" }))).toEqual([]);
});

test("a call repeated word for word, however its arguments are ordered and spaced", () => {
  expect(
    retries(
      user("tea?"),
      calls("search", { q: "green  tea", n: 5 }),
      gives("[]"),
      calls("search", { n: 5, q: "Green tea" }),
    ),
  ).toEqual([3]);
});

test("looking up something else, or reading back what was written, is no retry", () => {
  expect(
    retries(user("which?"), calls("get_order", { id: 1 }), gives("{}"), calls("get_order", { id: 2 })),
  ).toEqual([]);
  const order = calls("get_order", { id: 1 });
  expect(retries(user("cancel"), order, gives("{}"), calls("cancel", { id: 1 }), gives("{}"), order)).toEqual(
    [],
  );
  expect(retries(user("a"), order, gives("{}"), says("Here."), user("b"), order)).toEqual([]);
});

test("results find their calls by id where several are open", () => {
  const both = {
    role: "assistant" as const,
    text: "",
    toolCalls: [
      { id: "1", name: "a", args: {} },
      { id: "2", name: "b", args: {} },
    ],
  };
  const results = [gives("Error: no", { toolCallId: "2" }), gives("fine", { toolCallId: "1" })];
  expect(retries(user("go"), both, ...results, calls("b", { again: true }))).toEqual([4]);
  expect(retries(user("go"), both, ...results, calls("a", { again: true }))).toEqual([]);
});

test("arguments that are text, deep or huge do no harm", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(400)}1${"}".repeat(400)}`) as unknown;
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
  for (const args of ["not json", deep, wide, null, undefined, 3])
    expect(retries(user("go"), calls("t", args), gives("x"), calls("t", args))).toEqual([3]);
});
