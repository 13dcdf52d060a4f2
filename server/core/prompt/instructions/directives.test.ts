import { describe, expect, it } from "vitest";
import { isDirective, opensWithOrder } from "./directives.ts";

describe("isDirective", () => {
  it.each([
    "Ask for the order number.",
    "Please also ask for the e-mail address.",
    "Never a refund in cash.",
    "Do not guess.",
    "Do it at once.",
    "**Politely** decline.",
    "Given the score, predict the winner.",
    "Re-read the question.",
    "Thoroughly explore the folder.",
    "Edge cases - consider empty orders.",
    "Commit your work.",
    "Organise the answers.",
    "Where possible, combine two calls.",
    "Refunds: issue them to the original card.",
    "The agent must confirm every booking.",
    "Answers should be short.",
    "You don't give medical advice.",
  ])("orders: %s", (text) => {
    expect(isDirective(text)).toBe(true);
  });

  it.each([
    "The shop was founded in 1990.",
    "Reference data of the shop.",
    "Commit history.",
    "Economy, business and first class.",
    "Do you have the number?",
    "42",
    "",
  ])("does not: %s", (text) => {
    expect(isDirective(text)).toBe(false);
  });
});

describe("opensWithOrder", () => {
  it("looks at the opening alone", () => {
    expect(opensWithOrder("Ask first")).toBe(true);
    expect(opensWithOrder("They ask first")).toBe(false);
    expect(opensWithOrder("the answer must be short")).toBe(false);
  });
});
