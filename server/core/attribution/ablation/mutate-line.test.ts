import { describe, expect, it } from "vitest";
import { promptSeeds } from "../../../../test/support/prompt-seeds.ts";
import { readPrompt } from "../../prompt/index.ts";
import { type LineOperator, lineOperators, mutateLine } from "./mutate-line.ts";
import { negated, type Rewording, weakened } from "./reworded.ts";

const mutated = (
  file: string,
  text: string,
  words: string,
  operator: LineOperator,
  frozen: Parameters<typeof mutateLine>[3] = [],
) => {
  const one = readPrompt(file, text).instructions.find((line) => line.text.includes(words));
  return mutateLine({ file, text }, one?.key ?? "", operator, frozen);
};
const textOf = (...args: Parameters<typeof mutated>): string => {
  const one = mutated(...args);
  return "text" in one ? one.text : `cannot: ${one.cannot}`;
};

const shop = `# Shop

You help people. Ask first. Be kind.

- Always look up the order.
- Never promise a refund.
- Answer in one line.

## Refunds

- If the user is angry, say sorry.
`;

describe("dropping a line", () => {
  it("takes its bullet along, and of a paragraph its sentence", () => {
    expect(textOf("a.prompt.md", shop, "Never", "drop")).toBe(
      shop.replace("- Never promise a refund.\n", ""),
    );
    expect(textOf("a.prompt.md", shop, "Ask first", "drop")).toBe(shop.replace("Ask first. ", ""));
    expect(textOf("a.prompt.md", shop, "Be kind", "drop")).toBe(shop.replace(" Be kind.", ""));
    expect(textOf("a.prompt.md", shop, "say sorry", "drop")).toBe(
      shop.replace("- If the user is angry, say sorry.\n", ""),
    );
  });

  it.each([
    [
      "chat.json",
      '[{"role": "system", "content": "Ask first.\\n\\n- Be kind.\\n- Stop."}]',
      "Be kind",
      "- Be kind.\\n",
    ],
    [
      "a.prompt.yml",
      "messages:\n  - role: system\n    content: |\n      Ask first.\n\n      - Be kind.\n      - Stop.\n",
      "Be kind",
      "- Be kind.\n      ",
    ],
    [
      "agent.py",
      'PROMPT = ("Ask first.\\n"\n    "- Be kind.\\n"\n    "- Stop here now.\\n")\n',
      "Be kind",
      "- Be kind.\\n",
    ],
    ["a.prompt.md", "Ask first.\r\n\r\n- Be kind.\r\n- Stop.\r\n", "Be kind", "- Be kind.\r\n"],
    ["a.prompt.md", "# A\n\nAsk first.\n\nBe kind.\n\n- Stop.\n", "Be kind", "Be kind.\n\n"],
    [
      "a.prompt.md",
      "# A\n\n| when | do |\n|---|---|\n| if ill | rest |\n| if well | work |\n",
      "rest",
      "| if ill | rest |\n",
    ],
  ])("in %s leaves the form of the file whole", (file, text, words, gone) => {
    expect(textOf(file, text, words, "drop")).toBe(text.replace(gone, ""));
  });

  it("says what it cannot do", () => {
    expect(textOf("a.prompt.md", "Ask first.\n\nThe shop opened in 1990.\n", "1990", "weaken")).toBe(
      "cannot: It orders nothing that could be weakened.",
    );
    expect(
      textOf("a.prompt.md", "- Greet everybody by name.\n  - Offer help.\n- Stop.\n", "Greet", "drop"),
    ).toMatch(/^cannot: Lines are nested/);
    expect(textOf("a.prompt.md", "Be kind.\n", "kind", "drop")).toMatch(/all that the prompt says/);
    expect(textOf("a.njk", "{% if a %}Ask first.\nStop here.{% endif %}\nBe kind.\n", "Ask", "drop")).toMatch(
      /^cannot: /,
    );
  });
});

describe("moving a line", () => {
  it("goes to the front of its section, or to the end, as an item where the others are", () => {
    expect(
      textOf("a.prompt.md", "# A\n\n- One thing first.\n- Be kind.\n- Stop here.\n", "Stop", "move-first"),
    ).toBe("# A\n\n- Stop here.\n- One thing first.\n- Be kind.\n");
    expect(textOf("a.prompt.md", "# A\n\n- Ask first.\n- Be kind.\n- Stop here.\n", "Ask", "move-last")).toBe(
      "# A\n\n- Be kind.\n- Stop here.\n- Ask first.\n",
    );
    expect(textOf("a.prompt.md", "# A\n\n- Ask first.\n", "Ask", "move-first")).toBe(
      "cannot: It stands there already.",
    );
  });
});

describe("frozen", () => {
  it.each([["## Refunds"], ["Refunds"], ["#refunds"], [{ lines: "say SORRY" }], ["is angry, say"]])(
    "%j is never changed",
    (frozen) => {
      for (const operator of lineOperators)
        expect(textOf("a.prompt.md", shop, "say sorry", operator, [frozen])).toBe(
          "cannot: It is frozen by the configuration.",
        );
      expect(textOf("a.prompt.md", shop, "Never", "drop", [frozen])).not.toMatch(/^cannot/);
    },
  );

  it("nothing is moved into a section that is frozen", () => {
    expect(textOf("a.prompt.md", shop, "Never", "move-last", ["## Refunds"])).toMatch(/^cannot: /);
  });
});

const says = (text: string, change: Rewording | undefined): string =>
  change ? text.slice(0, change.start) + change.text + text.slice(change.end) : "cannot";

describe("other words", () => {
  it.each([
    ["Always ask first.", "Where possible ask first.", "Never ask first."],
    ["Never promise a refund.", "Preferably do not promise a refund.", "Promise a refund."],
    [
      "You must verify the order.",
      "You should, where possible, verify the order.",
      "You must not verify the order.",
    ],
    ["You must not cancel.", "You should preferably not cancel.", "You must cancel."],
    [
      'Begin every answer with "Never mind,".',
      'Begin every answer with "Never mind,", where possible.',
      'Do not begin every answer with "Never mind,".',
    ],
    [
      "If the user is angry, say sorry.",
      "If the user is angry, say sorry, where possible.",
      "If the user is angry, do not say sorry.",
    ],
    [
      "If the user can prove it, you may refund; otherwise you must not.",
      "If the user can prove it, you may refund; otherwise you should preferably not.",
      "If the user can prove it, you may not refund; otherwise you must not.",
    ],
    ["Don't guess.", "Preferably don't guess.", "Guess."],
    ["The shop opened in 1990.", "The shop opened in 1990, where possible.", "cannot"],
  ])("%s", (text, weak, opposite) => {
    expect([says(text, weakened(text)), says(text, negated(text))]).toEqual([weak, opposite]);
  });
});

describe("every line of every format, by every operator", () => {
  it.each(promptSeeds)("%s: all other bytes and lines stay, or it says why not", (file, text) => {
    const options = { literals: ["*rompt*", "A", "a"] };
    const { instructions } = readPrompt(file, text, options);
    expect(instructions.length).toBeGreaterThan(0);
    let changed = 0;
    for (const { key } of instructions)
      for (const operator of lineOperators) {
        const one = mutateLine({ file, text, options }, key, operator);
        if ("cannot" in one) {
          expect(one.cannot).toMatch(/^[A-Z].*\.$/s);
          continue;
        }
        changed++;
        let rest = one.text;
        for (const { range, newText } of [...one.edits].reverse()) {
          const start =
            range.start +
            one.edits
              .filter((edit) => edit.range.start < range.start)
              .reduce((sum, edit) => sum + edit.newText.length - (edit.range.end - edit.range.start), 0);
          expect(rest.slice(start, start + newText.length)).toBe(newText);
          rest =
            rest.slice(0, start) + text.slice(range.start, range.end) + rest.slice(start + newText.length);
        }
        expect(rest).toBe(text);
        const after = readPrompt(file, one.text, options).instructions;
        expect(after).toHaveLength(instructions.length - (operator === "drop" ? 1 : 0));
      }
    expect(changed).toBeGreaterThan(0);
  });
});
