import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { parseCommaSeparated } from "./comma-separated.ts";

test.each([
  ["a,b", ["a", "b"]],
  [" a b , c ", ["a b", "c"]],
  [",,a,,b,", ["a", "b"]],
  ['"a, b",c', ["a, b", "c"]],
  ['"say \\"hi\\"" , "two "" three"', ['say "hi"', 'two " three']],
  ['"back\\\\slash", "\\n"', ["back\\slash", "\\n"]],
  ['a "b", c', ['a "b"', "c"]],
  ['""', [""]],
  ["", []],
])("%s", (value, parts) => expect(parseCommaSeparated(value)).toEqual(parts));

test.each([['"a'], ['"a\\"'], ['"a" b'], ['"a"""b"x']])("%s has broken quoting", (value) =>
  expect(parseCommaSeparated(value)).toBeTypeOf("string"),
);

test("a long unclosed quotation is refused at once", () => {
  const start = processorMs();
  expect(parseCommaSeparated(`"${"\\\\".repeat(20_000)}`)).toBe("a quoted part is not closed");
  expect(processorMs() - start).toBeLessThan(roomFor(500));
});
