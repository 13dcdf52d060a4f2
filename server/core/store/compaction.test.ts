import { expect, test } from "vitest";
import { isCompactionDue } from "./compaction.ts";

/** Rows that are written anew while a table grows to `rows` by commits of `each`, as this policy and LanceDB's fragments have it. */
function rewritten(rows: number, each: number, isQuiet: boolean): number {
  let fragments: number[] = [];
  let work = 0;
  for (let sum = 0; sum < rows; sum += each) {
    fragments.push(each);
    const counts = { rows: sum + each, fragments: fragments.length, largest: Math.max(...fragments) };
    if (!isCompactionDue(counts, { isQuiet })) continue;
    const full = fragments.filter((one) => one >= 2 ** 20);
    const loose = fragments.reduce((a, b) => a + b, 0) - full.reduce((a, b) => a + b, 0);
    work += loose;
    fragments = [...full, loose];
  }
  return work;
}

test("joining files costs a few times the rows, however they came", () => {
  expect(rewritten(1_000_000, 3_200, false) / 1_000_000).toBeLessThan(4);
  expect(rewritten(1_000_000, 100, true) / 1_000_000).toBeLessThan(20);
  expect(rewritten(4_000_000, 3_200, false) / 4_000_000).toBeLessThan(4);
});

test("small tables are joined as soon as it is quiet, large ones when a share is new", () => {
  expect(isCompactionDue({ rows: 300, fragments: 2, largest: 200 }, { isQuiet: true })).toBe(true);
  expect(isCompactionDue({ rows: 300, fragments: 2, largest: 200 }, { isQuiet: false })).toBe(false);
  expect(isCompactionDue({ rows: 300, fragments: 2, largest: 200 }, { isQuiet: false, files: 2 })).toBe(true);
  expect(isCompactionDue({ rows: 300, fragments: 1, largest: 300 }, { isQuiet: true })).toBe(false);
  expect(isCompactionDue({ rows: 600_100, fragments: 50, largest: 600_000 }, { isQuiet: true })).toBe(false);
  expect(isCompactionDue({ rows: 700_000, fragments: 50, largest: 600_000 }, { isQuiet: true })).toBe(true);
  expect(isCompactionDue({ rows: 700_000, fragments: 50, largest: 600_000 }, { isQuiet: false })).toBe(false);
  expect(isCompactionDue({ rows: 600_500, fragments: 500, largest: 600_000 }, { isQuiet: false })).toBe(true);
});
