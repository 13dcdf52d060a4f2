import { expect, test } from "vitest";
import { calls, gives, kindsAt, marked, user } from "./testing.ts";
import { failureKind } from "./tool-failures.ts";

test.each([
  ["outage", "Error: service temporarily unavailable"],
  ["outage", "HTTP 503"],
  ["outage", '{"error": "timeout after 30 s"}'],
  ["outage", "ConnectionError: connection refused"],
  ["outage", "Error: rate limit exceeded, try again later"],
  ["outage", "401 Unauthorized"],
  [
    "outage",
    'exitcode: 1\nTraceback (most recent call last):\n  File "a.py"\nValueError: Invalid API key provided.',
  ],
  ["outage", "exitcode: 124 (execution failed)\nCode output: Timeout"],
  ["missing", "Error: reservation ZFA04Y not found"],
  ["missing", '{"error": "no such customer"}'],
  [
    "missing",
    "exitcode: 1\nTraceback (most recent call last):\nFileNotFoundError: [Errno 2] No such file or directory: 'a.csv'",
  ],
  ["arguments", "Error: 1 validation error for Payment\npayment_id\n  Field required"],
  ["arguments", "Error: payment amount does not add up, total price is 305, but paid 255"],
  ["arguments", "Error: invalid date format"],
  ["arguments", "Error: tool get_wether not found"],
  ["code", "exitcode: 1 (execution failed)\nCode output: NameError: name 'x' is not defined"],
  ["code", "exitcode: 1\nTraceback (most recent call last):\nKeyError: 'slots'"],
  ["code", "Error executing query: no such column: nmae"],
  ["refused", "Error: not enough seats on flight HAT290"],
  ["refused", "Error: gift card balance is not enough, not available"],
  ["other", "Error: something went wrong"],
  ["other", "boom"],
])("%s: %s", (kind, text) => expect(failureKind(text)).toBe(kind));

test("what a program printed before its end is data", () => {
  const text =
    "exitcode: 1\nCode output: HTTP 503 was the answer to 404 not found\nTraceback (most recent call last):\n";
  expect(
    failureKind(`${text}${'  File "x.py", line 1\n'.repeat(500)}AttributeError: 'NoneType' has no 'text'`),
  ).toBe("code");
});

test("only what the tool itself is to blame for is its mark", () => {
  const at = (text: string): string[] => kindsAt(2, [user("x"), calls("t"), gives(text)]);
  expect(at("Error: 503 Service Unavailable")).toEqual(["tool-outage"]);
  expect(at("Error: something went wrong")).toEqual(["tool-error"]);
  expect(at("Error: not enough seats on flight HAT290")).toEqual([]);
  expect(at("The error rate was 503 a day")).toEqual([]);
});

test("a call fails again where its arguments are the same and are not to blame", () => {
  const run = (second: unknown, text: string): number[] =>
    marked("fails-again", [calls("t", { a: 1 }), gives(text), calls("t", second), gives(text)]);
  expect(run({ a: 1 }, "Error: timeout")).toEqual([3]);
  expect(run({ a: 2 }, "Error: timeout")).toEqual([]);
  expect(run({ a: 1 }, "Error: missing argument b")).toEqual([]);
  expect(run({ a: 1 }, "{}")).toEqual([]);
});

test.each([
  ['{"orders": [{"id": 1}, {"id": ', true],
  ['[{"id": 1}, {"id" 2}]', true],
  ["<!DOCTYPE html><html><title>502 Bad Gateway</title>", true],
  ['{"orders": [{"id": 1}]}', false],
  ["{'orders': [1]}", false],
  ['{"id": 1}\n{"id": 2}', false],
  ['{"a": true} and more', true],
  ["[see chapter 4]", false],
  ["<!DOCTYPE html><html><title>Shops</title>", false],
])("a broken result: %s", (text, isBroken) =>
  expect(marked("malformed-result", [calls("t"), gives(text)])).toEqual(isBroken ? [1] : []),
);
