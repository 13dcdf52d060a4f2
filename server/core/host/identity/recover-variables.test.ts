import { describe, expect, it } from "vitest";
import { knownVersion } from "../../../../test/support/made-prompts.ts";
import { PromptMatcher } from "../match-prompts.ts";
import { maxValueLength } from "./recover-variables.ts";

const always = "\n\nNever promise a refund.\nAnswer in plain English.\n";

function valuesIn(
  template: string,
  text: string,
  file = "a.prompt.md",
): Readonly<Record<string, string>> | undefined {
  return new PromptMatcher([knownVersion(file, template)]).inText(text)[0]?.variables;
}

const others = "\nAsk for the order number before anything else.\nList what you did at the end.\n";

describe("values of variables are recovered", () => {
  it.each([
    [
      "inside a sentence",
      "You help {{name}} of {{company}} today.",
      "You help Ada Byron of Engines, Ltd. today.",
      { name: "Ada Byron", company: "Engines, Ltd." },
    ],
    [
      "over several lines",
      "These rules hold:\n{{rules}}\nEnd of the rules.",
      "These rules hold:\n- One.\n\n- Two `x`.\nEnd of the rules.",
      { rules: "- One.\n\n- Two `x`." },
    ],
    ["at the end of a line", "Today is {{day}}", "Today is 2026-01-02", { day: "2026-01-02" }],
    [
      "between marks, which are the template's",
      'Call the user **{{name}}**, "{{nick}}" or `{{id}}` at will.',
      "Call the user **Ada**, “Lady A” or `a_1` at will.",
      { name: "Ada", nick: "Lady A", id: "a_1" },
    ],
    ["right up to the text", "This is the {{count}}st visit.", "This is the 21st visit.", { count: "21" }],
    [
      "of other dialects",
      "Work for ${input:company} in {city} for {{ user.days | round }} days.",
      "Work for Acme in Bern for 3 days.",
      { company: "Acme", city: "Bern", "user.days": "3" },
    ],
    [
      "once for all uses",
      "Greet {{name}} first. Thank {{name}} last.",
      "Greet Ada first. Thank Ada last.",
      { name: "Ada" },
    ],
    [
      "empty ones",
      "The note of the user: {{note}} (end of it)",
      "The note of the user: (end of it)",
      { note: "" },
    ],
    [
      "at the very beginning, from its line on",
      "{{name}} is the customer you help.",
      "Preface.\nAda is the customer you help.",
      { name: "Ada" },
    ],
    [
      "in a branch that was rendered",
      "Be kind.{{#if vip}} Offer {{gift}} to them.{{/if}} Be quick.",
      "Be kind. Offer a pen to them. Be quick.",
      { gift: "a pen" },
    ],
    [
      "not in one that was not",
      "Be kind.{{#if vip}} Offer {{gift}} to them.{{/if}} Be quick.",
      "Be kind. Be quick.",
      {},
    ],
  ])("%s", (_, template, text, values) => expect(valuesIn(template + always, text + always)).toEqual(values));

  it("not from a text that was never rendered, and not from next to nothing", () => {
    expect(valuesIn(`You help {{name}} today.${always}`, `You help {{name}} today.${always}`)).toEqual({});
    expect(valuesIn(`- {{item}}: {{price}} - {{more}}${always}`, `- Pen: 3 - 4${always}`)).toEqual({});
  });

  it("where the text around a variable was changed farther away", () =>
    expect(
      valuesIn(
        `Once upon a time you helped nobody; today you help {{name}} with all there is.${always}${others}`,
        `Long ago you helped nobody; today you help Ada with all there is.\nBe brief.${always}${others}`,
      ),
    ).toEqual({ name: "Ada" }));

  it(`up to ${maxValueLength} characters each`, () =>
    expect(
      valuesIn(
        `These rules hold: {{rules}} (end of rules)${always}`,
        `These rules hold: ${"x".repeat(9_000)} (end of rules)${always}`,
      ),
    ).toEqual({
      rules: "x".repeat(maxValueLength),
    }));

  it("in a chat, of its system message", () =>
    expect(
      valuesIn(
        'messages:\n  - role: system\n    content: |\n      You help {{name}} today.\n      Never promise a refund.\n  - role: user\n    content: "{{question}}"\n',
        "You help Ada today.\nNever promise a refund.",
        "a.prompt.yml",
      ),
    ).toEqual({ name: "Ada" }));
});
