import { describe, expect, it } from "vitest";
import { commands } from "../../server/protocol/index.ts";
import { parseAgreementIntent } from "./agreement-intent.ts";

describe("what the page of agreement may ask for", () => {
  it.each([
    { type: "ready" },
    { type: "copy" },
    { type: "against", against: "outcome" },
    { type: "openConversation", id: "c1" },
    { type: "openConversation", id: "c1", evaluator: "tone" },
    { type: "run", command: commands.evaluate },
  ])("%j", (intent) => {
    expect(parseAgreementIntent({ ...intent, more: 1 })).toEqual(intent);
  });
});

describe("everything else is no intent", () => {
  it.each([
    undefined,
    null,
    "copy",
    {},
    { type: "against", against: "everybody" },
    { type: "openConversation" },
    { type: "openConversation", id: "c1", evaluator: 7 },
    { type: "run", command: "workbench.action.closeWindow" },
    { type: "run", command: commands.forgetUser },
  ])("%j", (message) => {
    expect(parseAgreementIntent(message)).toBeUndefined();
  });
});
