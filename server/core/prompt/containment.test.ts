import { describe, expect, it } from "vitest";
import { containmentOf, foldForContainment } from "./containment.ts";
import { readPrompt } from "./read-prompt.ts";

const { instructions } = readPrompt(
  "a.prompt.md",
  "Greet {{name}} by name.\n\n- Ask for the **order number** first.\n- Never promise a date.\n",
);
const held = (system: string) => containmentOf(instructions, foldForContainment(system));

describe("containmentOf", () => {
  it("is whole where every instruction is there, re-wrapped, re-marked and rendered", () => {
    const system =
      "You are Kim.\nGREET Ms. Doe-Smith by\nname. * Ask for the _order number_ first. Never promise a date. Bye.";
    expect(held(system)).toMatchObject({ share: 1, missing: [] });
  });

  it("counts by characters and names what is missing", () => {
    const { share, missing, matchedLength } = held("Never promise a date.");
    expect(matchedLength).toBe("Never promise a date.".length);
    expect(share).toBeCloseTo(
      21 / ("greet".length + "by name.".length + "ask for the order number first.".length + 21),
    );
    expect(missing).toEqual(instructions.slice(0, 2).map(({ key }) => key));
  });

  it("needs the literal stretches of an instruction in order and near one another", () => {
    expect(held("by name. Greet").missing).toContain(instructions[0]!.key);
    expect(held(`Greet ${"x".repeat(1_900)} by name.`).missing).not.toContain(instructions[0]!.key);
    expect(held(`Greet ${"x".repeat(2_100)} by name.`).missing).toContain(instructions[0]!.key);
  });

  it("tries every place where the first stretch stands", () => {
    expect(held(`Greet all. ${"x".repeat(3_000)} Greet Kim by name.`).missing).not.toContain(
      instructions[0]!.key,
    );
  });

  it("is nothing for a prompt without instructions", () => {
    expect(containmentOf([], "anything")).toEqual({ share: 0, matchedLength: 0, missing: [] });
  });
});
