import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { proposeLinks, textsIn } from "./propose-links.ts";

const document = readPrompt(
  "shop.prompt.md",
  `# Shop

## Refunds

- Refund at most 50 euros by yourself.
- If the customer is angry, offer a voucher.

## Manners

- Always thank the customer.
- Never promise a date of delivery.
`,
);
const proposed = (name: string, assert: readonly unknown[] = [], description?: string): string[] =>
  proposeLinks({ name, texts: textsIn(assert), ...(description && { description }) }, document).map(
    ({ text }) => text,
  );

describe("lines that an evaluator may test", () => {
  it("share words with its name, its description, or what it asserts", () => {
    expect(proposed("small-refunds")[0]).toBe("Refund at most 50 euros by yourself.");
    expect(proposed("e1", [], "No promises of when something is delivered")[0]).toBe(
      "Never promise a date of delivery.",
    );
    expect(proposed("e2", [{ type: "llm-rubric", value: "Says thank you." }])[0]).toBe(
      "Always thank the customer.",
    );
  });
  it("are none where no line does", () =>
    expect(proposed("latency-budget", [{ type: "word-count" }])).toEqual([]));
  it("are three at most, and say what stands for them under covers", () => {
    const links = proposeLinks({ name: "customer-refund-promise-voucher-thank", texts: [] }, document);
    expect(links).toHaveLength(3);
    for (const { cover, text } of links) expect(text).toContain(cover);
  });
});
