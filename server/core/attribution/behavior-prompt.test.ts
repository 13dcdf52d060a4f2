import { describe, expect, it } from "vitest";
import {
  addressing,
  conditionsOf,
  ownTerms,
  type PlacedInstruction,
  type PromptInUse,
} from "./behavior-prompt.ts";
import { ExerciseModel } from "./exercise.ts";
import { termsIn } from "./terms.ts";

const asked: Readonly<Record<string, string>> = {
  r1: "I want a refund for the atlas",
  r2: "please refund my order",
  r3: "refund the novel",
  r4: "the atlas came damaged, what now",
  p1: "where is my parcel",
  p2: "parcel tracking",
  p3: "my parcel and the refund",
  p4: "is the parcel on its way",
  p5: "parcel lost",
  p6: "the parcel came wet",
};
const exercise = new ExerciseModel(
  Object.entries(asked).map(([conversationId, text]) => ({
    conversationId,
    index: 0,
    terms: termsIn(text).join(" "),
  })),
);
const instruction = (line: number, text: string, ...triggers: string[]): PlacedInstruction => ({
  key: `i-${line}`,
  text,
  triggers,
  line,
});
const shop: PromptInUse = {
  file: "shop.prompt.md",
  conversations: Object.keys(asked),
  instructions: [
    instruction(0, "Be kind."),
    instruction(1, "If the user asks for a refund, hand over.", "the user asks for a refund"),
    instruction(2, "If something is damaged, ask for a picture.", "something is damaged"),
    instruction(3, "When the user replies, thank them.", "the user replies"),
  ],
};
const refunds = { members: new Set(["r1", "r2", "r3", "r4"]), terms: new Set<string>() };
const speaking = (behavior: Parameters<typeof addressing>[0], prompts = [shop]) =>
  addressing(
    behavior,
    prompts.map((prompt) => conditionsOf(prompt, exercise)),
  );

describe("which instructions speak to a behavior", () => {
  it("those whose condition holds in it, with the share here and elsewhere, best first", () => {
    const { addressedBy, notAddressed } = speaking(refunds);
    expect(notAddressed).toBe(false);
    expect(addressedBy.map(({ line, k, n, share }) => ({ line, k, n, share }))).toEqual([
      { line: 1, k: 3, n: 4, share: 0.75 },
      { line: 2, k: 1, n: 4, share: 0.25 },
    ]);
    expect(addressedBy[0]!.elsewhere).toBeCloseTo(1 / 6);
  });

  it("not one that holds as often whatever is asked, nor one that always holds", () => {
    const general = instruction(
      5,
      "If a parcel or a refund is named, look it up.",
      "a parcel or a refund is named",
    );
    const { addressedBy } = speaking(refunds, [{ ...shop, instructions: [...shop.instructions, general] }]);
    expect(addressedBy.map(({ line }) => line)).toEqual([1, 2]);
  });

  it("a rare one where the instruction uses the behavior's own words", () => {
    const few = { members: new Set(["p1", "p2", "p3", "p4", "p5", "p6"]), terms: new Set(termsIn("wet")) };
    const ten: PromptInUse = {
      ...shop,
      instructions: [instruction(7, "If it came wet, send another.", "it came wet")],
    };
    // "came wet" holds in one of six, below a fifth; the word makes it count.
    expect(speaking({ ...few, terms: new Set() }, [ten])).toMatchObject({
      notAddressed: true,
      reason: "no-match",
    });
    expect(speaking(few, [ten]).addressedBy).toMatchObject([{ line: 7, k: 1, n: 6 }]);
  });

  it("where nothing does it says why, and what comes nearest", () => {
    const parcels = { members: new Set(["p1", "p2", "p3", "p4", "p5", "p6"]), terms: new Set<string>() };
    const nothing = speaking(parcels);
    expect(nothing).toMatchObject({ addressedBy: [], notAddressed: true, reason: "no-match" });
    expect(nothing.nearest).toMatchObject([{ line: 1, k: 1, n: 6 }]);
    const plain = { ...shop, instructions: [instruction(0, "Be kind.")] };
    expect(speaking(parcels, [plain])).toMatchObject({ reason: "no-condition", nearest: [] });
    expect(speaking({ members: new Set(["elsewhere"]), terms: new Set() })).toMatchObject({
      reason: "no-prompt",
    });
  });

  it("a prompt that answers nothing else has nothing to be compared with", () => {
    const own: PromptInUse = { ...shop, conversations: ["r1", "r2", "r3", "r4"] };
    const [first] = speaking(refunds, [own]).addressedBy;
    expect(first).toMatchObject({ line: 1, share: 0.75 });
    expect(first).not.toHaveProperty("elsewhere");
  });
});

it("words of a behavior are those that few others use", () => {
  const names = Array.from({ length: 8 }, (_, i) => ({
    id: `b${i}`,
    name: "my order",
    words: [`thing${i}x`],
  }));
  const terms = ownTerms([...names, { id: "c", name: "atlas", words: ["my order"] }]);
  expect([...terms.get("b1")!]).toEqual(termsIn("thing1x"));
  expect([...terms.get("c")!]).toEqual(termsIn("atlas"));
});
