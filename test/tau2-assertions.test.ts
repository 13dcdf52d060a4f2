/** Which line of the airline policy an unmet assertion of tau2-bench judges, by a key that was made by hand before anything was ranked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realData } from "./support/real-data.ts";
import { assertionKey, assertionVerdicts, hashOfAssertion } from "./support/tau2-assertions.ts";

const data = realData("a-traces", "tau2-airline");

describe.skipIf(!data)("the key of unmet assertions", () => {
  const key = assertionKey();

  test("speaks of each that is unmet somewhere, and of no other", () => {
    const unmet = assertionVerdicts(data!).filter(({ met }) => !met);
    const place = (task: string, assertion: string) => `${task} ${assertion}`;
    const found = new Set(unmet.map(({ task, assertion }) => place(task, hashOfAssertion(assertion))));
    expect(key.map(({ task, assertion }) => place(task, assertion)).sort()).toEqual([...found].sort());
    expect([unmet.length, key.length, key.filter(({ judges }) => judges === "policy").length]).toEqual([
      94, 71, 34,
    ]);
  });

  test("quotes what stands in the policy once", () => {
    const policy = readFileSync(join(data!, "policy.md"), "utf8");
    const quotes = key.flatMap(({ lines = [], also = [] }) => [...lines, ...also]);
    expect(quotes.filter((quote) => policy.split(quote).length !== 2)).toEqual([]);
  });
});
