/** The whole loop on planted faults: a real store, import, evaluators, diagnosis, search and gate; agent and proposals are scripted. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { faults } from "./support/demo-agent/faults.ts";
import { rateOf } from "./support/demo-agent/judged-traffic.ts";
import { poolTruth } from "./support/demo-agent/pool-truth.ts";
import { runFault } from "./support/demo-agent/run-fault.ts";
import { type TempFolder, tempFolder } from "./support/temp-folder.ts";

let home: TempFolder;
beforeAll(() => {
  home = tempFolder("improve-loop-home");
  vi.stubEnv("HOMEOSTAT_HOME", home.path);
});
afterAll(() => {
  vi.unstubAllEnvs();
  home.remove();
});

/** Fewer than the benchmark has, for time. */
const conversations = 420;
const named = (name: string) => faults.find((one) => one.name === name)!;

test.each(["no end date", "nothing about charges"])(
  "%s: is mended by a suggestion, and nothing falls",
  async (name) => {
    const fault = named(name);
    const { moves, right } = await poolTruth(fault);
    expect(right).toBeGreaterThan(0);
    expect(right / moves).toBeLessThanOrEqual(0.2);
    const run = await runFault(fault, { cycles: 3, conversations });
    const last = run.cycles.at(-1)!;
    expect(rateOf(run.rates[fault.target]!)).toBeLessThan(0.5);
    expect(rateOf(last.rates[fault.target]!)).toBeGreaterThan(0.9);
    const { suggestion, gate } = last.report;
    expect([last.report.end, gate?.verdict, suggestion?.broken]).toEqual(["suggestion", "passed", []]);
    for (const [evaluator, rate] of Object.entries(last.rates))
      expect([evaluator, rateOf(rate) >= rateOf(run.rates[evaluator]!) - 0.03]).toEqual([evaluator, true]);
  },
);

test.each(["sums", "plans are down"])("%s: is given to people, and nothing is searched", async (name) => {
  const fault = named(name);
  const { cycles, calls } = await runFault(fault, { conversations });
  expect(cycles.map(({ report }) => [report.end, report.metricCalls, report.reflections])).toEqual([
    ["escalated", 0, 0],
  ]);
  expect(calls).toBeGreaterThanOrEqual(0);
  expect(cycles[0]!.after).toBe(cycles[0]!.before);
});
