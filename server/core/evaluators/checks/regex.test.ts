import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { evaluate } from "../evaluate.ts";
import { openServices } from "../services.ts";
import { both, evaluatorOf, judge, problemsOf, sampleOf } from "../testing.ts";

test.each([
  ["refund|cancel", "we cancel it", "pass/fail"],
  ["^we", "now we", "fail/pass"],
  ["\\d{4}-\\d\\d", "on 2024-05-20", "pass/fail"],
  ["REFUND", "refund", "fail/pass"],
  ["a\\+b", "a+b", "pass/fail"],
  ["[*+]", "2 * 2", "pass/fail"],
  ["(.)\\1", "hello", "pass/fail"],
  ["(?<!un)happy", "unhappy", "fail/pass"],
])("%s against %s is %s", async (value, output, expected) => {
  expect(await both({ type: "regex", value }, output)).toBe(expected);
});

test("quotes the match and its message", async () => {
  const result = await judge({ type: "not-regex", value: "gu[a]rantee" }, "We guarantee it.");
  expect(result).toMatchObject({ label: "fail", messageIndex: 1 });
  expect(result.explanation).toContain('"We guarantee it."');
});

test.each([
  ["(a+)+$", `${"a".repeat(40)}!`],
  ["(a|aa)+$", `${"a".repeat(60)}!`],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(40)],
  // No repetition at all, and still 2^30 ways: choices alone run away, too.
  [`^${"a?".repeat(30)}b`, "a".repeat(31)],
  [`^${"(a|a)".repeat(30)}b`, "a".repeat(31)],
])("a pattern that runs away, %s, is unknown in time", async (value, output) => {
  const services = openServices({ trusted: false, deadlineMs: 100 });
  const start = processorMs();
  const result = await evaluate(
    evaluatorOf({ assert: [{ type: "regex", value }] }),
    sampleOf(output),
    services,
  );
  expect(result.label).toBe("unknown");
  expect(result.explanation).toContain("took longer than 100 ms");
  expect(processorMs() - start).toBeLessThan(roomFor(2000));
});

test("a pattern that could run away but does not keeps its verdict", async () => {
  expect((await judge({ type: "regex", value: "(a+)+$" }, "aaaa")).label).toBe("pass");
});

test("a broken pattern is a problem of the configuration", () => {
  expect(problemsOf({ type: "regex", value: "(" })[0]).toMatch(
    /^`regex`: `value` is not a regular expression: .*/,
  );
  expect(problemsOf({ type: "regex", value: 5 })).toHaveLength(1);
});
