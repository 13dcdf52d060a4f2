import { describe, expect, it } from "vitest";
import { commands } from "../../server/protocol/index.ts";
import { parseDiagnosisIntent, parseDiagnosisState, parseDiagnosisTarget } from "./diagnosis-intent.ts";

describe("what the page of a diagnosis may ask for", () => {
  it.each([
    { type: "ready" },
    { type: "again" },
    { type: "cancel" },
    { type: "copy" },
    { type: "improve" },
    { type: "openLine", file: "a.prompt.md", key: "k" },
    { type: "list", file: "a.prompt.md", mechanism: "m" },
    { type: "openConversation", id: "c1" },
    { type: "openConversation", id: "c1", message: 0, evaluator: "tone" },
    { type: "openBehavior", id: "b-1" },
    { type: "run", command: commands.evaluate },
  ])("%j", (intent) => {
    expect(parseDiagnosisIntent({ ...intent, more: 1 })).toEqual(intent);
  });
});

describe("everything else is no intent", () => {
  it.each([
    undefined,
    null,
    "ready",
    {},
    { type: "openLine", file: "a.prompt.md" },
    { type: "openLine", file: 1, key: "k" },
    { type: "list", file: "a.prompt.md" },
    { type: "openConversation" },
    { type: "openConversation", id: "c1", message: -1 },
    { type: "openConversation", id: "c1", message: 1.5 },
    { type: "openConversation", id: "c1", evaluator: 7 },
    { type: "openBehavior", id: "" },
    { type: "run", command: "workbench.action.closeWindow" },
    { type: "run", command: commands.forgetUser },
  ])("%j", (message) => {
    expect(parseDiagnosisIntent(message)).toBeUndefined();
  });
});

describe("what can be diagnosed", () => {
  it.each([
    { kind: "workspace" },
    { kind: "prompt", file: "a.prompt.md" },
    { kind: "evaluator", name: "tone" },
    { kind: "behavior", id: "b-1" },
    { kind: "conversation", id: "c1" },
    { kind: "conversation", id: "c1", evaluator: "tone" },
  ])("%j", (target) => {
    expect(parseDiagnosisTarget({ ...target, more: 1 })).toEqual(target);
  });

  it("nodes of trees are what they stand for", () => {
    const evaluator = { kind: "evaluator", evaluator: { name: "tone" }, configUri: "file:///a" };
    expect(parseDiagnosisTarget(evaluator)).toEqual({ kind: "evaluator", name: "tone" });
    expect(parseDiagnosisTarget({ id: "b-1", size: 3, name: "x" })).toEqual({ kind: "behavior", id: "b-1" });
    const conversation = { kind: "conversation", conversation: { id: "c1" } };
    expect(parseDiagnosisTarget(conversation)).toEqual({ kind: "conversation", id: "c1" });
  });

  it.each([
    undefined,
    "a",
    {},
    { kind: "prompt" },
    { kind: "evaluator", name: "" },
    { kind: "line", id: "x" },
  ])("not %j", (target) => {
    expect(parseDiagnosisTarget(target)).toBeUndefined();
  });
});

it("what a page kept is read back, and anything else is not", () => {
  const of = { of: { kind: "prompt", file: "a" }, folder: "file:///w" };
  expect(parseDiagnosisState({ of, opened: [] })).toEqual(of);
  expect(parseDiagnosisState({ of: { of: { kind: "x" } } })).toBeUndefined();
  expect(parseDiagnosisState(undefined)).toBeUndefined();
});
