import { expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { diagnosed, type PlantedCase } from "./testing.ts";

const topics = ["refund", "invoice", "parcel", "password", "coupon"];
const prompt = `You answer customers of a shop.

- Greet every customer by name.
${topics.map((topic) => `- If the customer mentions a ${topic}, quote the ${topic}book.`).join("\n")}
`;

/** Each asks about two things; `fails` says how often that goes wrong. */
function cases(fails: (asked: ReadonlySet<string>) => number): PlantedCase[] {
  const random = seededRandom(3);
  return Array.from({ length: 400 }, (_, i) => {
    const asked = new Set([0, 1].map(() => topics[Math.floor(random() * topics.length)]!));
    return {
      id: `c${String(i).padStart(3, "0")}`,
      asked: [...asked].map((topic) => `My ${topic}, please.`).join(" "),
      answered: "Well.",
      verdicts: { solved: random() >= fails(asked), warm: random() >= 0.02 },
      behavior: [...asked][0]!,
    };
  });
}

it("two lines that fail in each other's company alone, with the conversations that show it", () => {
  const both = (asked: ReadonlySet<string>): boolean => asked.has("refund") && asked.has("coupon");
  const { interactions, textOf } = diagnosed(
    prompt,
    cases((asked) => (both(asked) ? 0.9 : 0.04)),
  );
  expect(interactions).toHaveLength(1);
  const [{ key, other, evaluator, failing, n, elsewhere, p, evidence }] = interactions as [
    (typeof interactions)[number],
  ];
  expect([key, other].map(textOf)).toEqual([
    "If the customer mentions a refund, quote the refundbook.",
    "If the customer mentions a coupon, quote the couponbook.",
  ]);
  expect(evaluator).toBe("solved");
  expect(failing / n).toBeGreaterThan(0.75);
  expect(elsewhere.failing / elsewhere.n).toBeLessThan(0.1);
  expect(p).toBeLessThan(1e-4);
  expect(evidence).toHaveLength(5);
});

it("a line that is always at work fails with one kind of input, by an evaluator that tests it", () => {
  const warm = cases(() => 0.03).map((one): PlantedCase => {
    const random = seededRandom(Number(one.id.slice(1)) + 1);
    return one.behavior === "password" ? { ...one, verdicts: { warm: random() > 0.7 } } : one;
  });
  const { interactions, textOf } = diagnosed(prompt, warm, { covers: { warm: ["Greet every"] } });
  expect(interactions.map(({ key, behaviorId }) => [textOf(key), behaviorId])).toEqual([
    ["Greet every customer by name.", "password"],
  ]);
});

it("a line that fails where a tool is in use", () => {
  const random = seededRandom(8);
  const tool = cases(() => 0.03).map((one): PlantedCase => {
    const isUsed = random() < 0.3;
    const solved = random() >= (isUsed && one.asked.includes("parcel") ? 0.8 : 0.04);
    return { ...one, verdicts: { solved }, inputs: isUsed ? ["tool find_order"] : [] };
  });
  const { interactions, textOf } = diagnosed(prompt, tool);
  expect(interactions.map(({ key, input }) => [textOf(key), input])).toEqual([
    ["If the customer mentions a parcel, quote the parcelbook.", "tool find_order"],
  ]);
});

it("nothing where lines fail each by itself, nor of a conversation that does not fail by it", () => {
  const alone = diagnosed(
    prompt,
    cases((asked) => (asked.has("refund") ? 0.5 : 0.04)),
  );
  expect(alone.interactions).toEqual([]);
  const all = cases((asked) => (asked.has("refund") && asked.has("coupon") ? 0.9 : 0.04));
  const other = all.find(({ asked, verdicts }) => !asked.includes("coupon") && !verdicts.solved)!;
  expect(diagnosed(prompt, all, { subject: { kind: "conversation", id: other.id } }).interactions).toEqual(
    [],
  );
});
