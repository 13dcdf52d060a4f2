import { expect, test } from "vitest";
import { parseSuggestionTarget } from "./suggestion-target.ts";

test("a suggestion is named by its id, with a folder and edits, or by a node of a tree", () => {
  expect(parseSuggestionTarget("ab12")).toEqual({ id: "ab12" });
  expect(parseSuggestionTarget("ab12", "file:///w")).toEqual({ id: "ab12", folder: "file:///w" });
  expect(parseSuggestionTarget({ id: "ab12", folder: "file:///w", edits: ["h", 1] })).toEqual({
    ...{ id: "ab12", folder: "file:///w", edits: ["h"] },
  });
  expect(parseSuggestionTarget({ kind: "suggestion", suggestion: { id: "ab12" }, folder: "f" })).toEqual({
    ...{ id: "ab12", folder: "f" },
  });
});

test("a page names what got its second yes", () => {
  expect(parseSuggestionTarget({ id: "ab12", confirmed: ["safety", 1] })).toEqual({
    ...{ id: "ab12", confirmed: ["safety"] },
  });
});

test("anything else is none", () => {
  for (const target of [undefined, null, 1, "", [], {}, { id: 3 }, { suggestion: "ab12" }])
    expect(parseSuggestionTarget(target)).toBeUndefined();
});
