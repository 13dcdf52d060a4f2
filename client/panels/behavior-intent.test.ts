import { describe, expect, it } from "vitest";
import { commands } from "../../server/protocol/index.ts";
import { parseBehaviorIntent, parseBehaviorState } from "./behavior-intent.ts";

describe("what the page of a behavior may ask for", () => {
  const intents = [
    { type: "ready" },
    { type: "propose" },
    { type: "diagnose" },
    { type: "improve" },
    { type: "openConversation", id: "c1" },
    { type: "openBehavior", id: "b-1" },
    { type: "openPrompt", file: "a.md", line: 3 },
    { type: "list", list: { of: "all" } },
    { type: "list", list: { of: "failing" } },
    { type: "list", list: { of: "word", word: "money back" } },
    { type: "list", list: { of: "evaluator", evaluator: "short" } },
    { type: "list", list: { of: "signal", signal: "user-gives-up" } },
    { type: "list", list: { of: "tag", tag: "bug-report" } },
    { type: "keep", kept: true },
    { type: "run", command: commands.findBehaviors },
  ];
  it.each(intents)("%j", (intent) => {
    expect(parseBehaviorIntent(intent)).toEqual(intent);
  });
  it("nothing that was not looked at comes along", () => {
    const list = { of: "failing", query: "is:failing OR all" };
    expect(parseBehaviorIntent({ type: "list", list, command: "x" })).toEqual({
      type: "list",
      list: { of: "failing" },
    });
  });
});

describe("everything else is no intent", () => {
  it.each([
    undefined,
    null,
    "ready",
    {},
    { type: "eval" },
    { type: "openConversation" },
    { type: "openBehavior", id: "" },
    { type: "openPrompt", file: "a.md", line: -1 },
    { type: "openPrompt", file: 7, line: 1 },
    { type: "list" },
    { type: "list", list: { of: "query", query: "all" } },
    { type: "list", list: { of: "word" } },
    { type: "keep", kept: "yes" },
    { type: "run", command: "workbench.action.closeWindow" },
    { type: "run", command: commands.forgetUser },
  ])("%j", (message) => {
    expect(parseBehaviorIntent(message)).toBeUndefined();
  });
});

it("a page that was reloaded is of the behavior that it kept", () => {
  const of = { id: "b-1", folder: "file:///w" };
  expect(parseBehaviorState({ of, more: 1 })).toEqual(of);
  expect(parseBehaviorState({ of: { id: "b-1", folder: 3 } })).toEqual({ id: "b-1" });
  for (const state of [undefined, null, {}, { of: {} }, { of: { id: 3 } }])
    expect(parseBehaviorState(state)).toBeUndefined();
});
