import { expect, test } from "vitest";
import { found, gives } from "./testing.ts";

const isError = (text: string, more = {}): boolean => found("tool-error", [gives(text, more)]).length === 1;

test("the trace says so, whatever the result reads", () => {
  expect(isError("done", { isError: true })).toBe(true);
  expect(found("tool-error", [{ role: "assistant", text: "Error: I am no tool" }])).toEqual([]);
});

test.each([
  "Error: not enough seats on flight HAT290",
  "ValueError: invalid literal",
  "requests.exceptions.ConnectionError: refused",
  "Error executing tool search: timeout",
  'Traceback (most recent call last):\n  File "a.py"',
  "exitcode: 1 (execution failed)\nCode output: ...",
  "Failed to fetch the page",
  "HTTP 503 Service Unavailable",
  '{"error": "no such order"}',
  '{"success": false, "message": "declined"}',
  '{"isError": true, "content": []}',
  '{"status": "error", "code": 12}',
])("an error by its text: %s", (text) => expect(isError(text)).toBe(true));

test.each([
  "[]",
  "",
  "Errors are handled in chapter 4: see the guide.",
  "exitcode: 0 (execution succeeded)\nCode output: Error rate 4 %",
  '{"error": null, "rows": [1]}',
  '{"errors": [], "ok": true}',
  '{"items": [{"status": "error", "id": 1}]}',
  '{"log": "Error: seen in the log of another machine"}',
  '{"broken": "error": 1',
])("no error: %s", (text) => expect(isError(text)).toBe(false));
