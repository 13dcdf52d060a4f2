import { expect, it } from "vitest";
import type { FailureBundle } from "../../core/index.ts";
import type { PromptFigure } from "../commands/evaluate.ts";
import { evaluationsReport } from "./junit-evaluations.ts";

const figure = { evaluator: "short", passes: 1, n: 3, unknown: 0, rate: 1 / 3, trust: "trusted" };
const failure = {
  ...{ id: "e", evaluator: "short", scope: "turn", conversationId: "a", sampleId: "a#t0", traceIds: [] },
  ...{ input: "q", output: "long", reason: "Too long.", failed: [], toolCalls: [] },
  prompts: [{ file: "policy.md", version: "v", instructions: [] }],
} as FailureBundle;
const report = (failures: readonly FailureBundle[], failUnder?: number): string =>
  evaluationsReport([{ prompt: "policy.md", figure } as unknown as PromptFigure], failures, failUnder);

it("says how many failing samples it lists where it is not all of them", () => {
  expect(report([failure])).toMatch(/33.% pass \(1 of 3\); 1 of 2 failing samples are listed/);
  expect(report([failure], 0.5)).toMatch(/below 50.%; 1 of 2 failing samples are listed/);
  expect(report([failure, { ...failure, sampleId: "a#t1" }])).not.toContain("are listed");
});
