import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import type { InstructionFigures, PromptFigures } from "./figures.ts";
import { measure } from "./measured-text.ts";

const read = (text: string) => readPrompt("a.prompt.md", text);

/** Figures of a text that one conversation used. */
function measuredAs(...texts: string[]): PromptFigures {
  const documents = texts.map(read);
  const instructions = documents.flatMap(({ instructions: list }) =>
    list.map(
      ({ key, text, kind }): InstructionFigures => ({
        key,
        text,
        kind,
        evaluators: [],
        figures: [],
        behaviors: [],
        failing: 0,
        versions: [],
        exercised: 1,
        held: 1,
      }),
    ),
  );
  return {
    name: "a",
    file: "a.prompt.md",
    versions: documents.map(({ version, instructions: list }) => ({
      version,
      conversations: 1,
      keys: list.map(({ key }) => key),
    })),
    instructions,
    evaluators: [],
    conversations: { matched: 1, ambiguous: 0, unmatched: 0 },
  };
}

/** Each instruction of the new text as `own`, `was: …` or `new`. */
const laidOver = (now: string, ...before: string[]): string[] =>
  measure(read(now), measuredAs(...before)).map(({ figures, stale }) =>
    figures ? "own" : stale ? `was: ${stale.text}` : "new",
  );

const base = "- Greet the user.\n- Ask for the order number.\n- Never promise a date.\n";

describe("figures follow the text they were measured on", () => {
  it("unchanged text has its own", () => expect(laidOver(base, base)).toEqual(["own", "own", "own"]));

  it("a changed line shows what it was", () =>
    expect(laidOver(base.replace("order number", "order id and name"), base)).toEqual([
      "own",
      "was: Ask for the order number.",
      "own",
    ]));

  it("a moved line keeps its own", () =>
    expect(
      laidOver("- Never promise a date.\n- Greet the user.\n- Ask for the order number.\n", base),
    ).toEqual(["own", "own", "own"]));

  it("a new line has none, and takes none from its neighbours", () =>
    expect(laidOver(`${base}- Offer a callback at noon.\n`, base)).toEqual(["own", "own", "own", "new"]));

  it("a line replaced by two: the one that is like it is stale, the other new", () =>
    expect(
      laidOver(
        base.replace(
          "- Ask for the order number.",
          "- Ask for the order number politely.\n- Tell the weather forecast.",
        ),
        base,
      ),
    ).toEqual(["own", "was: Ask for the order number.", "new", "own"]));

  it("the nearest of several versions is the one compared with", () =>
    expect(
      laidOver(
        base.replace("Greet the user.", "Greet the user warmly."),
        "- Something else entirely.\n",
        base,
      ),
    ).toEqual(["was: Greet the user.", "own", "own"]));

  it("a prompt nobody used has nothing", () =>
    expect(measure(read(base), undefined).every(({ figures, stale }) => !figures && !stale)).toBe(true));
});
