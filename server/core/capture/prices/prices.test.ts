import { describe, expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { costOf, priceOf } from "./prices.ts";

describe("the price of a model", () => {
  test.each([
    ["gpt-4o-mini", 0.15],
    ["gpt-4o-mini-2024-07-18", 0.15],
    ["openai/gpt-4o-mini", 0.15],
    ["openai:chat:gpt-4.1-mini", 0.4],
    ["azure/eu/gpt-4o-2024-08-06", 2.5],
    ["gpt-4-0613", 30],
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", 3],
    ["bedrock:eu.anthropic.claude-3-haiku-20240307-v1:0", 0.25],
    ["anthropic/claude-3.5-sonnet", 3],
    ["claude-3-5-sonnet-v2@20241022", 3],
    ["claude-opus-4-5-20251101", 5],
    ["models/gemini-2.5-flash-preview-09-2025", 0.3],
    ["gemini-2.0-flash-001", 0.1],
    ["GPT-4o", 2.5],
  ])("%s is known by its name, whatever stands around it", (model, input) => {
    expect(priceOf(model)?.input).toBe(input);
  });

  test("a dated model that has its own price keeps it", () => {
    expect(priceOf("gpt-4o-2024-05-13")?.input).toBe(5);
  });

  test.each(["gpt-4o-audio-preview", "gpt-4o-mini-transcribe", "llama3.2", "my-gpt-4o", "x/y:free", ""])(
    "%s is not taken for a model whose name begins alike",
    (model) => expect(priceOf(model)).toBeUndefined(),
  );

  test("the user's prices go first; of several patterns the most telling one", () => {
    const prices = {
      "*": { input: 1, output: 1 },
      "gpt-*": { input: 2, output: 2 },
      "GPT-4o*mini*": { input: 3, output: 3 },
    };
    expect(priceOf("gpt-4o-mini", prices)?.input).toBe(3);
    expect(priceOf("openai/gpt-4o", prices)?.input).toBe(2);
    expect(priceOf("gpt-4o", prices)?.input).toBe(2);
    expect(priceOf("llama3.2", prices)?.input).toBe(1);
    expect(priceOf("gpt-4o", { "o*o": { input: 9, output: 9 } })?.input).toBe(2.5);
  });

  test("a pattern of many stars takes no time", () => {
    const start = processorMs();
    expect(priceOf("a".repeat(200), { [`${"*a".repeat(100)}*b`]: { input: 1, output: 1 } })).toBeUndefined();
    expect(processorMs() - start).toBeLessThan(roomFor(200));
  });
});

describe("the cost of a call", () => {
  const prices = { m: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } };

  test("the worked example: 600 fresh, 400 from the cache, 50 out", () => {
    const usage = { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 400 };
    expect(costOf("m", usage, prices)).toBeCloseTo(0.00267, 10);
  });

  test("written to the cache costs more; without cache prices all is input", () => {
    const usage = { inputTokens: 1000, outputTokens: 0, cacheWriteTokens: 1000 };
    expect(costOf("m", usage, prices)).toBeCloseTo(0.00375, 10);
    expect(costOf("m", usage, { m: { input: 3, output: 15 } })).toBeCloseTo(0.003, 10);
  });

  test("a source that counts cached tokens apart from the input's", () => {
    const usage = { inputTokens: 10, outputTokens: 0, cacheReadTokens: 5000 };
    expect(costOf("m", usage, prices)).toBeCloseTo((10 * 3 + 5000 * 0.3) / 1e6, 12);
  });

  test("no tokens counted or no price known is no cost, which is not a cost of nothing", () => {
    expect(costOf("m", {}, prices)).toBeUndefined();
    expect(costOf("unheard-of", { inputTokens: 1 }, prices)).toBeUndefined();
    expect(costOf("text-embedding-3-small", { inputTokens: 0, outputTokens: 0 })).toBe(0);
  });
});
