import { describe, expect, it } from "vitest";
import { parseFocus, parseTraceIntent, parseTraceState } from "./trace-intent.ts";

describe("what the trace viewer may ask for", () => {
  it.each([
    { type: "ready" },
    { type: "openAsText" },
    { type: "showSuspects" },
    { type: "span", id: "s1" },
    { type: "text", place: "message:0:text" },
    { type: "openBehavior", id: "b-1" },
    { type: "openPrompt", file: "a.prompt.md", line: 0 },
    { type: "showFailing", instruction: "i-1", title: "a, line 1" },
    { type: "keep", kept: true },
    { type: "run", command: "homeostat.evaluate" },
  ])("$type", (intent) => {
    expect(parseTraceIntent({ ...intent, extra: "x" })).toEqual(intent);
  });
  it.each([
    undefined,
    "ready",
    { type: "eval" },
    { type: "span", id: 3 },
    { type: "text", place: "" },
    { type: "openBehavior" },
    { type: "openPrompt", file: "a", line: -1 },
    { type: "openPrompt", file: ["a"], line: 1 },
    { type: "showFailing", instruction: "i" },
    { type: "keep", kept: "yes" },
    { type: "run", command: "workbench.action.terminal.new" },
    { type: "run", command: "homeostat.repairStore" },
  ])("nothing else: %j", (message) => {
    expect(parseTraceIntent(message)).toBeUndefined();
  });
});

it("a panel is made again from an id and a folder, and from nothing else", () => {
  expect(parseTraceState({ of: { id: "a", folder: "file:///x" }, opened: [] })).toEqual({
    id: "a",
    folder: "file:///x",
  });
  for (const state of [undefined, {}, { of: {} }, { of: { id: 1 } }, "a"])
    expect(parseTraceState(state)).toBeUndefined();
});

it("what a link asks to see is taken field by field", () => {
  expect(parseFocus({ message: 2, evaluator: 7, instructions: ["i", 3], more: 1 })).toEqual({
    message: 2,
    instructions: ["i"],
  });
  expect(parseFocus("x")).toBeUndefined();
});

it("a label is pass, fail or unknown, or goes; everything else about it is text", () => {
  expect(
    parseTraceIntent({ type: "label", label: "fail", why: "rude", evaluator: "tone", sample: 3, x: 1 }),
  ).toEqual({ type: "label", label: "fail", why: "rude", evaluator: "tone" });
  expect(parseTraceIntent({ type: "label", who: "Ada" })).toEqual({ type: "label", who: "Ada" });
  expect(parseTraceIntent({ type: "label", label: "maybe" })).toBeUndefined();
  expect(parseTraceIntent({ type: "label", label: 1 })).toBeUndefined();
});
