import { expect, test } from "vitest";
import { processorMs } from "../../../test/support/processor-time.ts";
import { underDeadline } from "./deadline.ts";

test("hands on the value, and what is thrown", () => {
  expect(underDeadline(() => 7, 100)).toEqual({ value: 7 });
  expect(() => underDeadline(() => JSON.parse("{"), 100)).toThrow(SyntaxError);
  const own = new Error("mine");
  expect(() =>
    underDeadline(() => {
      throw own;
    }, 100),
  ).toThrow(own);
});

test("stops an endless loop and an endless regular expression, and works again after", () => {
  for (const endless of [
    () => {
      for (;;);
    },
    () => /(a+)+$/.test(`${"a".repeat(50)}!`),
  ]) {
    const start = processorMs();
    expect(underDeadline(endless, 50)).toEqual({ overrun: true });
    expect(processorMs() - start).toBeLessThan(1000);
  }
  expect(underDeadline(() => "still here", 100)).toEqual({ value: "still here" });
});
