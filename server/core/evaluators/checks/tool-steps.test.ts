import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { matchesWildcard } from "./tool-steps.ts";

test.each([
  ["search_flights", "search_*", true],
  ["search_flights", "*flight?", true],
  ["search_flights", "flight*", false],
  ["aXbXc", "a*b*c", true],
  ["aab", "a*ab", true],
  ["a.b", "a.b", true],
  ["axb", "a.b", false],
  ["", "*", true],
  ["", "?", false],
])("%s against %s is %s", (text, pattern, expected) => expect(matchesWildcard(text, pattern)).toBe(expected));

test("many stars do not run away", () => {
  const start = processorMs();
  expect(matchesWildcard("a".repeat(5000), `${"*a".repeat(200)}*b`)).toBe(false);
  expect(processorMs() - start).toBeLessThan(roomFor(1000));
});
