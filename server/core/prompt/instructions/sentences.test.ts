import { describe, expect, it } from "vitest";
import { splitSentences } from "./sentences.ts";

const sentences = (text: string): string[] =>
  splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe("splitSentences", () => {
  it.each<[string, string[]]>([
    ["Ask first. Then go! Why? Because.", ["Ask first.", "Then go!", "Why?", "Because."]],
    ["  Ask first.\n  Then\n  go.  ", ["Ask first.", "Then\n  go."]],
    ["Use e.g. a list, i.e. Bullets. Go on.", ["Use e.g. a list, i.e. Bullets.", "Go on."]],
    ["Ask Dr. Smith at 5 p.m. Paris time. Wait.", ["Ask Dr. Smith at 5 p.m. Paris time.", "Wait."]],
    ["It costs 3.5 dollars at shop.com today. Ok.", ["It costs 3.5 dollars at shop.com today.", "Ok."]],
    ["Phase 1. Ask first. Step 2. Then go.", ["Phase 1. Ask first.", "Step 2. Then go."]],
    ["1. Ask first. 2. Then go.", ["1. Ask first.", "2. Then go."]],
    ["Say **stop.** Then *wait.* Go (now.) Done.", ["Say **stop.**", "Then *wait.*", "Go (now.)", "Done."]],
    ["Wait... and see. Go.", ["Wait... and see.", "Go."]],
    ["今日は。元気ですか？はい", ["今日は。", "元気ですか？", "はい"]],
    ["Ask first. 📦 Send it. {{name}} decides.", ["Ask first.", "📦 Send it.", "{{name}} decides."]],
    ["Ask first. 🗺️ Send it.", ["Ask first.", "🗺️ Send it."]],
    ["Never say no. Ask for order no. 5 first.", ["Never say no.", "Ask for order no. 5 first."]],
    ["no stop at all", ["no stop at all"]],
    ["", []],
    [" \n ", []],
  ])("%j", (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it("leaves a quotation whole, however much follows it", () => {
    const rest = "Then go on with the next step of the plan. ".repeat(20).trim();
    const found = sentences(`Say "Please hold. One moment." first. ${rest}`);
    expect(found[0]).toBe('Say "Please hold. One moment." first.');
    expect(found).toHaveLength(21);
  });

  it("splits again some lines after a quotation that was never closed", () => {
    const found = sentences(`Say "Please hold. ${"Then go on with the next step. ".repeat(40)}`);
    expect(found.length).toBeGreaterThan(25);
  });

  it("does not take an apostrophe for an open quotation", () => {
    expect(sentences("Don't ask the users' names. It's theirs. Go.")).toHaveLength(3);
  });
});
