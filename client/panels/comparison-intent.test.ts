import { expect, it } from "vitest";
import { parseComparedPair, parseComparisonIntent, parseComparisonState } from "./comparison-intent.ts";

it("takes what the page may ask for, and nothing beside it", () => {
  for (const type of ["ready", "again", "swap", "choose", "cancel", "copy"])
    expect(parseComparisonIntent({ type, more: 1 })).toEqual({ type });
  expect(parseComparisonIntent({ type: "openLine", file: "a.md", key: "k", line: 3 })).toEqual({
    ...{ type: "openLine", file: "a.md", key: "k" },
  });
  for (const message of [undefined, null, 3, "ready", {}, { type: "run" }, { type: "openLine", file: "a" }])
    expect(parseComparisonIntent(message)).toBeUndefined();
});

it("knows two prompts, and what a page was of", () => {
  const pair = { own: "a@1", other: "b@2", folder: "file:///f" };
  expect(parseComparedPair({ ...pair, more: 1 })).toEqual(pair);
  expect(parseComparedPair({ own: "a", other: "b", folder: 3 })).toEqual({ own: "a", other: "b" });
  expect(parseComparisonState({ of: pair })).toEqual(pair);
  for (const state of [undefined, {}, { of: {} }, { of: { own: "a" } }, pair])
    expect(parseComparisonState(state)).toBeUndefined();
});
