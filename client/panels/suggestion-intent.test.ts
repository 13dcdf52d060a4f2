import { expect, it } from "vitest";
import { parseSuggestionIntent, parseSuggestionState } from "./suggestion-intent.ts";

it("takes what the page may ask for, and nothing beside it", () => {
  for (const type of ["ready", "again", "copy", "list", "openTrace"])
    expect(parseSuggestionIntent({ type, more: 1 })).toEqual({ type });
  const act = { type: "act", act: "accept", hunks: ["h1"], confirmed: [] };
  expect(parseSuggestionIntent({ ...act, more: 1 })).toEqual(act);
  expect(parseSuggestionIntent({ type: "openConversation", id: "c", evaluator: 3 })).toEqual({
    ...{ type: "openConversation", id: "c" },
  });
  expect(parseSuggestionIntent({ type: "answers", case: "x" })).toEqual({ type: "answers", case: "x" });
  expect(parseSuggestionIntent({ type: "run", command: "homeostat.improve" })).toBeDefined();
  for (const message of [
    ...[undefined, null, 3, "ready", {}],
    { ...act, act: "apply" },
    { ...act, hunks: "h1" },
    { ...act, confirmed: [1] },
    { type: "openHunk" },
    { type: "answers", case: "" },
    { type: "run", command: "workbench.action.quit" },
  ])
    expect(parseSuggestionIntent(message)).toBeUndefined();
});

it("knows what it was of before a reload", () => {
  expect(parseSuggestionState({ of: { id: "s1", folder: "file:///f" } })).toEqual({
    ...{ id: "s1", folder: "file:///f" },
  });
  for (const state of [undefined, {}, { of: {} }, { of: { id: 3 } }, { id: "s1" }])
    expect(parseSuggestionState(state)).toBeUndefined();
});
