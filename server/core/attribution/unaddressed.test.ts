import { expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { ExerciseModel } from "./exercise.ts";
import { termsIn } from "./terms.ts";
import { unaddressedBehaviors } from "./unaddressed.ts";

const text = `# Shop

## Refunds

- If the customer asks for a refund, ask for the number of the order.
- Hand over with \`escalate_case\` where money is missing.

## Deliveries

- If a parcel is late, look it up.
- Tell when the courier comes.
`;
const asked: Readonly<Record<string, readonly string[]>> = {
  refund: ["I want a refund", "please refund the order", "can I get a refund"],
  missing: ["where is the rest, escalate_case", "half is gone, escalate_case", "escalate_case it is less"],
  late: ["my parcel is late", "the parcel is late again", "parcel late since Monday"],
  courier: ["when does the courier ring", "does the courier call", "courier at night"],
  island: ["does a parcel go to an island", "parcel to the island", "when comes a courier to the island"],
  music: ["which song was playing", "what song is that", "a song in the shop"],
};
const behaviors = Object.entries(asked).map(([id, texts]) => ({
  id,
  name: id,
  words: [],
  exemplars: texts.map((said, i) => ({ conversationId: `${id} ${i}`, text: said })),
  members: new Set(texts.map((_, i) => `${id} ${i}`)),
}));
const exercise = new ExerciseModel(
  behaviors.flatMap(({ exemplars }) =>
    exemplars.map(({ conversationId, text: said }) => ({
      conversationId,
      index: 0,
      terms: termsIn(said).join(" "),
    })),
  ),
);
const { instructions, sections } = readPrompt("shop.prompt.md", text);
const prompt = {
  file: "shop.prompt.md",
  instructions: instructions.map((one, line) => ({ ...one, line })),
  conversations: behaviors.flatMap(({ members }) => [...members]),
};

it("a line speaks by its condition, by a tool that it names, or by a word of the behavior's own; of others it is said where it would stand", () => {
  const { unaddressed, addressedOf } = unaddressedBehaviors(
    [{ prompt, instructions, sections }],
    behaviors,
    exercise,
  );
  expect([...addressedOf.get("shop.prompt.md")!].sort()).toEqual(["courier", "late", "missing", "refund"]);
  expect(unaddressed.map(({ behaviorId, n, section }) => [behaviorId, n, section?.at(-1)])).toEqual([
    ["island", 3, "Deliveries"],
    ["music", 3, undefined],
  ]);
});

it("nothing is said of behaviors that the prompt was never asked for", () => {
  const elsewhere = { ...prompt, conversations: ["refund 0", "refund 1"] };
  const { unaddressed } = unaddressedBehaviors(
    [{ prompt: elsewhere, instructions, sections }],
    behaviors,
    exercise,
  );
  expect(unaddressed).toEqual([]);
});
