import { beforeEach, expect, it } from "vitest";
import { LookTimes } from "./look-times.ts";

let times: LookTimes;
beforeEach(() => {
  times = new LookTimes();
});
const look = (from: number, to: number, againInMs?: number): void => {
  times.begin();
  times.end(from, to, againInMs);
};

it("looks when something came, then rests ten times as long as it took", () => {
  expect(times.isTime(0)).toBe(false);
  times.due();
  expect(times.isTime(0)).toBe(true);
  look(0, 10);
  expect(times.isTime(1e9)).toBe(false);
  times.due();
  expect([109, 110].map((now) => times.isTime(now))).toEqual([false, true]);
});

it("looks again for what was left alone, though nothing came, and earlier where something does", () => {
  times.due();
  look(0, 10, 500);
  expect([200, 509, 510].map((now) => times.isTime(now))).toEqual([false, false, true]);
  times.due();
  expect(times.isTime(200)).toBe(true);
  look(510, 520);
  expect(times.isTime(1e9)).toBe(false);
});

it("rests even where what was left could be judged at once", () => {
  look(0, 10, 0);
  expect([109, 110].map((now) => times.isTime(now))).toEqual([false, true]);
});

it("looks again after a look that was stopped before its end", () => {
  times.begin();
  times.due();
  times.end(0, 10);
  expect([109, 110].map((now) => times.isTime(now))).toEqual([false, true]);
});
