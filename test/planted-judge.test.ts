import { expect, test } from "vitest";
import { testedJudge } from "./support/tested-judge.ts";

test.each([
  [undefined, "trusted", undefined],
  ["numbers", "untrusted", /misses changed numbers \(0 of \d+\)/],
  ["names", "untrusted", /misses .*changed names \(0 of \d+\)/],
] as const)("a judge that is blind to %s is %s", async (blindTo, trust, says) => {
  const tested = await testedJudge(blindTo);
  expect(tested.trust).toBe(trust);
  if (says) expect(tested.says).toMatch(says);
});
