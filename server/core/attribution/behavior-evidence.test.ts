import { describe, expect, it } from "vitest";
import type { Verdict } from "./attribute.ts";
import { evaluatorsInBehavior, signalsInBehavior, verdictsByEvaluator } from "./behavior-evidence.ts";

const verdict = (
  evaluator: string,
  conversationId: string,
  label: Verdict["label"],
  turn?: number,
): Verdict => ({ evaluator, conversationId, label, ...(turn !== undefined && { turn }) });
const members = new Set(["a", "b", "c", "d"]);

describe("evaluators in a behavior", () => {
  it("a conversation fails with any of its samples; unknown counts in nothing; the worst comes first", () => {
    const found = evaluatorsInBehavior(
      verdictsByEvaluator([
        verdict("short", "a", "pass", 0),
        verdict("short", "a", "fail", 1),
        verdict("short", "b", "pass"),
        verdict("short", "c", "unknown"),
        verdict("short", "x", "fail"),
        verdict("short", "y", "pass"),
        verdict("kind", "a", "fail"),
        verdict("kind", "b", "fail"),
        verdict("other", "x", "pass"),
      ]),
      members,
      new Map(),
    );
    expect(found).toMatchObject([
      { evaluator: "kind", rate: { passes: 0, n: 2 } },
      { evaluator: "short", rate: { passes: 1, n: 2 }, elsewhere: { failed: 1, n: 2 } },
    ]);
    expect(found[0]).not.toHaveProperty("elsewhere");
  });

  it("trials of one task do not count as independent", () => {
    const verdicts = [...members].map((id) => verdict("kind", id, "fail"));
    const alone = evaluatorsInBehavior(verdictsByEvaluator(verdicts), members, new Map());
    const together = evaluatorsInBehavior(
      verdictsByEvaluator(verdicts),
      members,
      new Map([...members].map((id) => [id, "task 1"])),
    );
    expect(together[0]!.rate.high).toBeGreaterThan(alone[0]!.rate.high);
  });
});

describe("signals in a behavior", () => {
  it("what is clearly more frequent here comes first", () => {
    const signals = signalsInBehavior(
      new Map<string, string[]>([
        ["a", ["user-accepts", "user-gives-up"]],
        ["b", ["user-accepts", "user-gives-up"]],
        ["c", ["user-accepts"]],
        ["x1", ["user-accepts", "user-gives-up", "tool-error"]],
        ...["x2", "x3", "x4", "x5", "x6"].map((id): [string, string[]] => [id, ["user-accepts"]]),
      ]),
      members,
      12,
    );
    expect(signals).toEqual([
      { kind: "user-gives-up", n: 2, share: 0.5, elsewhere: 0.125, isMore: true },
      { kind: "user-accepts", n: 3, share: 0.75, elsewhere: 0.75, isMore: false },
    ]);
  });
});
