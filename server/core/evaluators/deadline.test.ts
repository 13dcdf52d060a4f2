import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
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

test("where the process only waited for the machine, it is run again", () => {
  // What waits without a processor, as a process does while others have it.
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  let runs = 0;
  const outcome = underDeadline(() => {
    if (++runs === 1) Atomics.wait(asleep, 0, 0, 400);
    return runs;
  }, 100);
  expect(outcome).toEqual({ value: 2 });
  runs = 0;
  const never = underDeadline(() => {
    runs++;
    Atomics.wait(asleep, 0, 0, 2_000);
  }, 20);
  expect(never).toEqual({ overrun: true });
  expect(runs).toBe(3);
  const start = processorMs();
  const had: number[] = [];
  underDeadline(() => {
    had.push(processorMs() - start);
    for (;;);
  }, 100);
  // However often it was run: never once it had had what it may have.
  expect(Math.max(...had)).toBeLessThan(95);
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
    expect(processorMs() - start).toBeLessThan(roomFor(1000));
  }
  expect(underDeadline(() => "still here", 100)).toEqual({ value: "still here" });
});
