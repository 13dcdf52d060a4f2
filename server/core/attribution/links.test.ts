import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { resolveCover } from "./links.ts";

const document = readPrompt(
  "a.prompt.md",
  `# Rules

You should make **one tool call** at a time. If you respond, make none.

## Book flight

- Ask for the user id.
- Offer insurance. <!-- #insurance -->

## Cancel flight

- Ask for the user id.
`,
);
const covered = (cover: string): string[] =>
  resolveCover(cover, document).keys.map((key) => document.instructions.find((one) => one.key === key)!.text);

describe("covers", () => {
  it("finds the one instruction that holds the text, whatever case, blanks and emphasis", () =>
    expect(covered("ONE tool  call")).toEqual(["You should make **one tool call** at a time."]));
  it("covers all sentences of a quoted paragraph", () =>
    expect(covered("one tool call at a time. If you respond, make none.")).toHaveLength(2));
  it("says when several hold it", () =>
    expect(resolveCover("Ask for the user id", document)).toEqual({ keys: [], problem: "several" }));
  it("says when none does", () =>
    expect(resolveCover("no such line", document)).toEqual({ keys: [], problem: "none" }));
  it("takes a section by its slug", () =>
    expect(covered("#book-flight")).toEqual(["Ask for the user id.", "Offer insurance."]));
  it("takes an instruction by its anchor", () => expect(covered("#insurance")).toEqual(["Offer insurance."]));
});
