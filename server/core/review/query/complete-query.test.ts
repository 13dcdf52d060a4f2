import { describe, expect, test } from "vitest";
import { completeQuery } from "./complete-query.ts";

const vocabulary = {
  values: {
    tools: ["search_flights", "book", "research"],
    evaluators: ["tone", "no promise"],
    behaviors: ["Knee pain", "Refund (all)"],
  },
  slices: [
    { name: "bad ones", query: "is:failing" },
    { name: "slow", query: "latency>10s" },
  ],
};
/** `|` is the cursor; gives what the text becomes with each completion. */
const becomes = (marked: string): string[] => {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  return completeQuery(text, offset, vocabulary).map(
    ({ insert, range }) => text.slice(0, range.start) + insert + text.slice(range.end),
  );
};

describe("completion", () => {
  test("of an empty query offers fields, saved filters and the words between", () => {
    const all = becomes("|");
    expect(all.slice(0, 3)).toEqual(["is:", "has:", "status:"]);
    expect(all).toEqual(
      expect.arrayContaining(["cost>", "input~", "attr.", '@"bad ones"', "@slow", "OR ", "NOT "]),
    );
  });
  test.each([
    ["sta|", ["status:", "started:"]],
    ["a -sta|", ["a -status:", "a -started:"]],
    ["(sta|) x", ["(status:) x", "(started:) x"]],
    ["dura|", ["latency>"]],
    ["tool:se|", ["tool:search_flights", "tool:research"]],
    ["tool:se|xyz tag:a", ["tool:search_flights tag:a", "tool:research tag:a"]],
    ["tool:book,se|", ["tool:book,search_flights", "tool:book,research"]],
    ["is:un|", ["is:unjudged", "is:unmatched"]],
    ["status:|", ["status:ok", "status:error", "status:unset"]],
    ["behavior:kn|", ['behavior:"Knee pain"']],
    ['behavior:"kn|', ['behavior:"Knee pain"']],
    ['behavior:"Knee p|', ['behavior:"Knee pain"']],
    ["evaluator:no|", ['evaluator:"no promise"']],
    ["evaluator:tone=f|", ["evaluator:tone=fail"]],
    [
      'evaluator:"no promise"=|',
      ["pass", "fail", "unknown", "not-applicable"].map((one) => `evaluator:"no promise"=${one}`),
    ],
    ["@s|", ["@slow", '@"bad ones"']],
    ["after:y|", ["after:yesterday", "after:today"]],
    ["colour:|", []],
    ["cost>|", []],
  ])("%s", (marked, wanted) => expect(becomes(marked)).toEqual(wanted));
});
