import { describe, expect, it } from "vitest";
import { withQuotation } from "./quoted-name.ts";

const named = (coverage: number) => ({
  name: "degrees by ten",
  words: ["heat warning"],
  coverage,
  isVerbPhrase: false,
});

describe("what a behavior is called where its users share no words", () => {
  it("by its most typical short request, as a quotation", () =>
    expect(withQuotation(named(0.05), ["hi", "what's on  this week.", "and next week?"])).toMatchObject({
      name: "“what's on this week”",
      words: ["heat warning"],
    }));
  it("by its phrase where that covers enough", () =>
    expect(withQuotation(named(0.4), ["what's on this week"]).name).toBe("degrees by ten"));
  it("by its phrase where no request is short enough to quote", () => {
    const long = Array.from({ length: 30 }, (_, i) => `word${i}`).join(" ");
    expect(withQuotation(named(0.05), [long, "hm"]).name).toBe("degrees by ten");
  });
});
