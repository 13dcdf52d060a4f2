import { describe, expect, it } from "vitest";
import { readPrompt } from "../../prompt/index.ts";
import { freshSystemText } from "./fresh-system-text.ts";

const read = (text: string, file = "support.prompt.md") => readPrompt(file, text);
const policy = "# Policy\n\nYou help {{name}}.\n\n- Ask for the order number.\n- Never promise a date.\n";
const edited = policy.replace("a date", "a date or a price");

describe("the system text that production would have made of an edited prompt", () => {
  it("has the recorded variables, and what production wraps around it", () => {
    const systemText = `<rules>\n${policy.trim().replace("{{name}}", "Ada")}\n</rules>\nToday is Monday.`;
    const fresh = freshSystemText(
      { systemText, document: read(policy), range: undefined, variables: { name: "Ada" } },
      read(edited),
    );
    expect(fresh).toEqual({
      text: systemText.replace("a date", "a date or a price"),
      unfilled: [],
    });
  });

  it("goes by the range where the recorded text differs from the version", () => {
    const systemText = `Wrapper.\n\n# Policy\n\nYou help Ada Lovelace of London.\n\n- Ask for the order number.\n- Never promise a date.\n\nEnd of it.`;
    const range = { start: systemText.indexOf("You help"), end: systemText.indexOf("\n\nEnd") };
    const fresh = freshSystemText(
      { systemText, document: read(policy), range, variables: { name: "Ada" } },
      read(edited),
    );
    expect(fresh.text).toBe(
      "Wrapper.\n# Policy\n\nYou help Ada.\n\n- Ask for the order number.\n- Never promise a date or a price.\nEnd of it.",
    );
  });

  it("is the new text alone where nothing was captured, and names what nobody can fill in", () => {
    const fresh = freshSystemText(
      { systemText: undefined, document: undefined, range: undefined, variables: {} },
      read(edited),
    );
    expect(fresh).toEqual({ text: edited.trim(), unfilled: ["name"] });
  });

  it("renders the branches that were rendered in the recording, and new ones", () => {
    const template = (extra = "") =>
      `You sell books.\n{{#if vip}}\nOffer the lounge to this guest.\n{{/if}}\n{{#if new}}\nExplain how returns work here.\n{{/if}}\n${extra}Be kind.\n`;
    const fresh = freshSystemText(
      {
        systemText: "You sell books.\nOffer the lounge to this guest.\nBe kind.",
        document: read(template(), "a.prompt.md"),
        range: undefined,
        variables: {},
      },
      read(template("{{#if sale}}\nName the discount at once.\n{{/if}}\n"), "a.prompt.md"),
    );
    expect(fresh.text).toContain("Offer the lounge");
    expect(fresh.text).toContain("Name the discount");
    expect(fresh.text).not.toContain("returns work");
    expect(fresh.text).not.toContain("{{");
  });
});
