import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { foldForContainment } from "./folded-text.ts";
import { literalPattern, placesOf } from "./literal-pattern.ts";

const isIn = (instruction: string, system: string): boolean =>
  placesOf(foldForContainment(system), literalPattern(instruction)).length > 0;

describe("an instruction stands in a system text", () => {
  it.each([
    ["Ask for the **order number** first.", "ask for the _order\n number_ FIRST. Bye."],
    ["Greet {{name}} by name.", "GREET Ms. Doe-Smith by\nname."],
    ["Never say “maybe”, don't guess.", 'Never say "maybe", don’t guess.'],
    ["Call it « Café » – once…", 'Call it "Cafe\u0301" - once...'],
    ['Answer {"a": 1} alone.', 'Answer {{"a": 1}} alone.'],
    ["This is the {{count}}st of {{all}}.", "This is the 1st of 3."],
    ["Help {{{raw}}} and {{&raw}} now.", "Help <b> and <i> now."],
    ["Be kind{{#if vip}} and offer an upgrade{{/if}} to all.", "Be kind to all."],
    ["Be kind{{#if vip}} and offer an upgrade{{/if}} to all.", "Be kind and offer an upgrade to all."],
    ["Say {% if a %}yes{% else %}no{% endif %} to {{ who }}.", "Say no to Ada."],
    ["先问{{name}}的订单号。", "先问王先生的订单号。"],
  ])("%s: %s", (instruction, system) => expect(isIn(instruction, system)).toBe(true));

  it.each([
    ["Be {{tone}}.", "A number of things"],
    ["Ask for the book {{x}}", "Ask for the booking code"],
    ["Greet {{name}} by name.", "by name. Greet"],
    ["Always {{#if a}}say{{/if}} thanks.", "Always say please."],
  ])("and %s does not stand in: %s", (instruction, system) => expect(isIn(instruction, system)).toBe(false));

  it("with its stretches near one another", () => {
    expect(isIn("Greet {{name}} by name.", `Greet ${"x".repeat(1_900)} by name.`)).toBe(true);
    expect(isIn("Greet {{name}} by name.", `Greet ${"x".repeat(2_100)} by name.`)).toBe(false);
  });

  it("wherever its first stretch stands", () => {
    const far = `Greet all. ${"x".repeat(3_000)} Greet Kim by name. Greet Lou by name.`;
    const folded = foldForContainment(far);
    const places = placesOf(folded, literalPattern("Greet {{name}} by name."));
    expect([folded.slice(places[0], places[1]), folded.slice(places[2], places[3])]).toEqual([
      "greet kim by name.",
      "greet lou by name.",
    ]);
  });

  it("in linear time, however often it begins", () => {
    const start = processorMs();
    expect(isIn("a {{x}} b {{x}} c", "a b ".repeat(200_000))).toBe(false);
    expect(processorMs() - start).toBeLessThan(roomFor(2_000));
  });
});
