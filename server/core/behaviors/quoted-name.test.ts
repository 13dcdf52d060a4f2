import { describe, expect, it } from "vitest";
import { withQuotations } from "./quoted-name.ts";

const named = (coverage: number, uses = 2) => ({
  name: "degrees by ten",
  words: ["heat warning"],
  coverage,
  uses,
  isVerbPhrase: false,
});

const said = (...texts: readonly string[]) => texts.map((text) => ({ text, content: text }));
const week = said(
  "hi",
  "show me the plan",
  "what's on  this week.",
  "my days this week please",
  "week plan?",
);
const weather = said("is it too hot to run", "will it rain on the run");

describe("what a behavior is called where its users share no phrase", () => {
  it("by the short request that holds most of what its users do share, as a quotation", () =>
    expect(withQuotations([named(0.05), named(0.5)], [week, weather])).toMatchObject([
      { name: "“what's on this week”", words: ["heat warning"] },
      { name: "degrees by ten" },
    ]));
  it("by its phrase where that covers enough and more than one user wrote it", () =>
    expect(withQuotations([named(0.4), named(0.4, 1)], [week, weather]).map(({ name }) => name)).toEqual([
      "degrees by ten",
      "degrees by ten",
    ]));
  it("by a quotation where one user alone wrote the phrase", () =>
    expect(withQuotations([named(0.4, 1), named(0.5)], [week, weather])[0]!.name).toBe(
      "“what's on this week”",
    ));
  it("by no request that holds a number, which is one person's", () => {
    const numbered = said("what's on this week 4711", "what's on this week 4712");
    const plain = said("so what is planned this week");
    const names = withQuotations([named(0.05), named(0.05)], [[...numbered, ...plain], numbered]);
    expect(names.map(({ name }) => name)).toEqual(["“so what is planned this week”", "degrees by ten"]);
  });
  it("by its phrase where no request is short enough to quote", () => {
    const long = Array.from({ length: 30 }, (_, i) => `word${i}`).join(" ");
    expect(withQuotations([named(0.05)], [said(long, "hm", long)])[0]!.name).toBe("degrees by ten");
  });
});
