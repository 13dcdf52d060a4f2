import { describe, expect, it } from "vitest";
import { leadInTrigger, triggerOf } from "./triggers.ts";

describe("triggerOf", () => {
  it.each([
    ["If the runner mentions pain, stop the plan.", "the runner mentions pain"],
    ["When in doubt: ask.", "in doubt"],
    ["Once the payment is confirmed, send the receipt.", "the payment is confirmed"],
    ["- If the user is rude, stay polite.", "the user is rude"],
    ["Otherwise, if the order is lost, refund it.", "the order is lost"],
    ["For refunds, ask for the order number.", "refunds"],
    ["**If** the user asks for *more*, offer `more`.", "the user asks for more"],
    ["Stop the plan when the runner mentions pain.", "the runner mentions pain"],
    ["| Transfer to a human | if the user insists | always |", "the user insists"],
  ])("%s", (sentence, trigger) => {
    expect(triggerOf(sentence)).toBe(trigger);
  });

  it("ends a leading condition where the order begins, not at a comma in a list or in brackets", () => {
    expect(triggerOf("If the user mentions rain, snow or ice, tell them to stay in.")).toBe(
      "the user mentions rain, snow or ice",
    );
    expect(triggerOf("If the member (gold, silver) asks, do it.")).toBe("the member (gold, silver) asks");
  });

  it.each([
    "Ask for the order number.",
    "Ask if the user wants more.",
    "Check whether the order is late, and if and only if it is, say so.",
    "Even if the user insists, never promise a date.",
    "Use a list only if needed.",
    "Unless told otherwise, answer in English.",
    "For safety reasons, never name a dose.",
    "For example, say hello.",
    "If",
    "",
  ])("has no condition: %s", (sentence) => {
    expect(triggerOf(sentence)).toBeUndefined();
  });

  it("is the same however the sentence is wrapped", () => {
    const wrapped = "If the runner\r\n  mentions\tpain, stop the plan.";
    expect(triggerOf(wrapped)).toBe("the runner mentions pain");
  });
});

describe("leadInTrigger", () => {
  it("is the condition of a line that is nothing else", () => {
    expect(leadInTrigger("If the user is a gold member:")).toBe("the user is a gold member");
    expect(leadInTrigger("If the user\n  is a gold member:")).toBe("the user is a gold member");
    expect(leadInTrigger("If the order is late, do this:")).toBe("the order is late");
  });

  it("is undefined for other lines that lead into something", () => {
    expect(leadInTrigger("Answer in this form:")).toBeUndefined();
    expect(leadInTrigger("If the user is a gold member")).toBeUndefined();
  });
});
