import { describe, expect, it } from "vitest";
import { promptSeeds } from "../../../../test/support/prompt-seeds.ts";
import { readPrompt } from "../../prompt/index.ts";
import { applyInstructionEdits } from "./apply-instruction-edits.ts";
import type { InstructionEdit } from "./instruction-edit.ts";

const shop = `# Shop

You help people. Ask first. Be kind.

- Always look up the order.
- Never promise a refund.
- Answer in one line.

## Refunds

- If the user is angry, say sorry.
`;

const keyOf = (file: string, text: string, words: string): string =>
  readPrompt(file, text).instructions.find((one) => one.text.includes(words))!.key;
const key = (words: string): string => keyOf("a.prompt.md", shop, words);

const edited = (...edits: readonly InstructionEdit[]): string => {
  const one = applyInstructionEdits({ file: "a.prompt.md", text: shop }, edits);
  return "text" in one ? one.text : `cannot: ${one.cannot}`;
};

describe("edits of instructions", () => {
  it("rewrites words and leaves the bullet", () => {
    expect(
      edited({ operator: "rewrite", line: key("Never"), text: "- Promise a refund\nonly if it is due." }),
    ).toBe(shop.replace("Never promise a refund.", "Promise a refund only if it is due."));
  });

  it("splits an item into items, and a sentence into sentences", () => {
    expect(
      edited({ operator: "split", line: key("look up"), texts: ["Ask for the number.", "Look it up."] }),
    ).toBe(shop.replace("- Always look up the order.", "- Ask for the number.\n- Look it up."));
    expect(edited({ operator: "split", line: key("Be kind"), texts: ["Be kind.", "Be brief."] })).toBe(
      shop.replace("Be kind.", "Be kind. Be brief."),
    );
  });

  it("adds an item behind another, and moves one into another section", () => {
    const to = { line: key("sorry"), where: "behind" } as const;
    expect(edited({ operator: "add", to, text: "Name the date." })).toBe(
      shop.replace("say sorry.", "say sorry.\n- Name the date."),
    );
    expect(edited({ operator: "move", line: key("Never"), to })).toBe(
      shop
        .replace("- Never promise a refund.\n", "")
        .replace("say sorry.", "say sorry.\n- Never promise a refund."),
    );
  });

  it("makes several at once", () => {
    expect(
      edited(
        { operator: "remove", line: key("one line") },
        { operator: "rewrite", line: key("sorry"), text: "If the user is upset, apologise once." },
      ),
    ).toBe(
      shop
        .replace("- Answer in one line.\n", "")
        .replace("If the user is angry, say sorry.", "If the user is upset, apologise once."),
    );
  });

  it("says why it cannot", () => {
    const line = key("Never");
    expect(edited({ operator: "rewrite", line, text: "  " })).toContain("no words");
    expect(edited({ operator: "rewrite", line: "gone", text: "x" })).toContain("not in this text");
    expect(edited({ operator: "rewrite", line, text: "Never promise a refund." })).toContain(
      "changes nothing",
    );
    expect(edited({ operator: "remove", line }, { operator: "rewrite", line, text: "No." })).toContain(
      "same words",
    );
    const frozen = applyInstructionEdits(
      { file: "a.prompt.md", text: shop },
      [{ operator: "remove", line: key("sorry") }],
      ["## Refunds"],
    );
    expect(frozen).toEqual({ cannot: "It is frozen by the configuration." });
  });

  it.each(promptSeeds)("%s: a rewritten line is the only one that is read otherwise", (file, text) => {
    const document = readPrompt(file, text);
    for (const { key: line } of document.instructions) {
      const one = applyInstructionEdits({ file, text }, [
        { operator: "rewrite", line, text: 'Say "yes: no" & \\ <b> once it is so.' },
      ]);
      if ("cannot" in one) continue;
      const texts = readPrompt(file, one.text).instructions.map((other) => other.text);
      const others = document.instructions.filter((other) => other.key !== line).map((other) => other.text);
      expect(texts).toEqual(expect.arrayContaining(others));
    }
  });

  it("can rewrite a line of every format", () => {
    for (const [file, text] of promptSeeds) {
      const { instructions } = readPrompt(file, text);
      const made = instructions.filter(({ key: line, text: words }) => {
        const one = applyInstructionEdits({ file, text }, [
          { operator: "rewrite", line, text: `${words} Always.` },
        ]);
        return "text" in one;
      });
      expect([file, made.length > 0 || instructions.length === 0]).toEqual([file, true]);
    }
  });
});
