import { describe, expect, test } from "vitest";
import { both, judge, problemsOf } from "../../testing.ts";
import { bleuScore } from "./bleu.ts";
import { gleuScore } from "./gleu.ts";

describe("scores worked by hand", () => {
  test("BLEU: shares 2/3, 1/2 and 1e-7, third root of their product", () => {
    expect(bleuScore("the cat sat", ["the cat ran"])).toBeCloseTo(0.0032, 4);
    expect(bleuScore("a b c d", ["a b c d"])).toBe(1);
    expect(bleuScore("a b", ["a b c d"])).toBeCloseTo(Math.exp(-1), 10);
  });
  test("GLEU: the smaller of 3/6 and 3/3", () => {
    expect(gleuScore("the cat sat", "the cat")).toBe(0.5);
  });
  test.each([
    // Two of three words in one chunk.
    ["the cat ran", "the cat sat", 0.625],
    // Stems meet: all three in one chunk, 1 - 0.5 / 27.
    ["cats sitting happily", "cat sit happily", 1 - 0.5 / 27],
    // "car" and "auto" are synonyms of WordNet.
    ["car", "auto", 0.5],
    ["xylophone", "auto", 0],
  ])("METEOR of %j against %j is %d", async (said, value, score) => {
    expect((await judge({ type: "meteor", value, threshold: 0 }, said)).score).toBeCloseTo(score, 10);
  });
});

test.each([
  ["rouge-n", { value: "the cat sat on the mat" }, "pass/fail"],
  ["rouge-n", { value: "a dog ran", threshold: 0.1 }, "fail/pass"],
  ["bleu", { value: ["nothing", "the cat sat on the mat"] }, "pass/fail"],
  ["gleu", { value: "The cat sat on the mat." }, "pass/fail"],
  ["levenshtein", { value: "the bat sat on a mat" }, "pass/fail"],
  ["levenshtein", { value: "the bat sat on a mat", threshold: 3 }, "fail/pass"],
])("%s %j is %s", async (type, more, expected) => {
  expect(await both({ type, ...more }, "the cat sat on the mat")).toBe(expected);
});

test("tells the score, what was wanted and what was said", async () => {
  expect(await judge({ type: "gleu", value: "good bye" }, "hello there")).toMatchObject({
    label: "fail",
    score: 0,
    messageIndex: 1,
    explanation:
      'The output must score at least 0.5 in GLEU against "good bye": it scores 0; it says "hello there".',
  });
});

test("METEOR takes its weights, other types take none", () => {
  expect(problemsOf({ type: "meteor", value: "a", alpha: 0.5, beta: 1, gamma: 0 })).toEqual([]);
  expect(problemsOf({ type: "meteor", value: "a", alpha: "x" })).toEqual(["`alpha` must be a number."]);
  expect(problemsOf({ type: "bleu", value: "a", alpha: 0.5 })).toEqual([
    "`alpha` is no key of an assertion.",
  ]);
  expect(problemsOf({ type: "bleu", value: [] })).toHaveLength(1);
});

test("texts too long to be compared are unknown, and empty ones have no GLEU", async () => {
  const long = "ab".repeat(400_000);
  expect((await judge({ type: "levenshtein", value: long.replaceAll("b", "c") }, long)).label).toBe(
    "unknown",
  );
  expect((await judge({ type: "gleu", value: "a" }, "")).label).toBe("unknown");
});
