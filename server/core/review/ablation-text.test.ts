import { describe, expect, it } from "vitest";
import { ablationEffect, type LineOperator, readAblations } from "../attribution/index.ts";
import { ablationPlanText, ablationSentence, ablationsOf } from "./ablation-text.ts";

const result = (
  counts: { before: number; gained?: number; lost?: number; n?: number },
  operator: LineOperator = "drop",
  name = "polite",
) => {
  const { before, gained = 0, lost = 0, n = 20 } = counts;
  const clusters = Array.from({ length: n }, (_, i) => ({
    n: 1,
    before: i < before ? 1 : 0,
    lost: i < lost ? 1 : 0,
    gained: i >= before && i < before + gained ? 1 : 0,
  }));
  const counted = {
    key: "k",
    operator,
    version: "v",
    agent: "a",
    atMs: 0,
    conversations: n,
    compared: n,
    sameAnswers: n,
    uncompared: 0,
  };
  return readAblations([{ ...counted, effects: n > 0 ? [ablationEffect(name, clusters)] : [] }])[0]!;
};

describe("what an ablation showed, in sentences", () => {
  it.each([
    [
      result({ before: 5, gained: 15 }),
      "To blame: without it polite passes 20 of 20 instead of 5 (+75 points, 95 % interval 48 to 89).",
    ],
    [
      result({ before: 20, lost: 18 }, "negate"),
      "It matters: turned into its opposite polite passes 2 of 20 instead of 20 (−90 points, 95 % interval −97 to −64).",
    ],
    [
      result({ before: 12 }),
      "Dead line: without it no verdict changed more than by chance over 20 conversations; a difference of more than 16 points is ruled out. The agent answered word for word the same every time.",
    ],
    [
      result({ before: 12 }, "weaken"),
      "No difference: weakened no verdict changed more than by chance over 20 conversations; a difference of more than 16 points is ruled out. The agent answered word for word the same every time.",
    ],
    [
      result({ before: 2, gained: 1, n: 4 }),
      "No proof: without it polite passes 3 of 4 instead of 2 (+25 points, 95 % interval −28 to 70), but over 4 conversations a difference of up to 70 points is not ruled out. The agent answered word for word the same every time.",
    ],
    [
      result({ before: 0, n: 0 }),
      "No proof: no evaluator gave a verdict with both texts over 0 conversations.",
    ],
  ])("%#", (one, text) => expect(ablationSentence(one)).toBe(text));

  it("a name that others chose stays on its line", () => {
    expect(ablationSentence(result({ before: 5, gained: 15 }, "drop", "a\u001b[31m\nb"))).not.toMatch(
      /[\p{Cc}]/u,
    );
  });

  it("results of another version come last and are said to be stale", () => {
    const [old, now] = [{ ...result({ before: 5 }), version: "old", atMs: 9 }, result({ before: 5 })];
    expect(ablationsOf([old, now, { ...now, key: "other" }], "k", "v")).toEqual([
      { ablation: now, isStale: false },
      { ablation: old, isStale: true },
    ]);
  });
});

it("the plan says how often whom it asks, what that costs, and what cannot be tried", () => {
  const line = { line: 3, ids: ["a", "b"], operators: ["drop"] as const, cannot: [] };
  const plan = {
    ...{ agent: { name: "shop", place: "m at 127.0.0.1" }, prompt: { file: "a.md" }, runs: 4, kept: 1 },
    ...{
      about: { calls: 6, inputTokens: 1200, outputTokens: 30, usd: 0.02 },
      budget: { calls: 500, usd: 2 },
    },
    ...{ withoutTools: 0, judges: [], unfoundFrozen: ["## Safty"] },
    lines: [
      line,
      { line: 4, ids: [], operators: ["drop"] as const, cannot: [] },
      {
        line: 5,
        ids: ["a"],
        operators: [],
        cannot: [{ operator: "drop" as const, reason: "It is frozen by the configuration." }],
      },
    ],
  };
  expect(ablationPlanText(plan)).toEqual([
    "1 line of a.md, tried on 2 conversations, run with the text as it is and with the changed one by the agent shop (m at 127.0.0.1): 4 runs; 1 of them known from before, which cost nothing.",
    "This asks the agent about 6 times: 6 calls, 1,200 tokens in and 30 out, $0.0200; at most 500 calls and $2.",
    "Line 5 cannot be tried without it: It is frozen by the configuration.",
    "Line 4 was put to work by no conversation, so nothing can be learnt about it.",
    "The entry “## Safty” of `frozen:` is in no prompt, so it protects nothing.",
  ]);
});
