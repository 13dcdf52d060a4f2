import { describe, expect, it } from "vitest";
import { announcedCases, caseTrigger, leadInTrigger, titleTrigger, triggerOf } from "./triggers.ts";

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
    ["If it is 10:30 or later, say so.", "it is 10:30 or later"],
    ["For example, if the guide gives a link, add it to the answer.", "the guide gives a link"],
    ["Late orders: if the parcel is lost, refund it.", "the parcel is lost"],
    ["If security_risk is set, warn them.", "security_risk is set"],
    ["When asked to plan, book, or cancel a trip, just do it.", "asked to plan, book, or cancel a trip"],
    ["If the tent (two persons) leaks, replace it.", "the tent (two persons) leaks"],
    ["Add the dates if the guest names them - they matter.", "the guest names them"],
    ["Set the host if you see vite.config.js in the list.", "you see vite.config.js in the list"],
    ["If the guest is late, wait. Never call them.", "the guest is late"],
    ["If the guest is late, wait. If they cancel, refund them.", "the guest is late or they cancel"],
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
    "If possible, name two sources.",
    "Add the source when available.",
    "When responding to the user, be brief.",
    "When formulating your answers, cite the guide.",
    "While it is fine to quote, do not copy.",
    "After each call, look at the result.",
    "Before you call a tool, think.",
    "For the front end it knows React, Vue and Svelte.",
    "Say true if the order is late or false if it is not.",
    "Follow the template (look for it if it exists).",
    "Ask for the number. If it is missing, wait.",
    "Only ask again if absolutely necessary.",
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

describe("titleTrigger", () => {
  it("is the condition a section stands under", () => {
    expect(titleTrigger("When the guest is angry")).toBe("the guest is angry");
    expect(titleTrigger("If a tool fails:")).toBe("a tool fails");
  });

  it.each(["When to use this", "When not to answer", "For developers", "Before you start", "Tone"])(
    "is none in: %s",
    (title) => {
      expect(titleTrigger(title)).toBeUndefined();
    },
  );
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

describe("announcedCases", () => {
  it.each([
    ["Otherwise, flight can be cancelled if any of the following is true:", "flight can be cancelled"],
    ["Never refund unless one of these applies:", "refund"],
    ["Transfer to a human agent only if:", "Transfer to a human agent"],
    ["You may offer a refund in the following cases:", "offer a refund"],
    ["A line can be suspended for the following reasons:", "A line can be suspended"],
  ])("what is only allowed then is put to work where it is asked for: %s", (line, condition) => {
    expect(announcedCases(line)).toEqual({ condition });
  });

  it.each([
    "Escalate to a human when:",
    "**Use this skill when:**",
    "Do not cancel if any of the following holds:",
    "A flight cannot be changed if one or more of the following apply:",
  ])("what has to be done, or must not be, where a case is there: %s", (line) => {
    expect(announcedCases(line)).toEqual({});
  });

  it.each([
    "Refund:",
    "Check if any of the following is true:",
    "Ask the user where:",
    "Respond in:",
    "This spike is complete when:",
    "Answer in JSON when the user asks:",
    "If the user is a gold member:",
  ])("announces no cases: %s", (line) => {
    expect(announcedCases(line)).toBeUndefined();
  });
});

describe("caseTrigger", () => {
  it.each([
    ["The user is angry.", "The user is angry"],
    ["The booking was made within the last 24 hrs, or", "The booking was made within the last 24 hrs"],
    ["If the user insists", "the user insists"],
    ["The user is angry. That is rare.", "The user is angry"],
  ])("%s", (item, trigger) => {
    expect(caseTrigger(item)).toBe(trigger);
  });

  it("is no order", () => {
    expect(caseTrigger("Ask the user first")).toBeUndefined();
  });
});
